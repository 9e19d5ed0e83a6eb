import { pillContexts, parseTemplate } from "@formloom/shared/values";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buttonParts, type MailMark, type MailNode } from "./mail-doc.ts";
import { readMailHtml } from "./mail-html-read.ts";
import { writeMailHtml } from "./mail-html-write.ts";
import { htmlOfText, textOfDoc } from "./mail-text.ts";

const read = (html: string): MailNode => {
  const reading = readMailHtml(html);
  if (!reading.ok) throw new Error(`Expected to read ${html}: ${reading.what}`);
  return reading.doc;
};
const doc = (...content: MailNode[]): MailNode => ({ type: "doc", content });
const paragraph = (...content: MailNode[]): MailNode => ({ type: "paragraph", content });
const text = (words: string, ...marks: MailMark[]): MailNode =>
  marks.length === 0 ? { type: "text", text: words } : { type: "text", text: words, marks };
const pill = { type: "pill", attrs: { source: '{{ answers.name | default: "a < b" }}' } };

const words = fc
  .string({ unit: "grapheme", minLength: 1 })
  .filter((each) => !/[\uE000{}]/.test(each));
const marks = fc
  .subarray([
    { type: "link", attrs: { href: 'https://a.example/?x=1&y="2"' } },
    { type: "bold" },
    { type: "italic" },
  ])
  .map((chosen) => (chosen.length === 0 ? {} : { marks: chosen }));
const inline: fc.Arbitrary<MailNode> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(words, marks)
      .map(([each, marked]) => ({ type: "text", text: each, ...marked })),
  },
  marks.map((marked) => ({ ...pill, ...marked })),
  fc.constant({ type: "hardBreak" }),
);
const inlines = fc.array(inline, { maxLength: 4 });
const attribute = fc.oneof(words, fc.constant("https://a.example/{{ response.id }}"));
const block: fc.Arbitrary<MailNode> = fc.oneof(
  inlines.map((content) => ({ type: "paragraph", content })),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), inlines)
    .map(([level, content]) => ({ type: "heading", attrs: { level }, content })),
  fc
    .tuple(
      fc.constantFrom("bulletList", "orderedList"),
      fc.array(inlines, { minLength: 1, maxLength: 3 }),
    )
    .map(([type, items]) => ({
      type,
      content: items.map((content) => ({
        type: "listItem",
        content: [{ type: "paragraph", content }],
      })),
    })),
  fc.constant({ type: "horizontalRule" }),
  fc.tuple(attribute, attribute).map(([src, alt]) => ({ type: "mailImage", attrs: { src, alt } })),
  fc
    .tuple(attribute, attribute)
    .map(([href, label]) => ({ type: "mailButton", attrs: { href, label } })),
);
const docs = fc.array(block, { minLength: 1, maxLength: 5 }).map((blocks) => doc(...blocks));

describe("writeMailHtml", () => {
  it("writes what is read back to the same HTML", () => {
    fc.assert(
      fc.property(docs, (written) => {
        const html = writeMailHtml(written);
        expect(html === "" ? "" : writeMailHtml(read(html))).toBe(html);
      }),
      { numRuns: 400 },
    );
  });

  it("keeps spaces at the edge of a line, also within marks", () => {
    const text = (words: string, type: string) => ({
      type: "text",
      text: words,
      marks: [{ type }],
    });
    const written = doc({ type: "paragraph", content: [text(" ", "italic"), text("a ", "bold")] });
    const html = writeMailHtml(written);
    expect(html).toContain("<em>&nbsp;</em>");
    expect(html).toContain("<strong>a&nbsp;</strong>");
    expect(writeMailHtml(read(html))).toBe(html);
  });

  it("keeps every pill in a place where its value may stand", () => {
    fc.assert(
      fc.property(docs, (written) => {
        const template = parseTemplate(writeMailHtml(written));
        const contexts = template.ok ? pillContexts(template.value) : ["not a template"];
        expect(
          contexts.every((each) => ["text", "attribute", "url", "url_part"].includes(each)),
        ).toBe(true);
      }),
    );
  });

  it("is empty where nothing is written", () => {
    expect(writeMailHtml(doc({ type: "paragraph" }))).toBe("");
    expect(writeMailHtml(doc())).toBe("");
  });

  it("puts neighbours of one mark into one element, and escapes what people type", () => {
    const link = { type: "link", attrs: { href: "{{ response.url }}" } };
    const html = writeMailHtml(
      doc(paragraph(text("<b>", link), text(" & ", link, { type: "bold" }), pill)),
    );
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html).toContain('<a href="{{ response.url }}"');
    expect(html).toContain(
      '&lt;b&gt;<strong> &amp; </strong></a>{{ answers.name | default: "a < b" }}',
    );
  });

  it("keeps spaces that HTML would fold", () => {
    const html = writeMailHtml(doc(paragraph(text(" a   b "), { type: "hardBreak" })));
    expect(html).toContain("&nbsp;a &nbsp; b&nbsp;<br><br>");
  });
});

