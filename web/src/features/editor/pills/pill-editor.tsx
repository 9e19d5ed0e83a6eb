import { useCallback, useMemo } from "react";
import { docToTemplate, templateToDoc } from "./template-doc.ts";
import { templateExtensions } from "./template-extensions.ts";
import { PillSurface, type PillSurfaceProps } from "./pill-surface.tsx";
import type { PillHost } from "./pill-host.ts";

export type PillEditorProps = Omit<PillSurfaceProps, "codec" | "extensions" | "toolbar">;

/** A template as lines of text with pills. */
export function PillEditor(props: PillEditorProps) {
  const { multiline } = props;
  const codec = useMemo(
    () => ({
      toDoc: (value: string) => mutable(templateToDoc(value, { multiline })),
      fromDoc: docToTemplate,
    }),
    [multiline],
  );
  const extensions = useCallback(
    (host: PillHost) => templateExtensions(host, multiline),
    [multiline],
  );
  return <PillSurface {...props} codec={codec} extensions={extensions} />;
}

/** The editor's types know no read-only lists. */
function mutable(doc: ReturnType<typeof templateToDoc>) {
  return {
    type: doc.type,
    content: doc.content.map((line) => ({
      type: line.type,
      content: (line.content ?? []).map((node) => ({ ...node })),
    })),
  };
}
