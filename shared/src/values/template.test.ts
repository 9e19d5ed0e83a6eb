import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml } from "./escape-html.ts";
import { parseTemplate, renderTemplate, templatePaths, type RenderOptions } from "./template.ts";

const scope = {
  answers: {
    name: "Ada",
    email: "ada@example.com",
    zero: 0,
    no: false,
    empty: "",
    nothing: null,
    none: [],
    tags: ["a", "b"],
    budget: 1234.5,
    day: "2026-03-29",
    at: "2026-03-29T00:30:00Z",
    address: { city: "Oslo" },
  },
};

function render(template: string, options: RenderOptions = {}): unknown {
  const outcome = renderTemplate(template, scope, options);
  return outcome.ok ? outcome.value : outcome.code;
}

describe("renderTemplate", () => {
  it("puts values into text", () => {
    expect(render("Hi {{answers.name}}, {{  answers.email }}!")).toBe("Hi Ada, ada@example.com!");
    expect(render("no pills } {{ '{{' }} ${7*7}")).toBe("no pills } {{ ${7*7}");
    expect(render("")).toBe("");
  });

  it("prints 0 and false, and nothing for what is missing, null or empty", () => {
    expect(render("[{{answers.zero}}|{{answers.no}}]")).toBe("[0|false]");
    expect(
      render("[{{answers.empty}}{{answers.nothing}}{{answers.none}}{{answers.gone}}{{toString}}]"),
    ).toBe("[]");
  });

  it("warns of a missing value only", () => {
    const outcome = renderTemplate("{{answers.gone}} {{answers.empty}}", scope);
    expect(outcome).toMatchObject({
      ok: true,
      warnings: [{ code: "missing_value", path: "answers.gone" }],
    });
  });

  it("keeps the type of a pill alone, unless told not to or escaped", () => {
    expect(render("{{answers.zero}}")).toBe(0);
    expect(render("{{ answers.tags }}")).toEqual(["a", "b"]);
    expect(render("{{answers.address}}")).toEqual({ city: "Oslo" });
    expect(render("{{answers.gone}}")).toBe("");
    expect(render("{{answers.nothing}}")).toBe("");
    expect(render("{{answers.zero}}", { keepType: false })).toBe("0");
    expect(render("{{answers.zero}}", { escape: escapeHtml })).toBe("0");
    expect(render(" {{answers.zero}}")).toBe(" 0");
  });

  it("prints lists and objects", () => {
    expect(render("- {{answers.tags}} {{answers.address}}")).toBe('- a, b {"city":"Oslo"}');
  });

  it("follows each pill's rule for an empty value", () => {
    expect(render('{{answers.gone | default: "none"}}')).toBe("none");
    expect(render("{{answers.gone | default: 5}}")).toBe(5);
    expect(render('a {{answers.name | default: "none"}}')).toBe("a Ada");
    expect(render('{{answers.gone | default: "none" | upper}}')).toBe("NONE");
    expect(render("x {{answers.empty | orSkip}}")).toBe("skip");
    expect(render("x {{answers.name | orSkip}}")).toBe("x Ada");
    expect(render("{{answers.nothing | required}}")).toBe("required_empty");
    expect(render("{{answers.zero | required}}")).toBe(0);
    expect(renderTemplate("{{answers.none | required}}", scope)).toMatchObject({
      ok: false,
      path: "answers.none",
    });
  });

  it("applies the filters in order", () => {
    expect(render("{{answers.name | upper | truncate: 2}}")).toBe("A…");
    expect(render("{{answers.name | lower}}{{answers.tags | upper}}")).toBe("adaA, B");
    expect(render('{{answers.tags | join: " / "}}')).toBe("a / b");
    expect(render('{{answers.tags | join: "\\n"}}')).toBe("a\nb");
    expect(render("{{answers.budget | number}} {{answers.budget | number: 2}}")).toBe(
      "1,234.5 1,234.50",
    );
    expect(render("{{answers.day | date}} {{answers.day | date: long}}")).toBe(
      "2026-03-29 Sunday, 29 March 2026",
    );
  });

  it("writes dates as the zone's clock shows them, over the change to summer time", () => {
    const inOslo = (template: string): unknown => render(template, { timeZone: "Europe/Oslo" });
    expect(inOslo('{{answers.at | date: "yyyy-MM-dd HH:mm xxx"}}')).toBe("2026-03-29 01:30 +01:00");
    expect(inOslo("{{answers.at | date: iso}}")).toBe("2026-03-29T01:30:00+01:00");
    expect(inOslo("{{answers.day | date: \"d. MMM yy, h 'o''clock' a\"}}")).toBe(
      "29. Mar 26, 12 o'clock AM",
    );
  });

  it("leaves a value alone, with a warning, that a filter doesn't fit", () => {
    expect(renderTemplate("{{answers.name | date}}", scope)).toMatchObject({
      value: "Ada",
      warnings: [{ code: "filter_mismatch", path: "answers.name" }],
    });
  });

  it("never splits a character in two", () => {
    const emoji = { a: "😀😀😀" };
    expect(renderTemplate("{{a | truncate: 2}}", emoji)).toMatchObject({ value: "😀…" });
    expect(renderTemplate("{{a | truncate: 3}}", emoji)).toMatchObject({ value: "😀😀😀" });
    expect(renderTemplate('{{a | truncate: 2, ""}}', emoji)).toMatchObject({ value: "😀😀" });
  });

  it("escapes the values and not the text around them", () => {
    const outcome = renderTemplate("<b>{{a}}</b>", { a: `<script>"x'&` }, { escape: escapeHtml });
    expect(outcome).toMatchObject({ value: "<b>&lt;script&gt;&quot;x&#39;&amp;</b>" });
  });
});

