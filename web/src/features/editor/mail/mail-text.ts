import { writeMailHtml } from "./mail-html-write.ts";
import { templateToDoc } from "../pills/template-doc.ts";
import { textAttr, type MailNode } from "./mail-doc.ts";

/** A plain text as a designed one: empty lines part paragraphs. */
export function htmlOfText(template: string): string {
  const paragraphs: MailNode[][] = [[]];
  for (const line of templateToDoc(template, { multiline: true }).content) {
    const open = paragraphs.at(-1);
    if (line.content === undefined) {
      if (open?.length !== 0) paragraphs.push([]);
    } else if (open?.length === 0) open.push(...line.content);
    else open?.push({ type: "hardBreak" }, ...line.content);
  }
  const blocks = paragraphs.filter((content) => content.length > 0);
  return writeMailHtml({
    type: "doc",
    content: blocks.map((content) => ({ type: "paragraph", content })),
  });
}

/** A designed text as plain text: what it says, without how it looks. */
export function textOfDoc(doc: MailNode): string {
  return (doc.content ?? []).map((block) => textOfBlock(block, "")).join("\n\n");
}

function textOfBlock(block: MailNode, indent: string): string {
  if (block.type === "bulletList" || block.type === "orderedList") {
    return (block.content ?? [])
      .map((item, index) =>
        textOfItem(item, block.type === "bulletList" ? "-" : `${index + 1}.`, indent),
      )
      .join("\n");
  }
  if (block.type === "horizontalRule") return "---";
  if (block.type === "mailImage") return textAttr(block, "alt");
  if (block.type === "mailButton")
    return `${textAttr(block, "label")} (${textAttr(block, "href")})`;
  return textOfInline(block.content);
}

function textOfItem(item: MailNode, sign: string, indent: string): string {
  const [first, ...rest] = item.content ?? [];
  const lines = [`${indent}${sign} ${textOfInline(first?.content)}`];
  return [...lines, ...rest.map((block) => textOfBlock(block, `${indent}  `))].join("\n");
}

function textOfInline(nodes: readonly MailNode[] = []): string {
  return nodes
    .map((node, index) => {
      const link = linkOf(node);
      const ends = link !== null && linkOf(nodes[index + 1]) !== link;
      const text =
        node.type === "hardBreak"
          ? "\n"
          : node.type === "pill"
            ? textAttr(node, "source")
            : (node.text ?? "");
      return ends && link !== text ? `${text} (${link})` : text;
    })
    .join("");
}

function linkOf(node: MailNode | undefined): string | null {
  const mark = node?.marks?.find(({ type }) => type === "link");
  return mark === undefined ? null : textAttr(mark, "href");
}
