import { templatePieces } from "@formloom/shared/values";
import {
  buttonParts,
  emptyParagraph,
  mailStyles,
  type MailMark,
  type MailNode,
} from "./mail-doc.ts";
import { readTokens, type HtmlToken } from "./mail-html-tokens.ts";

/** A designed text, or what in the HTML it could not show. */
export type MailReading =
  | { readonly ok: true; readonly doc: MailNode }
  | { readonly ok: false; readonly what: string };

/** Pills stand in for themselves by a character of nobody's, so that HTML can be read around them. */
const mark = "\uE000";
const anyMark = /\uE000/;

/**
 * Reads HTML as a designed text, if that loses nothing: what `writeMailHtml` wrote, or simple HTML of
 * paragraphs, headings, lists, links, images, bold and italic without styles of its own.
 */
export function readMailHtml(html: string): MailReading {
  const pieces = templatePieces(html);
  const pills = pieces.flatMap((piece) => (piece.kind === "pill" ? piece.source : []));
  if (pieces.some((piece) => piece.kind === "text" && anyMark.test(piece.source))) {
    return refuse("a private character");
  }
  const source = pieces.map((piece) => (piece.kind === "pill" ? mark : piece.source)).join("");
  if (/<\/?xbutton/i.test(source)) return refuse("<xbutton>");
  const tokens = readTokens(withShortButtons(source));
  if (tokens === null) return refuse("a comment, or something that is not tidy HTML");
  const reader = new MailReader(tokens, pills);
  try {
    return { ok: true, doc: reader.readAll() };
  } catch (error) {
    if (error instanceof Unreadable) return refuse(error.what);
    throw error;
  }
}

const refuse = (what: string): MailReading => ({ ok: false, what });

/** Our own buttons become one element each, so that no other table can be taken for one. */
function withShortButtons(source: string): string {
  return source
    .replaceAll(buttonParts.open, '<xbutton href="')
    .replaceAll(buttonParts.middle, '">')
    .replaceAll(buttonParts.close, "</xbutton>");
}

class Unreadable extends Error {
  readonly what: string;
  constructor(what: string) {
    super(what);
    this.what = what;
  }
}

const inlineMarks: Readonly<Record<string, MailMark>> = {
  strong: { type: "bold" },
  b: { type: "bold" },
  em: { type: "italic" },
  i: { type: "italic" },
};
const headings: Readonly<Record<string, number>> = { h1: 1, h2: 2, h3: 3 };
const order: readonly string[] = ["link", "bold", "italic"];

/** Goes once over the pieces, from the outside in. */
class MailReader {
  readonly #tokens: readonly HtmlToken[];
  readonly #pills: readonly string[];
  #at = 0;
  #pill = 0;

  constructor(tokens: readonly HtmlToken[], pills: readonly string[]) {
    this.#tokens = tokens.filter((token) => token.kind !== "text" || token.text !== "");
    this.#pills = pills;
  }

  readAll(): MailNode {
    this.#skipSpace();
    const first = this.#peek();
    const wrapped = first?.kind === "open" && first.tag === "div";
    if (wrapped) this.#open("div");
    const content = this.#readBlocks(wrapped ? "div" : null);
    if (wrapped) this.#close("div");
    this.#skipSpace();
    const rest = this.#peek();
    if (rest !== undefined) throw new Unreadable(nameOf(rest));
    return { type: "doc", content: content.length === 0 ? [emptyParagraph] : content };
  }

  /** Blocks up to the end of `within`; text between them is a paragraph of its own. */
  #readBlocks(within: string | null): MailNode[] {
    const blocks: MailNode[] = [];
    for (;;) {
      this.#skipSpace();
      const token = this.#peek();
      if (token === undefined || (token.kind === "close" && token.tag === within)) return blocks;
      const block = token.kind === "open" ? this.#readBlock(token) : null;
      if (block !== null) blocks.push(block);
      else {
        const before = this.#at;
        blocks.push(this.#paragraph(this.#readInline([], true)));
        if (this.#at === before) throw new Unreadable(nameOf(token));
      }
    }
  }

  #readBlock({ tag }: Extract<HtmlToken, { kind: "open" }>): MailNode | null {
    if (tag === "p") return this.#paragraph(this.#within("p"));
    const level = Object.hasOwn(headings, tag) ? headings[tag] : undefined;
    if (level !== undefined) {
      const content = this.#within(tag);
      return { type: "heading", attrs: { level }, ...(content.length === 0 ? {} : { content }) };
    }
    if (tag === "ul" || tag === "ol") return this.#readList(tag);
    if (tag === "hr") {
      this.#open("hr");
      return { type: "horizontalRule" };
    }
    if (tag === "img") {
      const attrs = this.#open("img", ["src", "alt"]);
      const src = this.#template(attrs.get("src") ?? "");
      return { type: "mailImage", attrs: { src, alt: this.#template(attrs.get("alt") ?? "") } };
    }
    return tag === "xbutton" ? this.#readButton() : null;
  }

  #readButton(): MailNode {
    const href = this.#template(this.#open("xbutton", ["href"]).get("href") ?? "");
    let label = "";
    for (let token = this.#peek(); token?.kind === "text"; token = this.#peek()) {
      label += token.text;
      this.#at += 1;
    }
    this.#close("xbutton");
    return { type: "mailButton", attrs: { href, label: this.#template(label) } };
  }

  #readList(tag: "ul" | "ol"): MailNode {
    this.#open(tag);
    const items: MailNode[] = [];
    for (this.#skipSpace(); this.#peek()?.kind === "open"; this.#skipSpace()) {
      this.#open("li");
      const first = this.#paragraph(this.#readInline([], true));
      const rest = this.#readBlocks("li");
      this.#close("li");
      items.push({ type: "listItem", content: [first, ...rest] });
    }
    this.#close(tag);
    if (items.length === 0) throw new Unreadable("an empty list");
    return { type: tag === "ul" ? "bulletList" : "orderedList", content: items };
  }

  #within(tag: string): MailNode[] {
    this.#open(tag);
    const content = this.#readInline([], true);
    this.#close(tag);
    return content;
  }

  #paragraph(content: readonly MailNode[]): MailNode {
    return content.length === 0 ? emptyParagraph : { type: "paragraph", content };
  }