describe("attacks on templates", () => {
  it.each([
    "{{=1+1}}",
    "{{constructor.constructor('return process')()}}",
    "{{constructor}}",
    "{{__proto__}}",
    "{{a.__proto__.b}}",
    "{{#if a}}x{{/if}}",
    "{{> partial}}",
    "{{{a}}}",
    "{{{{a}}}}",
    "{{a.b()}}",
    "{{a[0]}}",
    "{{a + b}}",
    "{{a",
    "{{}}",
    "{{ a | }}",
    "{{ a | eval }}",
    "{{ a | toString }}",
    "{{ a | upper: 1 }}",
    '{{ a | default: "x }}',
    '{{ a | date: "YYYY" }}',
    "{{ a | truncate: -1 }}",
    "{{ a b }}",
  ])("refuses %s at save and at run time", (text) => {
    expect(parseTemplate(text)).toMatchObject({ ok: false });
    expect(renderTemplate(`x ${text}`, { a: "1" })).toMatchObject({ ok: false });
  });

  it.each(["${7*7}", "{% include 'x' %}", "<%= 7*7 %>", "#{7*7}", "}}", "{ {a} }"])(
    "prints %s as it is",
    (text) => {
      expect(renderTemplate(text, { a: "1" })).toMatchObject({ ok: true, value: text });
    },
  );

  it("never scans a value again", () => {
    for (const value of ["{{smtp.password}}", "{{{{x}}}}", '{{ a | default: "b" }}']) {
      const found = { a: value, smtp: { password: "secret" } };
      expect(renderTemplate("[{{a}}{{a | trim}}]", found)).toMatchObject({
        value: `[${value}${value}]`,
      });
    }
  });

  it("prints any value literally between any text", () => {
    const literal = fc.string({ unit: "grapheme" }).filter((text) => !/\{\{|\{$/.test(text));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(literal, fc.string({ minLength: 1 })), { maxLength: 8 }),
        (parts) => {
          const template = parts.map(([text], index) => `${text}{{ v.k${index} }}`).join("");
          const values = Object.fromEntries(parts.map(([, value], index) => [`k${index}`, value]));
          const outcome = renderTemplate(template, { v: values }, { keepType: false });
          const expected = parts.map(([text, value]) => text + value).join("");
          expect(outcome).toMatchObject({ ok: true, value: expected });
        },
      ),
    );
  });

  it("takes any text without throwing", () => {
    const noise = fc.stringMatching(/^[{}|:"' a.b_\\\n,0]{0,60}$/);
    fc.assert(
      fc.property(fc.oneof(noise, fc.string()), (text) => {
        const outcome = renderTemplate(text, { a: "1", b: { a: [1] } });
        expect(outcome.ok).toBe(parseTemplate(text).ok);
      }),
      { numRuns: 1_000 },
    );
  });

  it("limits template and output, and is quick at the limits", () => {
    expect(parseTemplate("x".repeat(256 * 1024))).toMatchObject({ ok: true });
    expect(parseTemplate("x".repeat(256 * 1024 + 1))).toMatchObject({
      ok: false,
      error: { code: "template_too_large" },
    });
    expect(parseTemplate("é".repeat(128 * 1024 + 1))).toMatchObject({ ok: false });
  });

  it("is quick with 10,000 pills and long values", () => {
    const big = { a: "x".repeat(256 * 1024) };
    const refused = { ok: false, code: "output_too_large" };
    const times = Array.from({ length: 3 }, () => {
      const started = performance.now();
      const outcomes = ["{{a}}", "{{a|upper|truncate:1}}", "{{a|truncate:1}}"].map((pill) =>
        renderTemplate(pill.repeat(10_000), big),
      );
      expect(outcomes).toMatchObject([refused, refused, { ok: true }]);
      return performance.now() - started;
    });
    expect(Math.min(...times)).toBeLessThan(300);
  });

  it("gives exactly 5 MiB and not a byte more", () => {
    const wide = { a: "é".repeat(1024) };
    expect(renderTemplate(" {{a}}".repeat(2_558), wide)).toMatchObject({ ok: true });
    expect(renderTemplate(" {{a}}".repeat(2_559), wide)).toMatchObject({
      code: "output_too_large",
    });
  });
});

describe("templatePaths", () => {
  it("lists the pills with their filters", () => {
    expect(templatePaths('a {{x.y | upper | default: "z"}} {{ q }} {{ "text" }}')).toEqual([
      {
        path: "x.y",
        segments: ["x", "y"],
        filters: [
          { name: "upper", args: [] },
          { name: "default", args: ["z"] },
        ],
      },
      { path: "q", segments: ["q"], filters: [] },
    ]);
    expect(templatePaths("{{ broken")).toEqual([]);
  });
});
