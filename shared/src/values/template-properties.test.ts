import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml } from "./escape-html.ts";
import {
  renderModel,
  textOf,
  writeTemplate,
  type ModelFilter,
  type ModelPart,
} from "./template.model.ts";
import { renderTemplate } from "./template.ts";

/** Texts that would do harm if they were read a second time, or as code. */
const nasty = [
  "{{ answers.secret }}",
  "{{answers.name|upper}}",
  "{{",
  "}}",
  "${answers.secret}",
  "$& $1 $$",
  "<%= 1 %>",
  "{% raw %}",
  "__proto__",
  "\\u0041",
];
const textArbitrary = fc.oneof(
  fc.constantFrom(...nasty, "", " ", "ÄÖ ß", "🙂🙂🙂"),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);
const scalarArbitrary = fc.oneof(textArbitrary, fc.integer(), fc.boolean(), fc.constant(null));
const valueArbitrary: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: scalarArbitrary },
  { weight: 1, arbitrary: fc.array(scalarArbitrary, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.record({ inner: scalarArbitrary, list: fc.array(scalarArbitrary) }) },
);

const names = ["name", "secret", "toString", "hasOwnProperty", "length", "valueOf"] as const;
const scopeArbitrary = fc
  .dictionary(fc.constantFrom(...names), valueArbitrary, { noNullPrototype: true })
  .map((answers) => ({ answers, event: { type: "form.submitted" } }));

const pathArbitrary = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...names).map((name) => ["answers", name]) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ["answers", "name", "inner"],
      ["answers", "name", "list", "0"],
      ["answers", "name", "0"],
      ["answers", "name", "length"],
      ["answers", "name", "toString", "name"],
      ["event", "type"],
      ["event", "type", "length"],
      ["toString"],
      ["nowhere"],
    ),
  },
);

const plainFilters = ["upper", "lower", "trim", "join", "orSkip", "required"];
const filterArbitrary: fc.Arbitrary<ModelFilter> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...plainFilters).map((name) => ({ name, args: [] })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("/", "{{ x }}").map((by) => ({ name: "join", args: [by] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("none", "{{ answers.secret }}", "")
      .map((text) => ({ name: "default", args: [text] })),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 8 }).map((most) => ({ name: "truncate", args: [most] })),
  },
);

const partArbitrary: fc.Arbitrary<ModelPart> = fc.oneof(
  fc.record({ path: pathArbitrary, filters: fc.array(filterArbitrary, { maxLength: 3 }) }),
  fc.constantFrom("Hello ", " $& ", "} ", " | upper ", "<b title='x'>", "\n"),
);

const partsArbitrary = fc.array(partArbitrary, { minLength: 1, maxLength: 6 });

describe("renderTemplate against the model", () => {
  it("gives what looking up, filtering and joining by hand gives", () => {
    fc.assert(
      fc.property(partsArbitrary, scopeArbitrary, (parts, scope) => {
        const outcome = renderTemplate(writeTemplate(parts), scope);
        const plain = outcome.ok
          ? { ok: true, value: outcome.value }
          : { ok: false, code: outcome.code };
        expect(plain).toEqual(renderModel(parts, scope));
      }),
      { numRuns: 5_000 },
    );
  });

  it("never looks again at what a value contains, escaped or not", () => {
    fc.assert(
      fc.property(textArbitrary, textArbitrary, (name, secret) => {
        const scope = { answers: { name, secret } };
        const raw = renderTemplate("[{{ answers.name }}]", scope);
        expect(raw).toMatchObject({ ok: true, value: `[${name}]` });
        const html = renderTemplate("[{{ answers.name }}]", scope, { escape: escapeHtml });
        expect(html).toMatchObject({ ok: true, value: `[${escapeHtml(name)}]` });
      }),
      { numRuns: 2_000 },
    );
  });

  it("writes labels where answers hold ids, once, and leaves every other value as it was", () => {
    fc.assert(
      fc.property(valueArbitrary, textArbitrary, textArbitrary, (value, id, label) => {
        const choices = { "answers.topic": Object.fromEntries([[id, label]]) };
        const scope = {
          answers: { topic: value, name: value },
          previous: { answers: { topic: id } },
        };
        const written = (template: string) => renderTemplate(template, scope, { choices });
        const labelled = (one: unknown) => (one === id ? label : one);
        const expected = textOf(Array.isArray(value) ? value.map(labelled) : labelled(value));
        expect(written("[{{ answers.topic }}]")).toMatchObject({ value: `[${expected}]` });
        expect(written("[{{ answers.name }}]")).toMatchObject({ value: `[${textOf(value)}]` });
        expect(written("[{{ previous.answers.topic }}]")).toMatchObject({ value: `[${label}]` });
        // A pill alone is for a machine: it gives the value as it was answered.
        expect(written("{{ answers.topic }}")).toMatchObject({ value: value ?? "" });
      }),
      { numRuns: 1_000 },
    );
  });

  it("prints every value alone as among other text", () => {
    fc.assert(
      fc.property(valueArbitrary, (value) => {
        const scope = { answers: { name: value } };
        const text = renderTemplate("{{ answers.name }}", scope, { keepType: false });
        expect(text).toMatchObject({ ok: true, value: textOf(value) });
      }),
    );
  });
});
