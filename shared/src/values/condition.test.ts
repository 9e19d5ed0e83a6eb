import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldKinds, type FieldKind } from "../form/field-kind.ts";
import {
  conditionOperators,
  conditionPaths,
  conditionSchema,
  type ConditionGroup,
  type ConditionOperator,
} from "./condition-schema.ts";
import { evaluateCondition, explainCondition } from "./condition.ts";

const now = Date.UTC(2026, 5, 15, 12);

function holds(
  kind: FieldKind | undefined,
  answer: unknown,
  operator: ConditionOperator,
  value?: unknown,
): boolean {
  const tree: ConditionGroup = {
    combinator: "and",
    rules: [{ field: "answers.x", operator, value }],
  };
  const kinds = kind === undefined ? {} : { "answers.x": kind };
  return evaluateCondition(
    tree,
    { answers: { x: answer } },
    { kinds, now, timeZone: "Europe/Oslo" },
  );
}

type Case = [kind: FieldKind, answer: unknown, operator: ConditionOperator, value: unknown];

const passing: Case[] = [
  ["text", "Straße", "=", "STRASSE"],
  ["text", "e\u0301t\u00e9", "=", "\u00c9T\u00c9"],
  ["text", "ΟΔΟΣ", "contains", "οδος"],
  ["text", "Ada Lovelace", "beginsWith", "ada"],
  ["text", "Ada Lovelace", "endsWith", "LACE"],
  ["text", "Ada", "doesNotContain", "x"],
  ["text", "b", "in", ["a", "B"]],
  ["text", "b", "in", "a, b"],
  ["text", "c", "notIn", ["a", "b"]],
  ["email", "a@x.no", "matches", "@x\\.no$"],
  ["choice", "red", "!=", "blue"],
  ["number", 1000.5, ">", 1000],
  ["number", 1000.5, ">", "1000"],
  ["number", 1000, ">=", 1000],
  ["number", -1, "<", 0],
  ["number", 5, "between", [10, 1]],
  ["number", 5, "between", "1,5"],
  ["number", 0, "=", 0],
  ["number", 3, "in", [1, "3"]],
  ["number", 3, "notIn", [1, 2]],
  ["rating", 4, "<=", 4],
  ["boolean", false, "=", false],
  ["boolean", true, "=", "true"],
  ["boolean", true, "!=", false],
  ["date", "2026-03-01", "before", "2026-03-02"],
  ["date", "2026-03-01T23:30:00Z", "=", "2026-03-02"],
  ["date", "2026-03-01T23:30", "=", "2026-03-01"],
  ["date", "2026-03-01T10:00", "after", "2026-03-01T08:59:00Z"],
  ["date", "2026-03-01", "between", ["2026-03-01", "2026-03-31"]],
  ["date", "2026-03-07T12:30:00.000Z", "between", ["2026-03-07T20:45", "2026-03-07"]],
  ["date", "2026-06-18", "withinDays", 3],
  ["date", "2026-06-12", "withinDays", "3"],
  ["date", "2026-06-18T12:00:00Z", "withinDays", 3],
  ["time", "14:30", "after", "09:00"],
  ["time", "14:30", "=", "14:30:00"],
  ["choices", ["a", "b"], "contains", "A"],
  ["choices", ["a", "b"], "doesNotContain", "c"],
  ["choices", ["a", "b"], "in", ["b", "c"]],
  ["choices", ["a", "b"], "notIn", ["c"]],
  ["choices", ["a", "b"], "=", ["b", "a"]],
  ["choices", ["a", "b"], "!=", ["a"]],
  ["file", { id: "f" }, "isNotEmpty", undefined],
  ["choices", [], "isEmpty", undefined],
  ["boolean", false, "isNotEmpty", undefined],
  ["number", 0, "isNotEmpty", undefined],
];

