import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdit, fieldSchema, validateAnswers, type Field } from "./index.ts";

const options = [
  { id: "a", label: "A" },
  { id: "b", label: "B" },
];
const field = (kind: Field["kind"], rest: Partial<Field> = {}): Field => ({
  id: "x",
  kind,
  label: "X",
  required: false,
  ...(kind === "choice" || kind === "choices" ? { options } : {}),
  ...rest,
});
const check = (one: Field, value: unknown, asText = false) =>
  validateAnswers([one], { x: value }, { mode: "submit", asText });
const codes = (one: Field, value: unknown, asText = false) => {
  const checked = check(one, value, asText);
  return checked.ok ? checked.value["x"] : checked.error.map((problem) => problem.code).join();
};

describe("validateAnswers", () => {
  it.each<[Field["kind"], unknown, unknown]>([
    ["text", " typed as it is ", " typed as it is "],
    ["text", ["a"], "type"],
    ["text", { path: "/etc/passwd" }, "type"],
    ["text", 5, "type"],
    ["text", "x".repeat(262_145), "too_large"],
    ["email", "ada@example.org", "ada@example.org"],
    ["email", "ada@bücher.example", "ada@bücher.example"],
    ["email", "a@x.co\r\nBcc: e@y.co", "format"],
    ["email", "a@x.co, e@y.co", "format"],
    ["email", "ada@localhost", "format"],
    ["number", 1.5, 1.5],
    ["number", "1.5", "type"],
    ["number", 12_345_678_901_234_567_168, "number_precision"],
    ["choice", "a", "a"],
    ["choice", "A", "unknown_option"],
    ["choices", ["a", "b"], ["a", "b"]],
    ["choices", ["a", "a"], "duplicate_option"],
    ["choices", ["a", 1], "type"],
    ["choices", "a", "type"],
    ["date", "2024-02-29", "2024-02-29"],
    ["date", "2023-02-29", "format"],
    ["time", "23:59", "23:59"],
    ["time", "24:00", "format"],
    ["phone", "+44 20 7946 0958", "+44 20 7946 0958"],
    ["phone", "=1+1", "format"],
    ["url", "https://example.org/a?b", "https://example.org/a?b"],
    ["url", "javascript:alert(1)", "format"],
    ["url", "https://u:p@example.org", "format"],
    ["boolean", false, false],
    ["boolean", "true", "type"],
    ["rating", 5, 5],
    ["rating", 6, "out_of_range"],
    ["rating", 1.5, "type"],
    ["file", { fileId: "1", name: "x" }, "type"],
  ])("%s: %j gives %j", (kind, value, expected) => {
    expect(codes(field(kind), value)).toEqual(expected);
  });

  it("reads a page's text by the kind of the field", () => {
    expect(codes(field("number"), " 1,5 ", true)).toBe(1.5);
    expect(codes(field("number"), "1e5", true)).toBe("type");
    expect(codes(field("boolean"), "on", true)).toBe(true);
    expect(codes(field("boolean"), undefined, true)).toBe(false);
    expect(codes(field("choices"), "b", true)).toEqual(["b"]);
    expect(codes(field("rating"), "4", true)).toBe(4);
  });

  it("wants what is required, and takes a blank for no answer", () => {
    for (const empty of [undefined, null, "", "  ", []]) {
      expect(codes(field("text", { required: true }), empty)).toBe("required");
      expect(codes(field("text"), empty)).toBeUndefined();
    }
    expect(codes(field("boolean", { required: true }), false)).toBe("required");
  });

  it("refuses what the form does not ask, headings and prototype keys included", () => {
    const data = JSON.parse('{"__proto__":{"admin":1},"id":1,"heading":"x","files":{}}') as Record<
      string,
      unknown
    >; // as a body would bring it
    const checked = validateAnswers([field("heading", { id: "heading" })], data, {
      mode: "submit",
    });
    expect(checked.ok ? [] : checked.error.map((problem) => problem.code)).toEqual([
      "reserved_key",
      "unknown_field",
      "unknown_field",
      "unknown_field",
    ]);
  });

  it("changes only what an edit names, and clears by null", () => {
    const fields = [field("text"), field("number", { id: "n", required: true })];
    const edit = validateAnswers(fields, { x: null }, { mode: "edit" });
    expect(edit).toEqual({ ok: true, value: { x: null } });
    expect(validateAnswers(fields, { n: null }, { mode: "edit" }).ok).toBe(false);
  });

  it("gives back text byte by byte, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        fc.pre(text.trim() !== "");
        expect(codes(field("long_text"), text)).toBe(text);
      }),
    );
  });

  it("never throws, whatever stands in for an answer", () => {
    const kinds = fieldSchema.shape.kind.options;
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.jsonValue(),
        fc.boolean(),
        (kind, value, asText) => {
          expect(typeof check(field(kind), value, asText).ok).toBe("boolean");
        },
      ),
    );
  });
});

describe("applyEdit", () => {
  it("names what became something else, and nothing more", () => {
    const edited = applyEdit({ a: "1", b: [1], c: "x" }, { a: "1", b: [2], c: null, d: null });
    expect(edited).toEqual({ answers: { a: "1", b: [2] }, changes: ["b", "c"] });
  });
});
