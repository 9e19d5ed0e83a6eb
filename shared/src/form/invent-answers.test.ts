import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldKinds } from "./field-kind.ts";
import { fieldSchema, type Field } from "./fields.ts";
import { inventAnswers } from "./invent-answers.ts";
import { respondentLabel } from "./respondent-label.ts";
import { validateAnswers } from "./response.ts";

const field = (facts: Partial<Field>): Field =>
  fieldSchema.parse({ id: "q", kind: "text", label: "Q", required: true, ...facts });

const options = [
  { id: "a", label: "A" },
  { id: "b", label: "B" },
];

const anyField = fc
  .record({
    kind: fc.constantFrom(...fieldKinds.filter((kind) => kind !== "file" && kind !== "heading")),
    label: fc.constantFrom("Your name", "Company", "Budget", "x"),
    low: fc.integer({ min: -1_000, max: 1_000 }),
    span: fc.integer({ min: 0, max: 1_000 }),
    maxLength: fc.integer({ min: 1, max: 80 }),
  })
  .map(({ kind, label, low, span, maxLength }) =>
    field({
      kind,
      label,
      ...(kind === "choice" || kind === "choices" ? { options } : {}),
      ...(kind === "number" ? { min: low, max: low + span } : {}),
      ...(kind === "rating" ? { max: 1 + (span % 10) } : {}),
      ...(kind === "text" || kind === "long_text" ? { maxLength } : {}),
    }),
  );

describe("inventAnswers", () => {
  it("answers every question so that the form takes it", () => {
    fc.assert(
      fc.property(anyField, (one) => {
        const answers = inventAnswers([one], "2026-04-30");
        const checked = validateAnswers([one], answers, { mode: "submit" });
        expect(checked).toMatchObject({ ok: true, value: answers });
        expect(Object.keys(answers)).toEqual(["q"]);
      }),
    );
  });

  it("leaves files and headings out, and knows what a label asks for", () => {
    const fields = [
      field({ id: "up", kind: "file" }),
      field({ id: "head", kind: "heading", required: false }),
      field({ id: "who", label: "Your name" }),
    ];
    expect(inventAnswers(fields, "2026-04-30")).toEqual({ who: "Ada Example" });
  });
});

describe("respondentLabel", () => {
  const fields = [
    field({ id: "topic", label: "Topic" }),
    field({ id: "mail", kind: "email", label: "Mail" }),
    field({ id: "who", label: "Full name" }),
  ];

  it("prefers a name, then an address, then any short text", () => {
    const all = { topic: "Tea", mail: "a@example.org", who: " Ada  L. " };
    expect(respondentLabel(fields, all)).toBe("Ada L.");
    expect(respondentLabel(fields, { ...all, who: "" })).toBe("a@example.org");
    expect(respondentLabel(fields, { topic: "Tea" })).toBe("Tea");
    expect(respondentLabel(fields, {})).toBeNull();
  });

  it("is short, and takes no answer of another kind", () => {
    expect(respondentLabel(fields, { who: "x".repeat(500) })).toHaveLength(60);
    expect(respondentLabel(fields, { who: { a: 1 }, topic: 3 })).toBeNull();
  });

  it("turns no words beside it round, and cuts no emoji in two", () => {
    expect(respondentLabel(fields, { who: "Ada \u202egpj.exe\u2066" })).toBe("Ada gpj.exe");
    const family = "👨‍👩‍👧‍👦";
    expect(respondentLabel(fields, { who: family })).toBe(family);
    const cut = respondentLabel(fields, { who: family.repeat(30) }) ?? "";
    expect(cut).toMatch(new RegExp(`^(?:${family})+…$`, "u"));
    expect(cut.length).toBeLessThanOrEqual(60);
    const piled = respondentLabel(fields, { who: `Z${"\u0338".repeat(500)}` }) ?? "";
    expect(piled).toHaveLength(60);
  });
});
