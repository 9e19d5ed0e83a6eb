import type { Editor, JSONContent } from "@tiptap/core";
import { useCallback, useLayoutEffect, useRef, useState } from "react";
import type { UsableGroup } from "../../../plugins/value-labels.ts";
import type { PillHost } from "../pills/pill-host.ts";
import { PillSurface, type PillSurfaceProps } from "../pills/pill-surface.tsx";
import { pillWords } from "../pills/pill-words.ts";
import { templatePieces } from "@formloom/shared/values";
import { useStepScope } from "../step-scope.ts";
import { mailExtensions, type MailHost, type MailPart } from "./mail-extensions.ts";
import { readMailHtml } from "./mail-html-read.ts";
import { writeMailHtml } from "./mail-html-write.ts";
import { MailPartDialog } from "./mail-part-dialog.tsx";
import { MailToolbar } from "./mail-toolbar.tsx";
import type { MailNode } from "./mail-doc.ts";

export type MailEditorProps = Omit<
  PillSurfaceProps,
  "codec" | "extensions" | "toolbar" | "multiline"
>;

/** A designed mail: what it looks like is what is sent, as HTML that mail programs understand. */
export function MailEditor(props: MailEditorProps) {
  const { groups } = useStepScope();
  const [editing, setEditing] = useState<MailPart | "link" | null>(null);
  const wordsNow = useRef((template: string) => template);
  const [mailHost] = useState<MailHost>(() => ({
    words: (template) => wordsNow.current(template),
    onPart: setEditing,
  }));
  // Before the parts are drawn for the first time, and whenever a value gets another name.
  useLayoutEffect(() => {
    wordsNow.current = (template) => templateInWords(template, groups);
  }, [groups]);
  const extensions = useCallback((host: PillHost) => mailExtensions(host, mailHost), [mailHost]);
  const toolbar = (editor: Editor) => (
    <>
      <MailToolbar editor={editor} label={props.label} onEdit={setEditing} />
      {editing !== null && (
        <MailPartDialog editor={editor} part={editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
  return (
    <div className="mail-editor">
      <PillSurface {...props} multiline codec={codec} extensions={extensions} toolbar={toolbar} />
    </div>
  );
}

function templateInWords(template: string, groups: readonly UsableGroup[]): string {
  return templatePieces(template)
    .map((piece) => (piece.kind === "text" ? piece.source : pillWords(piece.source, groups).label))
    .join("");
}

const codec = {
  toDoc: (html: string): JSONContent => {
    const reading = readMailHtml(html);
    return reading.ok ? contentOf(reading.doc) : { type: "doc", content: [{ type: "paragraph" }] };
  },
  fromDoc: writeMailHtml,
};

/** The editor's types know no read-only lists. */
function contentOf(node: MailNode): JSONContent {
  const { marks, attrs, content, ...rest } = node;
  return {
    ...rest,
    ...(attrs === undefined ? {} : { attrs: { ...attrs } }),
    ...(marks === undefined
      ? {}
      : { marks: marks.map((mark) => ({ type: mark.type, attrs: { ...mark.attrs } })) }),
    ...(content === undefined ? {} : { content: content.map(contentOf) }),
  };
}
