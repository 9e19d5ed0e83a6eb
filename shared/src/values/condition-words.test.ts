import { describe, expect, it } from "vitest";
import { fieldKinds, type FieldKind } from "../form/field-kind.ts";
import { describeCondition } from "./condition-describe.ts";
import { operatorsFor } from "./condition-operators.ts";
import { conditionProblems } from "./condition-problems.ts";
import { type ConditionGroup, type ConditionRule } from "./condition-schema.ts";

const labels = { "answers.budget": "Budget", "answers.email": "Email", "answers.day": "Day" };
const kinds: Record<string, FieldKind> = {
  "answers.budget": "number",
  "answers.email": "email",
  "answers.day": "date",
  "answers.tags": "choices",
  "answers.ok": "boolean",
};

function all(...rules: ConditionGroup["rules"]): ConditionGroup {
  return { combinator: "and", rules };
}
function rule(field: string, operator: ConditionRule["operator"], value?: unknown): ConditionRule {
  return { field: `answers.${field}`, operator, value };
}

describe("describeCondition", () => {
  it.each([
    [
      all(rule("budget", ">", 1000), rule("email", "isNotEmpty")),
      "Budget is over 1,000 and Email is not empty",
    ],
    [all(rule("budget", ">", "1000")), "Budget is over 1,000"],
    [all(rule("budget", "between", [1, 2500])), "Budget is between 1 and 2,500"],
    [all(rule("email", "contains", "@x")), 'Email contains "@x"'],
    [all(rule("email", "in", ["a", "b"])), 'Email is one of "a" or "b"'],
    [all(rule("email", "=", "{{ answers.budget }}")), "Email is Budget"],
    [all(rule("day", "withinDays", 3)), "Day is within 3 days of today"],
    [all(rule("day", "before", "2026-01-31")), "Day is before 2026-01-31"],
    [all(rule("tags", "=", ["a", "b"])), 'answers.tags is exactly "a" and "b"'],
    [all(rule("ok", "=", true)), "answers.ok is yes"],
    [all(rule("other", ">", 5)), "answers.other is over 5"],
    [all(), "always"],
    [
      all(rule("budget", "<", 1), {
        combinator: "or",
        rules: [rule("ok", "=", "true"), rule("email", "isEmpty")],
      }),
      "Budget is under 1 and (answers.ok is yes or Email is empty)",
    ],
    [{ ...all(rule("budget", "=", 1)), not: true }, "not (Budget is 1)"],
  ])("says %j", (tree, words) => {
    expect(describeCondition(tree, labels, kinds)).toBe(words);
  });
});

describe("describeCondition, of choices", () => {
  const choices = { "answers.tags": { o_web: "A website", o_shop: "A shop" } };
  const say = (tree: ConditionGroup) =>
    describeCondition(tree, { ...labels, "answers.tags": "Topics" }, kinds, choices);

  it.each([
    [rule("tags", "contains", "o_web"), 'Topics includes "A website"'],
    [rule("tags", "=", ["o_web", "gone"]), 'Topics is exactly "A website" and "gone"'],
    [rule("email", "=", "o_web"), 'Email is "o_web"'],
    [{ ...rule("tags", "contains", "o_shop"), field: "previous.answers.tags" }, '"A shop"'],
  ])("says the label of an option: %j", (one, words) => {
    expect(say(all(one))).toContain(words);
  });
});

describe("operatorsFor", () => {
  it("offers plain words for every kind that can be compared", () => {
    for (const kind of fieldKinds) {
      const choices = operatorsFor(kind);
      expect(choices.length > 0).toBe(kind !== "heading");
      expect(choices.every(({ label, phrase }) => label !== "" && phrase !== "")).toBe(true);
      expect(new Set(choices.map(({ operator }) => operator)).size).toBe(choices.length);
    }
    expect(operatorsFor("number").find(({ operator }) => operator === ">")?.label).toBe(
      "is more than",
    );
  });
});

describe("conditionProblems", () => {
  it("finds nothing to mend in what fits", () => {
    const tree = all(
      rule("budget", ">", "1000"),
      rule("budget", "between", "1,2"),
      rule("email", "matches", "@x$"),
      rule("day", ">=", "2026-01-31"),
      rule("day", "before", "{{ event.at }}"),
      rule("tags", "in", ["a"]),
      rule("ok", "=", "true"),
      rule("email", "isEmpty"),
      { field: "steps.n1.status", operator: "<", value: 300 },
    );
    expect(conditionProblems(tree, kinds)).toEqual([]);
  });

  it.each([
    [rule("email", ">", 1), "condition_operator"],
    [rule("budget", "matches", "x"), "condition_operator"],
    [rule("budget", ">", "1,000"), "condition_value"],
    [rule("budget", ">"), "condition_value"],
    [rule("budget", "between", [1]), "condition_value"],
    [rule("day", "before", "tomorrow"), "condition_value"],
    [rule("day", "withinDays", "soon"), "condition_value"],
    [rule("ok", "=", "yes"), "condition_value"],
    [rule("email", "matches", "(a)\\1"), "condition_pattern"],
    [rule("email", "matches", "(?=a)"), "condition_pattern"],
    [rule("email", "matches", "x".repeat(1_001)), "condition_pattern"],
    [rule("email", "matches", "(\\pL{500}|x)".repeat(70)), "condition_pattern"],
    [rule("email", "matches", "{{ answers.budget }}"), "condition_pattern"],
    [{ combinator: "or", rules: [] } satisfies ConditionGroup, "condition_empty"],
  ])("finds in %j the problem %s", (node, code) => {
    expect(conditionProblems(all(rule("ok", "=", true), node), kinds)).toMatchObject([
      { at: "rules.1", code },
    ]);
  });
});
