import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configTemplates, renderConfig } from "./render-config.ts";

const scope = { answers: { name: "Ada", age: 36, empty: "" } };

describe("renderConfig", () => {
  it("renders every text and leaves everything else", () => {
    const config = {
      to: ["{{answers.name}}", "x"],
      json: { age: "{{answers.age}}", note: "Age {{answers.age}}" },
      count: 1,
      on: true,
      none: null,
    };
    expect(renderConfig(config, scope)).toEqual({
      ok: true,
      warnings: [],
      value: {
        to: ["Ada", "x"],
        json: { age: 36, note: "Age 36" },
        count: 1,
        on: true,
        none: null,
      },
    });
  });

  it("leaves skipped settings exactly as they are", () => {
    const config = { body: { content: "{{answers.name}}" }, subject: "{{answers.name}}" };
    const skip = (path: readonly string[]) => path.join(".") === "body.content";
    expect(renderConfig(config, scope, { skip })).toMatchObject({
      value: { body: { content: "{{answers.name}}" }, subject: "Ada" },
    });
  });

  it("says which setting failed", () => {
    expect(renderConfig({ to: ["x", "{{answers.empty | required}}"] }, scope)).toMatchObject({
      ok: false,
      code: "required_empty",
      path: "answers.empty",
      setting: "to.1",
    });
    expect(renderConfig({ a: { b: "{{=1}}" } }, scope)).toMatchObject({
      code: "template_syntax",
      setting: "a.b",
    });
  });

  it("skips the step when one pill asks for it, wherever a required one stands", () => {
    const both = ["{{answers.empty | required}}", "{{answers.empty | orSkip}}"];
    expect(renderConfig(both, scope)).toMatchObject({ code: "skip", setting: "1" });
    expect(renderConfig(both.toReversed(), scope)).toMatchObject({ code: "skip", setting: "0" });
  });

  it("lets no key reach a prototype", () => {
    const config: unknown = JSON.parse('{"a":{"__proto__":{"admin":true}}}');
    expect(renderConfig(config, scope)).toMatchObject({ ok: false, code: "reserved_key" });
    expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  });

  it("limits depth and the size of all settings together", () => {
    let deep: unknown = "x";
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(renderConfig(deep, scope)).toMatchObject({ code: "config_too_deep" });
    const many = Array.from({ length: 100 }, () => "{{a}}");
    expect(renderConfig(many, { a: "x".repeat(100_000) })).toMatchObject({
      code: "output_too_large",
    });
    expect(renderConfig(many, { a: { b: "x".repeat(100_000) } })).toMatchObject({
      code: "output_too_large",
    });
  });

  it("copies any JSON without pills unchanged", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (config) => {
        const text = JSON.stringify(config);
        fc.pre(!text.includes("{{") && !/__proto__|constructor|prototype/.test(text));
        expect(renderConfig(config, scope)).toEqual({ ok: true, value: config, warnings: [] });
      }),
    );
  });
});

describe("configTemplates", () => {
  it("lists the texts with pills and their problems", () => {
    const found = configTemplates({ a: "{{x}}", b: ["plain", "{{"], c: { d: "{{y}} z" } });
    expect(found.map(({ setting, template }) => [setting, template.ok])).toEqual([
      ["a", true],
      ["b.1", false],
      ["c.d", true],
    ]);
    expect(configTemplates({ a: "{{x}}" }, () => true)).toEqual([]);
  });
});
