import type { FieldKind } from "@formloom/shared/form";
import { describe, expect, it } from "vitest";
import type { UsableGroup } from "../../../plugins/value-labels.ts";
import { pickerRows } from "./picker-list.ts";
import { pickerSections, writtenValue } from "./picker-rows.ts";
import {
  asItIs,
  emptyRuleOf,
  formatOf,
  formatsFor,
  formattedSample,
  newPill,
  withEmptyRule,
  withFormat,
  withPath,
} from "./pill-rules.ts";
import { nearestValues, pillWords, readPill } from "./pill-words.ts";

const value = (path: string, label: string, kind: FieldKind = "text") => ({
  path,
  label,
  kind,
  options: [],
});
const groups: readonly UsableGroup[] = [
  {
    title: "Answers",
    source: "answers",
    values: [
      value("answers.full_name", "Your full name"),
      value("answers.email", "E-mail", "email"),
      value("answers.budget", "Budget", "number"),
      value("answers.start", "When shall we begin?", "date"),
    ],
  },
  {
    title: "From “Ask”",
    source: "steps",
    values: [value("steps.ask.body", "Ask: Reply")],
  },
  {
    title: "About this response",
    source: "about",
    values: [value("response.url", "Link to the response", "url")],
  },
];
const scope = {
  groups,
  labels: {},
  kinds: {},
  choices: {},
  accepts: {},
  samples: [],
  sampleScopes: [{ answers: { budget: 1234.5, start: "2026-12-24", full_name: "Ada" } }],
  timeZone: "UTC",
  source: null,
};
const choice = (kind: FieldKind, id: string) =>
  formatsFor(kind).find((each) => each.id === id) ?? asItIs;

describe("empty rules", () => {
  it("are read from a pill and written back, in place of the one before", () => {
    const rules = [
      { rule: "blank" },
      { rule: "skip" },
      { rule: "fail" },
      { rule: "text", text: 'a "friend"' },
    ] as const;
    for (const rule of rules) {
      const written = withEmptyRule(readPill("{{ answers.a | upper | required }}"), rule);
      expect(emptyRuleOf(readPill(written))).toEqual(rule);
      expect(readPill(written).filters[0]?.name).toBe("upper");
      expect(readPill(written).filters.length).toBeLessThanOrEqual(2);
    }
  });

  it("begin as the setting wants it", () => {
    expect(newPill("answers.email", { rule: "fail" })).toBe("{{ answers.email | required }}");
    expect(newPill("answers.start", { rule: "blank" }, choice("date", "date-long"))).toBe(
      '{{ answers.start | date: "long" }}',
    );
  });
});

describe("formats", () => {
  it("change the way of writing and leave the empty rule", () => {
    const pill = readPill("{{ answers.start | date: 'short' | orSkip }}");
    expect(formatOf(pill, "date").id).toBe("date-short");
    expect(withFormat(pill, choice("date", "date-long"))).toBe(
      '{{ answers.start | date: "long" | orSkip }}',
    );
    expect(withFormat(pill, asItIs)).toBe("{{ answers.start | orSkip }}");
  });

  it("describe and keep what the menu does not offer", () => {
    const own = formatOf(readPill("{{ answers.a | truncate: 7 }}"), "text");
    expect(own).toMatchObject({ id: "own", filters: [{ name: "truncate", args: [7] }] });
    expect(own.label).toContain("truncate 7");
    expect(formatOf(readPill("{{ answers.a | trim | upper }}"), "text").label).toBe(
      "Without spaces around it, then IN CAPITALS",
    );
  });

  it("go when another kind of value takes the place", () => {
    const pill = readPill("{{ answers.start | date: 'long' | required }}");
    expect(withPath(pill, "answers.budget", { from: "date", to: "number" })).toBe(
      "{{ answers.budget | required }}",
    );
    expect(withPath(pill, "answers.end", { from: "date", to: "date" })).toContain("date");
  });

  it("show what they do to the last answer", () => {
    const [sample] = scope.sampleScopes;
    const shown = (source: string, kind: FieldKind, id: string) =>
      formattedSample(readPill(source), choice(kind, id), {
        scope: sample,
        timeZone: "UTC",
        choices: {},
      });
    expect(shown("{{ answers.budget }}", "number", "number-2")).toBe("1,234.50");
    expect(shown("{{ answers.start }}", "date", "date-long")).toBe("Thursday, 24 December 2026");
    expect(shown("{{ answers.email }}", "email", "upper")).toBeNull();
    const choices = { "answers.topic": { o_web: "A new website" } };
    const topic = { scope: { answers: { topic: "o_web" } }, timeZone: "UTC", choices };
    const plain = choice("text", "plain");
    expect(formattedSample(readPill("{{ answers.topic }}"), plain, topic)).toBe("A new website");
  });

  it("can all be read by the server", () => {
    const all = (["text", "number", "date", "choices"] as const).flatMap(formatsFor);
    for (const each of all) {
      const pill = newPill("answers.a", { rule: "text", text: "x" }, each);
      expect(readPill(pill).filters).toEqual([...each.filters, { name: "default", args: ["x"] }]);
    }
  });
});