describe("readMailHtml", () => {
  it("reads simple HTML of somebody's own", () => {
    expect(
      read(
        "<h2>Hello</h2>\n<p>Dear <b>{{ answers.name }}</b>,<br>bye</p>\n<ul><li>one</li></ul>tail",
      ),
    ).toEqual(
      doc(
        { type: "heading", attrs: { level: 2 }, content: [text("Hello")] },
        paragraph(
          text("Dear "),
          { type: "pill", attrs: { source: "{{ answers.name }}" }, marks: [{ type: "bold" }] },
          text(","),
          { type: "hardBreak" },
          text("bye"),
        ),
        { type: "bulletList", content: [{ type: "listItem", content: [paragraph(text("one"))] }] },
        paragraph(text("tail")),
      ),
    );
  });

  it("refuses what it would lose, and says what", () => {
    const refused = {
      '<p style="color:red">a</p>': "style of <p>",
      "<table><tr><td>a</td></tr></table>": "<table>",
      "<p>a</p><!-- note -->": "a comment, or something that is not tidy HTML",
      '<p class="x">a</p>': "class of <p>",
      '<a href="x" target="_blank">a</a>': "target of <a>",
      "<p>a": "an element without an end",
      "<p>a</div>": "</div>".replace("/", ""),
      "<p>&copy; us</p>": "a comment, or something that is not tidy HTML",
      "<style>p{}</style>": "<style>",
      "<div>a</div><div>b</div>": "<div>",
      "<xbutton>a</xbutton>": "<xbutton>",
    };
    for (const [html, what] of Object.entries(refused)) {
      expect(readMailHtml(html)).toEqual({ ok: false, what });
    }
  });

  it("never loses a letter of what it accepts", () => {
    const html = fc
      .array(
        fc.oneof(
          words,
          fc.constantFrom(
            "<p>",
            "</p>",
            "<ul><li>",
            "</li></ul>",
            "<strong>",
            "</strong>",
            "<br>",
            "{{ answers.a }}",
            buttonParts.close,
            "<!--",
            "&amp;",
            "<p",
            ">",
          ),
        ),
      )
      .map((parts) => parts.join(""));
    const letters = (each: string) =>
      each.replaceAll(/<[^>]*>|\{\{ answers.a \}\}|&amp;|[\s\u00A0]|&nbsp;/g, "");
    fc.assert(
      fc.property(html, (each) => {
        const reading = readMailHtml(each);
        if (!reading.ok || /[&<>"']/.test(letters(each))) return;
        expect(letters(writeMailHtml(reading.doc))).toBe(letters(each));
      }),
      { numRuns: 500 },
    );
  });
});

describe("plain and designed text", () => {
  it("turn into each other", () => {
    const html = htmlOfText("Hello {{ answers.name }},\nsecond line\n\n\nBye");
    expect(html).toContain("Hello {{ answers.name }},<br>second line</p>");
    expect(textOfDoc(read(html))).toBe("Hello {{ answers.name }},\nsecond line\n\nBye");
    expect(htmlOfText("")).toBe("");
  });

  it("say where links and buttons lead", () => {
    const link = { type: "link", attrs: { href: "https://a.example" } };
    const plain = textOfDoc(
      doc(
        paragraph(text("See ", link), text("this", link, { type: "bold" })),
        { type: "mailButton", attrs: { label: "Open", href: "{{ response.url }}" } },
        {
          type: "orderedList",
          content: [
            {
              type: "listItem",
              content: [
                paragraph(text("one")),
                {
                  type: "bulletList",
                  content: [{ type: "listItem", content: [paragraph(text("in"))] }],
                },
              ],
            },
            { type: "listItem", content: [paragraph(text("two"))] },
          ],
        },
      ),
    );
    expect(plain).toBe(
      "See this (https://a.example)\n\nOpen ({{ response.url }})\n\n1. one\n  - in\n2. two",
    );
  });
});