  /** Letters, pills and breaks up to the next block or end; at the edges of a block without spaces. */
  #readInline(marks: readonly MailMark[], edge: boolean): MailNode[] {
    const nodes: MailNode[] = [];
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (token.kind === "close") break;
      if (token.kind === "text") {
        this.#at += 1;
        nodes.push(...this.#textNodes(token.text, marks));
      } else if (token.tag === "br") {
        this.#open("br");
        nodes.push({ type: "hardBreak" });
      } else {
        const inner = this.#readMarked(token.tag, marks);
        if (inner === null) break;
        nodes.push(...inner);
      }
    }
    return edge ? trimmed(nodes) : nodes;
  }

  #readMarked(tag: string, marks: readonly MailMark[]): MailNode[] | null {
    const known = Object.hasOwn(inlineMarks, tag) ? inlineMarks[tag] : undefined;
    if (known === undefined && tag !== "a") return null;
    const attrs = this.#open(tag, tag === "a" ? ["href"] : []);
    const added = known ?? {
      type: "link",
      attrs: { href: this.#template(attrs.get("href") ?? "") },
    };
    const others = marks.filter(({ type }) => type !== added.type);
    const all = [...others, added].toSorted(
      (one, other) => order.indexOf(one.type) - order.indexOf(other.type),
    );
    const inner = this.#readInline(all, false);
    this.#close(tag);
    return inner;
  }

  #textNodes(text: string, marks: readonly MailMark[]): MailNode[] {
    const shown = marks.length === 0 ? {} : { marks };
    return text
      .replaceAll(/[ \t\r\n\f]+/g, " ")
      .split(/(\uE000)/)
      .filter((part) => part !== "")
      .map((part) =>
        part === mark
          ? { type: "pill", attrs: { source: this.#nextPill() }, ...shown }
          : { type: "text", text: part, ...shown },
      );
  }

  /** A text of an attribute with its pills in it again. */
  #template(text: string): string {
    return text.replaceAll(mark, () => this.#nextPill());
  }

  #nextPill(): string {
    const pill = this.#pills[this.#pill] ?? "";
    this.#pill += 1;
    return pill;
  }

  #peek(): HtmlToken | undefined {
    return this.#tokens[this.#at];
  }

  /** The attributes of an element that may have no others than these and our own style. */
  #open(tag: string, allowed: readonly string[] = []): ReadonlyMap<string, string> {
    const token = this.#peek();
    if (token?.kind !== "open" || token.tag !== tag) throw new Unreadable(nameOf(token));
    for (const [name, value] of token.attrs) {
      const own = name === "style" && isStyled(tag) && value === mailStyles[tag];
      if (!own && !allowed.includes(name)) throw new Unreadable(`${name} of <${tag}>`);
    }
    this.#at += 1;
    return token.attrs;
  }

  #close(tag: string): void {
    const token = this.#peek();
    if (token?.kind !== "close" || token.tag !== tag) throw new Unreadable(nameOf(token));
    this.#at += 1;
  }

  #skipSpace(): void {
    for (let token = this.#peek(); token?.kind === "text"; token = this.#peek()) {
      if (!/^[ \t\r\n\f]*$/.test(token.text)) return;
      this.#at += 1;
    }
  }
}

function isStyled(tag: string): tag is keyof typeof mailStyles {
  return Object.hasOwn(mailStyles, tag);
}

function nameOf(token: HtmlToken | undefined): string {
  if (token === undefined) return "an element without an end";
  return token.kind === "text" ? "a text in an odd place" : `<${token.tag}>`;
}

/** Without spaces beside the block's edges and breaks, where HTML shows none, and without the last break. */
function trimmed(nodes: readonly MailNode[]): MailNode[] {
  const kept = nodes.flatMap((node, index): MailNode[] => {
    if (node.text === undefined) return [node];
    const before = nodes[index - 1];
    const after = nodes[index + 1];
    let text = node.text;
    if (before === undefined || before.type === "hardBreak") text = text.replace(/^ /, "");
    if (before?.text?.endsWith(" ") === true) text = text.replace(/^ /, "");
    if (after === undefined || after.type === "hardBreak") text = text.replace(/ $/, "");
    return text === "" ? [] : [{ ...node, text }];
  });
  return kept.at(-1)?.type === "hardBreak" ? kept.slice(0, -1) : kept;
}
