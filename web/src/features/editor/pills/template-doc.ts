import { templatePieces } from "@formloom/shared/values";

/** A text of a document, or a pill by the way it is written in the template. */
export type InlineNode =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "pill"; readonly attrs: { readonly source: string } };

export interface LineNode {
  readonly type: "paragraph";
  readonly content?: readonly InlineNode[];
}

/** The editor's document of a template: one paragraph a line. */
export interface TemplateDoc {
  readonly type: "doc";
  readonly content: readonly LineNode[];
}

/** What can be read back: the editor's own JSON has more members than we need. */
interface AnyNode {
  readonly type?: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, unknown>> | undefined;
  readonly content?: readonly AnyNode[];
}

/**
 * The document that shows a template. Every text has one, since what is no pill is text; with
 * `multiline` false it is a single line whatever the text holds.
 */
export function templateToDoc(
  template: string,
  { multiline }: { readonly multiline: boolean },
): TemplateDoc {
  const lines: InlineNode[][] = [[]];
  for (const piece of templatePieces(template)) {
    if (piece.kind === "pill") {
      lines.at(-1)?.push({ type: "pill", attrs: { source: piece.source } });
      continue;
    }
    const [first = "", ...rest] = multiline ? piece.source.split("\n") : [piece.source];
    lines.at(-1)?.push(...textNodes(first));
    for (const text of rest) lines.push(textNodes(text));
  }
  return {
    type: "doc",
    content: lines.map((content) =>
      content.length === 0 ? { type: "paragraph" } : { type: "paragraph", content },
    ),
  };
}

/** The template that a document stands for: of `templateToDoc`, exactly the text it was made of. */
export function docToTemplate(doc: AnyNode): string {
  return (doc.content ?? []).map(lineText).join("\n");
}

function lineText(line: AnyNode): string {
  return (line.content ?? [])
    .map((node) => (node.type === "pill" ? sourceOf(node.attrs?.["source"]) : (node.text ?? "")))
    .join("");
}

const sourceOf = (source: unknown): string => (typeof source === "string" ? source : "");

function textNodes(text: string): InlineNode[] {
  return text === "" ? [] : [{ type: "text", text }];
}