describe("pillWords", () => {
  it("name a value by its question, with what happens when it is empty", () => {
    expect(pillWords("{{ answers.email | required }}", groups)).toMatchObject({
      source: "answers",
      label: "E-mail",
      trail: "Answers › E-mail",
      name: "answer: E-mail, if empty: fail",
      kind: "email",
    });
  });

  it("know parts of a step's result, and values that the list leaves out", () => {
    expect(pillWords("{{ steps.ask.body.id }}", groups)).toMatchObject({
      source: "steps",
      label: "Ask: Reply › id",
      kind: undefined,
    });
    expect(pillWords("{{ event.type }}", groups).source).toBe("about");
  });

  it("mark what does not exist, and find what it may have been", () => {
    expect(pillWords("{{ answers.name }}", groups)).toMatchObject({
      source: "broken",
      label: "name",
    });
    expect(nearestValues("answers.name", groups)[0]?.path).toBe("answers.full_name");
    expect(nearestValues("answers.mail", groups)[0]?.path).toBe("answers.email");
    expect(nearestValues("answers.x", [])).toEqual([]);
  });
});

describe("the list of values", () => {
  const titles = (query: string, tab: "answers" | "steps" = "answers") =>
    pickerSections(groups, { tab, query, accepts: undefined }).map(({ title }) => title);

  it("shows one tab, or everything that is searched for", () => {
    expect(titles("")).toEqual(["Answers"]);
    expect(titles("", "steps")).toEqual(["From “Ask”"]);
    expect(titles("REPLY")).toEqual(["From “Ask”"]);
    expect(titles("link to")).toEqual(["About this response"]);
    expect(titles("nothing of the kind")).toEqual([]);
  });

  it("puts what fits first and says why the rest does not", () => {
    const [section] = pickerRows(scope, {
      tab: "answers",
      query: "",
      accepts: ["email"],
      formula: null,
    });
    expect(section?.rows[0]).toMatchObject({ path: "answers.email", misfit: false });
    const others = section?.rows.slice(1) ?? [];
    expect(others.map((row) => row.refused)).toEqual([false, true, true]);
    expect(others[1]).toMatchObject({ note: "Gives a number; an email address goes here" });
  });

  it("offers ways of writing, then only the values that they fit", () => {
    const formulas = pickerRows(scope, {
      tab: "formula",
      query: "",
      accepts: undefined,
      formula: null,
    });
    expect(formulas.map(({ title }) => title)).toContain("Date");
    const [section] = pickerRows(scope, {
      tab: "answers",
      query: "",
      accepts: undefined,
      formula: choice("date", "date-long"),
    });
    expect(section?.rows.filter((row) => !row.refused).map((row) => row.label)).toEqual([
      "When shall we begin?",
    ]);
  });

  it("takes a path that was written out", () => {
    expect(writtenValue(groups, " answers.email }}")?.label).toBe("E-mail");
    expect(writtenValue(groups, "answers.email")).toBeUndefined();
    expect(writtenValue(groups, "answers.gone }}")).toBeUndefined();
  });
});