const failing: Case[] = [
  ["number", "2000", ">", 1000],
  ["number", 2000, ">", "1,000"],
  ["number", 2000, ">", "0x10"],
  ["number", 2000, ">", " "],
  ["number", Number.NaN, "<", 1],
  ["number", 5, "contains", 5],
  ["text", "b", "in", []],
  ["text", "b", ">", "a"],
  ["text", { toString: () => "b" }, "=", "b"],
  ["text", "aa", "matches", "(a)\\1"],
  ["text", "ab", "matches", "(?<=a)b"],
  ["boolean", 1, "=", true],
  ["boolean", true, "=", "yes"],
  ["date", "2026-03-01", "before", "2026-03-01T23:00"],
  ["date", "2026-02-30", "after", "2026-01-01"],
  ["date", "2026-06-19", "withinDays", 3],
  ["date", "2026-06-18T12:00:01Z", "withinDays", 3],
  ["date", "2026-06-15", "withinDays", -1],
  ["time", "25:00", "after", "09:00"],
  ["choices", ["a"], "contains", ["a"]],
  ["heading", "x", "=", "x"],
];

describe("evaluateCondition", () => {
  it.each(passing)("holds for %s %j %s %j", (...args) => {
    expect(holds(...args)).toBe(true);
  });

  it.each(failing)("fails for %s %j %s %j", (...args) => {
    expect(holds(...args)).toBe(false);
  });

  it("makes every operator but isEmpty and != false when an operand is missing", () => {
    for (const kind of fieldKinds) {
      for (const operator of conditionOperators) {
        for (const missing of [undefined, null, "", []]) {
          const expected = operator === "isEmpty" || operator === "!=";
          expect(`${kind} ${operator} ${holds(kind, missing, operator, 1)}`).toBe(
            `${kind} ${operator} ${expected}`,
          );
        }
      }
    }
    expect(holds("text", "a", "contains", "")).toBe(false);
    expect(holds("number", 5, "!=")).toBe(true);
    expect(holds("number", 5, "between", [1])).toBe(false);
  });

  it("goes by the JSON type where no kind is declared", () => {
    expect(holds(undefined, 200, "<", 300)).toBe(true);
    expect(holds(undefined, "200", "<", 300)).toBe(false);
    expect(holds(undefined, ["a"], "contains", "a")).toBe(true);
    expect(holds(undefined, true, "=", true)).toBe(true);
  });

  it("uses a field's kind for its previous answer, and knows the event's own dates", () => {
    const tree: ConditionGroup = {
      combinator: "and",
      rules: [
        { field: "previous.answers.x", operator: "<", value: "10" },
        { field: "event.at", operator: "after", value: "2026-01-01" },
      ],
    };
    const scope = { previous: { answers: { x: 9 } }, event: { at: "2026-06-01T00:00:00Z" } };
    expect(evaluateCondition(tree, scope, { kinds: { "answers.x": "number" } })).toBe(true);
  });

  it("reaches no inherited member of data or kinds", () => {
    for (const field of ["toString", "answers.constructor.name", "__proto__.x", "valueOf"]) {
      const tree: ConditionGroup = {
        combinator: "and",
        rules: [{ field, operator: "isNotEmpty" }],
      };
      expect(evaluateCondition(tree, { answers: {} }, { kinds: {} })).toBe(false);
    }
  });

  it("combines and negates groups, and lets an empty group hold", () => {
    const yes = { field: "a", operator: "=" as const, value: "1" };
    const no = { field: "a", operator: "=" as const, value: "2" };
    const test = (tree: ConditionGroup): boolean =>
      evaluateCondition(tree, { a: "1" }, { kinds: {} });
    expect(test({ combinator: "and", rules: [yes, no] })).toBe(false);
    expect(test({ combinator: "or", rules: [yes, no] })).toBe(true);
    expect(test({ combinator: "or", not: true, rules: [yes, no] })).toBe(false);
    expect(test({ combinator: "or", rules: [] })).toBe(true);
    expect(test({ combinator: "and", rules: [yes, { combinator: "or", rules: [no] }] })).toBe(
      false,
    );
  });

  it("matches patterns in linear time", () => {
    const started = performance.now();
    expect(holds("long_text", "a".repeat(100_000) + "b", "matches", "(a+)+$")).toBe(false);
    expect(holds("long_text", "aé".repeat(50_000), "matches", "(\\pL{500}|x)".repeat(80))).toBe(
      false,
    );
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("compares numbers as a small model does", () => {
    const model: Partial<Record<ConditionOperator, (a: number, b: number) => boolean>> = {
      "=": (a, b) => a === b,
      "!=": (a, b) => a !== b,
      "<": (a, b) => a < b,
      "<=": (a, b) => a <= b,
      ">": (a, b) => a > b,
      ">=": (a, b) => a >= b,
    };
    const number = fc.oneof(
      fc.integer({ min: -5, max: 5 }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...conditionOperators), number, number, (operator, a, b) => {
        const expected = model[operator];
        fc.pre(expected !== undefined);
        expect(holds("number", a, operator, b)).toBe(expected?.(a, b));
      }),
    );
  });
});

const anyTree = fc.letrec<{ tree: ConditionGroup }>((tie) => ({
  tree: fc.record({
    combinator: fc.constantFrom("and" as const, "or" as const),
    not: fc.boolean(),
    rules: fc.array(
      fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.record({
          field: fc.constantFrom("answers.a", "answers.b", "toString"),
          operator: fc.constantFrom(...conditionOperators),
          value: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())),
        }),
        tie("tree"),
      ),
      { maxLength: 4 },
    ),
  }),
})).tree;

