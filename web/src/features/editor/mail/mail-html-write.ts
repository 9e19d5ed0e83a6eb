import { escapeHtml, templatePieces } from "@formloom/shared/values";
import { buttonParts, mailStyles, markOrder, textAttr, type MailNode } from "./mail-doc.ts";

/** The HTML of a designed text; empty where nothing is written. Pills stand in it as they are. */
export function writeMailHtml(doc: MailNode): string {
  const all = doc.content ?? [];
  // Empty lines at the end are where somebody was about to write.
  const blocks = all.slice(0, all.findLastIndex((block) => !isBlank(block)) + 1);
  if (blocks.length === 0) return "";
  return `<div style="${mailStyles.div}">${blocks.map(writeBlock).join("")}</div>`;
}

/** A text that goes into HTML, with its pills left whole: they are no HTML until they are filled. */
export function escapeTemplate(template: string): string {
  return templatePieces(template)
    .map((piece) => (piece.kind === "pill" ? piece.source : escapeHtml(piece.source)))
    .join("");
}

function isBlank(block: MailNode): boolean {
  return block.type === "paragraph" && (block.content ?? []).length === 0;
}

function writeBlock(block: MailNode): string {
  const write = block.type === undefined ? undefined : writers.get(block.type);
  return write === undefined ? element("p", writeInline(block.content)) : write(block);
}

const writers: ReadonlyMap<string, (block: MailNode) => string> = new Map<
  string,
  (block: MailNode) => string
>([
  ["heading", (block) => element(headingTag(block), writeInline(block.content))],
  ["bulletList", ({ content = [] }) => element("ul", content.map(writeItem).join(""))],
  ["orderedList", ({ content = [] }) => element("ol", content.map(writeItem).join(""))],
  ["horizontalRule", () => `<hr style="${mailStyles.hr}">`],
  [
    "mailImage",
    (block) =>
      `<img src="${attribute(block, "src")}" alt="${attribute(block, "alt")}" style="${mailStyles.img}">`,
  ],
  [
    "mailButton",
    (block) =>
      `${buttonParts.open}${attribute(block, "href")}${buttonParts.middle}${attribute(block, "label")}${buttonParts.close}`,
  ],
]);

function writeItem(item: MailNode): string {
  const [first, ...rest] = item.content ?? [];
  return element("li", writeInline(first?.content) + rest.map(writeBlock).join(""));
}

const element = (tag: keyof typeof mailStyles, inner: string): string =>
  `<${tag} style="${mailStyles[tag]}">${inner}</${tag}>`;

function headingTag(block: MailNode): "h1" | "h2" | "h3" {
  const level = block.attrs?.["level"];
  return level === 1 ? "h1" : level === 3 ? "h3" : "h2";
}

const attribute = (node: MailNode, name: string): string => escapeTemplate(textAttr(node, name));

/** A break at the very end shows only with another one behind it, as an empty line does. */
function writeInline(content: readonly MailNode[] = []): string {
  const last = content.at(-1);
  const end = last === undefined || last.type === "hardBreak" ? "<br>" : "";
  return keepSpaces(writeRun(content, 0)) + end;
}

/** Neighbours that share a mark stand in one element. */
function writeRun(nodes: readonly MailNode[], depth: number): string {
  const kind = markOrder[depth];
  if (kind === undefined) return nodes.map(writeLeaf).join("");
  let html = "";
  for (let at = 0; at < nodes.length;) {
    const mark = markOf(nodes[at], kind);
    let end = at + 1;
    while (end < nodes.length && markOf(nodes[end], kind) === mark) end += 1;
    const inner = writeRun(nodes.slice(at, end), depth + 1);
    html += mark === null ? inner : marked(kind, mark, inner);
    at = end;
  }
  return html;
}

/** What makes two marks the same; null without one. */
function markOf(node: MailNode | undefined, kind: string): string | null {
  const mark = node?.marks?.find(({ type }) => type === kind);
  return mark === undefined ? null : textAttr(mark, "href");
}

function marked(kind: (typeof markOrder)[number], href: string, inner: string): string {
  if (kind === "link")
    return `<a href="${escapeTemplate(href)}" style="${mailStyles.a}">${inner}</a>`;
  return kind === "bold" ? `<strong>${inner}</strong>` : `<em>${inner}</em>`;
}

function writeLeaf(node: MailNode): string {
  if (node.type === "hardBreak") return "<br>";
  if (node.type === "pill") return textAttr(node, "source");
  return escapeHtml((node.text ?? "").replaceAll("\n", " ")).replaceAll("\u00A0", "&nbsp;");
}

/**
 * HTML folds spaces into one and drops those at the edges of a line, through whatever marks stand there;
 * these stay. Only between tags and pills.
 */
function keepSpaces(html: string): string {
  const parts = html.split(/(<[^>]*>|\{\{.*?\}\})/s);
  return parts
    .map((part, index) =>
      index % 2 === 1
        ? part
        : kept(part, isEdge(parts.slice(0, index).toReversed()), isEdge(parts.slice(index + 1))),
    )
    .join("");
}

/** Whether nothing that shows stands between here and the end of the line; the nearest part comes first. */
function isEdge(parts: readonly string[]): boolean {
  const next = parts.find((part) => part.startsWith("<br") || !/^(?:<|$)/.test(part));
  return next === undefined || next.startsWith("<br");
}

function kept(text: string, atStart: boolean, atEnd: boolean): string {
  let spaced = text.replaceAll("  ", " &nbsp;");
  if (atStart) spaced = spaced.replace(/^ /, "&nbsp;");
  return atEnd ? spaced.replace(/ $/, "&nbsp;") : spaced;
}
