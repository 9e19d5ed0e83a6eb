import { describe, expect, it } from "vitest";
import { z } from "zod";
import { PermanentError, SkipStep } from "./errors.ts";
import { fillConfig, fillTemplate } from "./render-config.ts";
import { selfRenderedPaths } from "./render-rules.ts";
import { templateJson, templateList, templateMap, templateText } from "./template-settings.ts";

const manifest = {
  config: z.strictObject({
    subject: templateText({ title: "Subject" }),
    url: templateText({ title: "URL", self: true }),
    to: templateList({ title: "To" }).default([]),
    reply: templateText({ title: "Reply" }).nullable().default(null),
    columns: templateMap({ title: "Columns", self: true }).default({}),
    body: z.discriminatedUnion("mode", [
      z.strictObject({ mode: z.literal("none") }),
      z.strictObject({ mode: z.literal("json"), json: templateJson({ title: "JSON" }) }),
      z.strictObject({ mode: z.literal("raw"), content: templateText({ title: "C", self: true }) }),
    ]),
  }),
};

const plain = { subject: "", url: "", body: { mode: "none" } };
const scope = { answers: { name: "Ada", age: 36, tags: ["a", "b"], empty: "", yes: false } };

function fill(config: Record<string, unknown>) {
  return fillConfig(manifest, { ...plain, ...config }, scope, { timeZone: "UTC" }).config;
}

describe("fillConfig", () => {
  it("makes text of whatever a text setting's lone pill gives", () => {
    expect(fill({ subject: "{{ answers.age }}" }).subject).toBe("36");
    expect(fill({ subject: "{{ answers.yes }}" }).subject).toBe("false");
    expect(fill({ to: ["{{ answers.tags }}", "x{{ answers.name }}"] }).to).toEqual([
      "a, b",
      "xAda",
    ]);
    expect(fill({ reply: "{{ answers.empty }}" }).reply).toBe("");
    expect(fill({}).reply).toBeNull();
  });

  it("keeps the type of a lone pill inside JSON", () => {
    const json = { age: "{{ answers.age }}", deep: [{ tags: "{{ answers.tags }}" }], no: 1 };
    expect(fill({ body: { mode: "json", json } }).body).toEqual({
      mode: "json",
      json: { age: 36, deep: [{ tags: ["a", "b"] }], no: 1 },
    });
  });

  it("hands settings marked self over as they are", () => {
    const filled = fill({
      url: "https://x/{{ answers.name }}",
      columns: { A: "{{ answers.name }}" },
      body: { mode: "raw", content: "{{ answers.name }}" },
    });
    expect(filled.url).toBe("https://x/{{ answers.name }}");
    expect(filled.columns).toEqual({ A: "{{ answers.name }}" });
    expect(filled.body).toEqual({ mode: "raw", content: "{{ answers.name }}" });
    expect(selfRenderedPaths(manifest)).toEqual(["url", "columns", "body.content"]);
  });

  it("writes the label of a choice into text, and its id into JSON", () => {
    const json = { topic: "{{ answers.topic }}", told: "About {{ answers.topic }}" };
    const raw = {
      subject: "{{ answers.topic }}",
      url: "",
      to: ["{{ answers.topics | join: '; ' }}"],
      body: { mode: "json", json },
    };
    const answers = { answers: { topic: "o_web", topics: ["o_web", "gone"] } };
    const labels = { o_web: "A website" };
    const choices = { "answers.topic": labels, "answers.topics": labels };
    const { config } = fillConfig(manifest, raw, answers, { timeZone: "UTC", choices });
    expect(config).toMatchObject({ subject: "A website", to: ["A website; gone"] });
    expect(config.body).toMatchObject({ json: { topic: "o_web", told: "About A website" } });
    const before = fillConfig(manifest, raw, answers, { timeZone: "UTC" }).config;
    expect(before.subject).toBe("o_web");
  });

  it("skips the step where an orSkip pill is empty, and fails it where a required one is", () => {
    expect(() => fill({ subject: "{{ answers.empty | orSkip }}" })).toThrow(SkipStep);
    expect(() => fill({ subject: "{{ answers.empty | required }}" })).toThrow(PermanentError);
    expect(codeOf(() => fill({ subject: "{{ answers.none | required }}" }))).toBe("required_empty");
  });

  it("names the setting that does not fit, and never the value", () => {
    const wrong = () => fillConfig(manifest, { ...plain, to: "x" }, scope, { timeZone: "UTC" });
    expect(codeOf(wrong)).toBe("bad_setting");
    expect(wrong).toThrow("The setting to does not fit.");
  });

  it("never fills a value a second time", () => {
    const hostile = { answers: { name: "{{ run.id }}" }, run: { id: "secret" } };
    const { config } = fillConfig(manifest, { ...plain, subject: "{{ answers.name }}" }, hostile, {
      timeZone: "UTC",
    });
    expect(config.subject).toBe("{{ run.id }}");
  });
});

describe("fillTemplate", () => {
  it("escapes values and not the template's own text", () => {
    const escape = (text: string) => `<${text}>`;
    const { text } = fillTemplate("<b>{{ answers.name }}", scope, { timeZone: "UTC", escape });
    expect(text).toBe("<b><Ada>");
    const choices = { "answers.name": { Ada: "A & B" } };
    const options = { timeZone: "UTC", escape, choices };
    expect(fillTemplate("{{ answers.name }}", scope, options).text).toBe("<A & B>");
  });

  it("always gives text", () => {
    expect(fillTemplate("{{ answers.age }}", scope, { timeZone: "UTC" }).text).toBe("36");
  });
});

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof PermanentError ? error.facts.code : String(error);
  }
  return "";
}