describe("properties of conditions", () => {
  const options = { kinds: { "answers.a": "number", "answers.b": "text" } as const, now };

  it("is turned round by not, agrees with its explanation, and never throws", () => {
    fc.assert(
      fc.property(anyTree, fc.jsonValue(), fc.jsonValue(), (tree, a, b) => {
        const scope = { answers: { a, b } };
        const result = evaluateCondition(tree, scope, options);
        expect(evaluateCondition({ ...tree, not: !tree.not }, scope, options)).toBe(!result);
        expect(explainCondition(tree, scope, options).pass).toBe(result);
      }),
    );
  });

  it("accepts in its schema what it evaluates", () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const parsed = conditionSchema.safeParse(tree);
        expect(parsed.data ?? tree).toEqual(tree);
      }),
    );
  });
});

describe("explainCondition", () => {
  it("says of every rule what was expected and found", () => {
    const tree: ConditionGroup = {
      combinator: "or",
      rules: [
        { field: "answers.a", operator: ">", value: 1 },
        { field: "answers.b", operator: "=", value: "x" },
      ],
    };
    const scope = { answers: { a: 5 } };
    expect(explainCondition(tree, scope, { kinds: { "answers.a": "number" } })).toMatchObject({
      pass: true,
      members: [
        { pass: true, actual: 5, expected: 1 },
        { pass: false, actual: undefined, expected: "x" },
      ],
    });
  });
});

describe("conditionSchema", () => {
  const rule = { field: "answers.x", operator: "=", value: 1 };

  function nest(levels: number): unknown {
    let tree: unknown = { combinator: "and", rules: [rule] };
    for (let level = 1; level < levels; level += 1) tree = { combinator: "and", rules: [tree] };
    return tree;
  }

  it("takes 10 levels and 200 rules and no more", () => {
    const wide = (count: number) => ({
      combinator: "and",
      rules: Array.from({ length: count }, () => rule),
    });
    expect(conditionSchema.safeParse(nest(10)).success).toBe(true);
    expect(conditionSchema.safeParse(nest(11)).success).toBe(false);
    expect(conditionSchema.safeParse(nest(200_000)).success).toBe(false);
    expect(conditionSchema.safeParse(wide(200)).success).toBe(true);
    expect(conditionSchema.safeParse(wide(201)).success).toBe(false);
  });

  it.each([
    { combinator: "xor", rules: [] },
    { combinator: "and", rules: [], id: "x" },
    { combinator: "and", rules: [{ ...rule, operator: "eval" }] },
    { combinator: "and", rules: [{ ...rule, field: "__proto__.x" }] },
    { combinator: "and", rules: [{ ...rule, field: "a[99999999]" }] },
    { combinator: "and", rules: [{ ...rule, value: { a: 1 } }] },
    { combinator: "and", rules: [{ ...rule, extra: 1 }] },
    { rules: [rule] },
    null,
  ])("refuses %j", (tree) => {
    expect(conditionSchema.safeParse(tree).success).toBe(false);
  });

  it("lists the paths of fields and of pills in values", () => {
    const tree = conditionSchema.parse({
      combinator: "and",
      rules: [
        rule,
        { combinator: "or", rules: [{ ...rule, value: ["{{ answers.y }}", "{{form.id}}"] }] },
      ],
    });
    expect(conditionPaths(tree)).toEqual(["answers.x", "answers.y", "form.id"]);
  });
});
