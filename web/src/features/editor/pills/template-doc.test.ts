import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { docToTemplate, templateToDoc } from "./template-doc.ts";

const templates = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(
        "{{ answers.name }}",
        '{{answers.a|default:"}} \\" x"}}',
        "{{ answers.when | date: 'long' }}",
        "{{ 'quoted' }}",
        "{{",
        "}}",
        "\n",
        "\r\n",
        "\n\n",
      ),
    ),
  )
  .map((parts) => parts.join(""));

describe("templateToDoc", () => {
  it("makes each line a paragraph and each pill a node", () => {
    expect(templateToDoc("Hi {{ answers.name }}\n\nbye", { multiline: true }).content).toEqual([
      {
        type: "paragraph",
        content: [
          { type: "text", text: "Hi " },
          { type: "pill", attrs: { source: "{{ answers.name }}" } },
        ],
      },
      { type: "paragraph" },
      { type: "paragraph", content: [{ type: "text", text: "bye" }] },
    ]);
  });

  it("is one paragraph where only one line fits", () => {
    expect(templateToDoc("a\nb", { multiline: false }).content).toHaveLength(1);
  });

  it("never has an empty text, which the editor would refuse", () => {
    fc.assert(
      fc.property(templates, fc.boolean(), (template, multiline) => {
        const nodes = templateToDoc(template, { multiline }).content.flatMap(
          (line) => line.content ?? [],
        );
        expect(nodes.every((node) => node.type === "pill" || node.text !== "")).toBe(true);
      }),
    );
  });
});

describe("docToTemplate", () => {
  it("gives back every template to the letter, well-formed or not", () => {
    fc.assert(
      fc.property(templates, fc.boolean(), (template, multiline) => {
        expect(docToTemplate(templateToDoc(template, { multiline }))).toBe(template);
      }),
      { numRuns: 500 },
    );
  });
});
