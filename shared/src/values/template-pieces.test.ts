import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterNames, type PillFilter } from "./template-filter.ts";
import { templatePieces, writePill } from "./template-pieces.ts";
import { writeTemplate, type ModelPart } from "./template.model.ts";
import { parseTemplate } from "./template.ts";

const sources = (text: string) => templatePieces(text).map((piece) => piece.source);
const segment = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const filter: fc.Arbitrary<PillFilter> = fc.oneof(
  fc
    .constantFrom("upper", "lower", "trim", "orSkip", "required")
    .map((name) => ({ name, args: [] }) as const),
  fc.string().map((text) => ({ name: "default", args: [text] }) as const),
  fc.string().map((text) => ({ name: "join", args: [text] }) as const),
  fc.nat({ max: 20 }).map((digits) => ({ name: "number", args: [digits] }) as const),
  fc.constant({ name: "date", args: ["long"] } as const),
  fc
    .tuple(fc.integer({ min: 1, max: 500 }), fc.string())
    .map(([length, ending]) => ({ name: "truncate", args: [length, ending] }) as const),
);
const pill = fc.record({
  path: fc.array(segment, { minLength: 1, maxLength: 4 }).map((names) => names.join(".")),
  filters: fc.array(filter, { maxLength: 5 }),
});

describe("templatePieces", () => {
  it("cuts text and pills apart, each as it was written", () => {
    expect(sources('Hi {{answers.name|default:"}}"}}, bye')).toEqual([
      "Hi ",
      '{{answers.name|default:"}}"}}',
      ", bye",
    ]);
  });

  it("leaves what is no pill as text, and reads the pills around it", () => {
    expect(sources("{{ | }} {{{{ answers.a }} {{ 'quoted' }} {{")).toEqual([
      "{{ | }} {{",
      "{{ answers.a }}",
      " {{ 'quoted' }} {{",
    ]);
    expect(sources("")).toEqual([]);
  });

  it("loses nothing of any text, however broken", () => {
    const text = fc.array(
      fc.oneof(fc.string(), fc.constantFrom("{{", "}}", "{", "|", '"', "{{ answers.a }}", "'")),
    );
    fc.assert(
      fc.property(text, (parts) => {
        expect(sources(parts.join("")).join("")).toBe(parts.join(""));
      }),
    );
  });

  it("finds exactly the pills that the server will read", () => {
    const part: fc.Arbitrary<ModelPart> = fc.oneof(
      fc.string().filter((text) => !/[{}]/.test(text)),
      segment.map((name) => ({ path: ["answers", name], filters: [] })),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const source = writeTemplate(parts);
        const read = parseTemplate(source);
        const found = templatePieces(source).flatMap((piece) =>
          piece.kind === "pill" ? piece.pill : [],
        );
        expect(read.ok && read.value.parts.filter((each) => typeof each !== "string")).toEqual(
          found,
        );
      }),
    );
  });
});

describe("writePill", () => {
  it("writes what is read back as the same pill", () => {
    fc.assert(
      fc.property(pill, (written) => {
        const read = parseTemplate(writePill(written));
        expect(read.ok && read.value.parts).toMatchObject([written]);
      }),
    );
  });

  it("knows every filter's way of writing", () => {
    expect(writePill({ path: "a.b", filters: [{ name: "truncate", args: [3, '"'] }] })).toBe(
      '{{ a.b | truncate: 3, "\\"" }}',
    );
    expect(filterNames).toHaveLength(10);
  });
});
