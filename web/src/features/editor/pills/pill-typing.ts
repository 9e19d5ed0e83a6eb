import { Extension } from "@tiptap/core";
import { Fragment, Slice, type Node as DocumentNode, type Schema } from "@tiptap/pm/model";
import { Plugin, TextSelection, type EditorState } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { templatePieces } from "@formloom/shared/values";
import type { PillHost } from "./pill-host.ts";

export interface PillTypingOptions {
  readonly host: PillHost | null;
  /** Whether pasted lines stay lines. */
  readonly multiline: boolean;
}

/** How values come into a text: by `@`, by `{{`, by Alt and the down arrow, written out, or pasted. */
export const PillTyping = Extension.create<PillTypingOptions>({
  name: "pillTyping",
  addOptions: () => ({ host: null, multiline: true }),
  addKeyboardShortcuts() {
    const ask = () => {
      this.options.host?.current.onAsk("");
      return true;
    };
    return { "Alt-ArrowDown": ask };
  },
  addProseMirrorPlugins() {
    const { host, multiline } = this.options;
    return [
      new Plugin({
        props: {
          // Escape is for the panel around; the editor would keep it and do nothing with it.
          handleDOMEvents: { keydown: (_view, event) => event.key === "Escape" },
          handleTextInput: (view, from, to, text) => {
            if (host !== null) askSoon(view.state, { from, text, host });
            return pillWrittenOut(view, { from, to, text });
          },
          transformPasted: (slice, view) => withPills(slice, view.state.schema),
          clipboardTextParser: (text, _context, _plain, view) =>
            textSlice(multiline ? text : text.replaceAll(/\s*\n\s*/g, " "), view.state.schema),
        },
      }),
    ];
  },
});

/** Puts a pill at the selection; what was typed to ask for it goes. */
export function insertPill(view: EditorView, source: string, typed: string): void {
  const { state } = view;
  const { from, to, $from } = state.selection;
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "\uFFFC");
  const start = typed !== "" && before.endsWith(typed) ? from - typed.length : from;
  const pill = state.schema.nodes["pill"]?.create({ source });
  if (pill === undefined) return;
  const next = state.tr.replaceWith(start, to, pill);
  view.dispatch(next.setSelection(TextSelection.create(next.doc, start + 1)).scrollIntoView());
}

/** An `@` begins a value; within a word, as in an address, it is just a letter. */
function askSoon(
  state: EditorState,
  typing: { readonly from: number; readonly text: string; readonly host: PillHost },
): void {
  const before = textBefore(state, typing.from) + typing.text;
  const fresh = /(?:^|[\s({,:>\uFFFC])@$/.test(before);
  const typed = fresh ? "@" : /(?:^|[^{])\{\{$/.test(before) ? "{{" : null;
  // After the letter is in the text; what is typed from then on goes into the list's search.
  if (typed !== null) setTimeout(() => typing.host.current.onAsk(typed), 0);
}

/** Turns `{{ answers.name }}` into a pill once it is whole. */
function pillWrittenOut(
  view: EditorView,
  typing: { readonly from: number; readonly to: number; readonly text: string },
): boolean {
  if (!typing.text.endsWith("}") && !typing.text.includes("}}")) return false;
  const before = textBefore(view.state, typing.from);
  const open = before.lastIndexOf("{{");
  const start = open < 0 ? before.length : open;
  const pieces = templatePieces(before.slice(start) + typing.text);
  if (pieces.every((piece) => piece.kind === "text")) return false;
  const nodes = pieceNodes(pieces, view.state.schema);
  const from = typing.from - (before.length - start);
  view.dispatch(view.state.tr.replaceWith(from, typing.to, nodes));
  return true;
}

function textBefore(state: EditorState, at: number): string {
  const place = state.doc.resolve(at);
  return place.parent.textBetween(0, place.parentOffset, undefined, "\uFFFC");
}

function pieceNodes(
  pieces: ReturnType<typeof templatePieces>,
  schema: Schema,
  marks: DocumentNode["marks"] = [],
): DocumentNode[] {
  return pieces.flatMap((piece) =>
    piece.kind === "text"
      ? schema.text(piece.source, marks)
      : (schema.nodes["pill"]?.create({ source: piece.source }, undefined, marks) ?? []),
  );
}

/** Pills that came as text, from another program or from a template, become pills. */
function withPills(slice: Slice, schema: Schema): Slice {
  const change = (fragment: Fragment): Fragment => {
    const nodes: DocumentNode[] = [];
    fragment.forEach((node) => {
      if (node.isText)
        nodes.push(...pieceNodes(templatePieces(node.text ?? ""), schema, node.marks));
      else nodes.push(node.copy(change(node.content)));
    });
    return Fragment.from(nodes);
  };
  return new Slice(change(slice.content), slice.openStart, slice.openEnd);
}

function textSlice(text: string, schema: Schema): Slice {
  const lines = text.split(/\r\n?|\n/).map((line) => {
    const nodes = pieceNodes(templatePieces(line), schema);
    return schema.nodes["paragraph"]?.create(undefined, nodes) ?? nodes;
  });
  return new Slice(Fragment.from(lines.flat()), 1, 1);
}
