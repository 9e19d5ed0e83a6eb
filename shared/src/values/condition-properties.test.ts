import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeModel, type ModelRule } from "./condition.model.ts";
import { clockAt, instantOf, notADate } from "./zoned-time.model.ts";
import { conditionSchema, type ConditionGroup } from "./condition-schema.ts";
import { operatorsFor } from "./condition-operators.ts";
import { evaluateCondition, explainCondition } from "./condition.ts";
import { maxPatternLength } from "./condition-pattern.ts";

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"];

/** Instants of a year, many of them near the changes of clocks, on whole quarters of an hour. */
const instantArbitrary = fc
  .tuple(
    fc.constantFrom(
      "2026-01-01",
      "2026-03-08",
      "2026-03-29",
      "2026-04-04",
      "2026-10-25",
      "2026-11-01",
    ),
    fc.integer({ min: -96, max: 192 }),
  )
  .map(([day, quarters]) => Date.parse(`${day}T00:00Z`) + quarters * 900_000);

/** Dates as answers write them: days, instants with a zone, and wall clocks without one. */
function dateArbitrary(timeZone: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(notADate) },
    {
      weight: 9,
      arbitrary: fc
        .tuple(instantArbitrary, fc.constantFrom("day", "zone", "wall"))
        .map(([at, how]) => {
          if (how === "zone") return new Date(at).toISOString();
          const wall = clockAt(at, timeZone);
          return how === "day" ? wall.slice(0, 10) : wall;
        }),
    },
  );
}

const textArbitrary = fc.oneof(
  fc.string({
    unit: fc.constantFrom("a", "A", "ß", "S", "ä", "Ä", "σ", "ς", "Σ", "1", " "),
    maxLength: 5,
  }),
  fc.constantFrom("12", "1.5", "true", "2026-01-01"),
);
/** A plain text: lists written with commas are the builder's business. */
const wordArbitrary = fc.constantFrom("Red", "RED", "red", "Straße", "STRASSE", "blue", "12");
const timeArbitrary = fc.constantFrom("00:00", "09:30", "09:31", "23:59", "24:00", "9:30");
const numberArbitrary = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.1, 0.2, 0.3, -0, 1e21),
);

const missing = fc.constantFrom(undefined, null, "", []);

/** Mostly a value of the kind, sometimes none, sometimes one of another kind. */
function valueOf(kind: ModelRule["kind"], timeZone: string): fc.Arbitrary<unknown> {
  const own: Readonly<Record<ModelRule["kind"], fc.Arbitrary<unknown>>> = {
    text: textArbitrary,
    number: numberArbitrary,
    boolean: fc.boolean(),
    date: dateArbitrary(timeZone),
    time: timeArbitrary,
    choices: fc.array(wordArbitrary, { minLength: 1, maxLength: 3 }),
  };
  // Text that looks like a number is no number, wherever it stands as an answer.
  const other =
    kind === "number" || kind === "boolean" ? fc.constantFrom("1", "0", "true", "1.0") : own[kind];
  return fc.oneof(
    { weight: 8, arbitrary: own[kind] },
    { weight: 1, arbitrary: missing },
    { weight: 1, arbitrary: other },
  );
}

function operandOf(
  kind: ModelRule["kind"],
  operator: string,
  timeZone: string,
): fc.Arbitrary<unknown> {
  const plain: Readonly<Record<ModelRule["kind"], fc.Arbitrary<unknown>>> = {
    text: textArbitrary,
    number: numberArbitrary,
    boolean: fc.boolean(),
    date: dateArbitrary(timeZone),
    time: timeArbitrary,
    choices: wordArbitrary,
  };
  const one = plain[kind];
  const isMany =
    operator === "in" || operator === "notIn" || (kind === "choices" && "=!=".includes(operator));
  const filled = isMany
    ? fc.array(kind === "text" ? wordArbitrary : one, { minLength: 1, maxLength: 3 })
    : operator === "between"
      ? fc.tuple(one, one)
      : one;
  return fc.oneof({ weight: 9, arbitrary: filled }, { weight: 1, arbitrary: missing });
}

interface Case {
  readonly rule: ModelRule;
  readonly timeZone: string;
}

const kinds = ["text", "number", "boolean", "date", "time", "choices"] as const;
const caseArbitrary: fc.Arbitrary<Case> = fc
  .tuple(fc.constantFrom(...kinds), fc.constantFrom(...zones), fc.nat())
  .chain(([kind, timeZone, pick]) => {
    const known = operatorsFor(kind)
      .map(({ operator }) => operator)
      .filter((operator) => operator !== "matches" && operator !== "withinDays");
    const operator = known[pick % known.length] ?? "=";
    return fc
      .record({ value: valueOf(kind, timeZone), operand: operandOf(kind, operator, timeZone) })
      .map((drawn) => ({ timeZone, rule: { kind, operator, ...drawn } }));
  });

function treeOf({ operator, operand }: ModelRule): ConditionGroup {
  const rule = { field: "answers.x", operator, ...(operand !== undefined && { value: operand }) };
  return conditionSchema.parse({ combinator: "and", rules: [rule] });
}

describe("evaluateCondition against the model", () => {
  it("judges one rule of any kind alike", () => {
    fc.assert(
      fc.property(caseArbitrary, ({ rule, timeZone }) => {
        // A clock that the change to summer time leaves out is the subject of another test.
        const dates = [rule.value, rule.operand].flat().map(String);
        fc.pre(
          rule.kind !== "date" ||
            dates.every((text) => !text.includes("T") || !Number.isNaN(instantOf(text, timeZone))),
        );
        const options = { kinds: { "answers.x": rule.kind }, timeZone, now: 0 };
        const found = evaluateCondition(treeOf(rule), { answers: { x: rule.value } }, options);
        expect(found).toBe(judgeModel(rule, timeZone));
      }),
      { numRuns: 5_000 },
    );
  });

  it("makes every operator but two false where an operand is missing", () => {
    fc.assert(
      fc.property(caseArbitrary, missing, fc.boolean(), ({ rule, timeZone }, none, isValue) => {
        const lacking = isValue ? { ...rule, value: none } : { ...rule, operand: none };
        fc.pre(rule.operator !== "isEmpty" && rule.operator !== "isNotEmpty");
        const options = { kinds: { "answers.x": rule.kind }, timeZone };
        const scope = { answers: { x: lacking.value } };
        expect(evaluateCondition(treeOf(lacking), scope, options)).toBe(rule.operator === "!=");
      }),
    );
  });

  it("finds days near to now by the zone's calendar, and instants by 24 hours", () => {
    const days = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        instantArbitrary,
        instantArbitrary,
        days,
        (timeZone, now, at, near) => {
          const judge = (x: string): boolean =>
            evaluateCondition(
              {
                combinator: "and",
                rules: [{ field: "answers.x", operator: "withinDays", value: near }],
              },
              { answers: { x } },
              { kinds: { "answers.x": "date" }, timeZone, now },
            );
          const dayMs = 86_400_000;
          expect(judge(new Date(at).toISOString())).toBe(Math.abs(at - now) <= near * dayMs);
          const day = clockAt(at, timeZone).slice(0, 10);
          const today = clockAt(now, timeZone).slice(0, 10);
          const apart = Math.abs(Date.parse(day) - Date.parse(today)) / dayMs;
          expect(judge(day)).toBe(apart <= near);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

/** A tree of rules that are plainly true or false, with its worth. */
interface Worth {
  readonly tree: ConditionGroup;
  readonly holds: boolean;
}

const ruleArbitrary = fc.boolean().map((holds) => ({
  tree: { field: "answers.x", operator: "=" as const, value: holds ? "a" : "b" },
  holds,
}));
const { group: groupArbitrary } = fc.letrec<{
  group: Worth;
  member: Worth | { tree: ConditionGroup["rules"][number]; holds: boolean };
}>((tie) => ({
  member: fc.oneof({ depthSize: "small", withCrossShrink: true }, ruleArbitrary, tie("group")),
  group: fc
    .record({
      combinator: fc.constantFrom("and" as const, "or" as const),
      not: fc.boolean(),
      members: fc.array(tie("member"), { maxLength: 4 }),
    })
    .map(({ combinator, not, members }): Worth => {
      const truths = members.map(({ holds }) => holds);
      const no = truths.filter((holds) => !holds).length;
      // A group without rules holds.
      const holds = truths.length === 0 || (combinator === "and" ? no === 0 : no < truths.length);
      return {
        tree: { combinator, not, rules: members.map(({ tree }) => tree) },
        holds: holds !== not,
      };
    }),
}));

describe("groups of rules", () => {
  it("hold as their members do, and are explained as they are judged", () => {
    fc.assert(
      fc.property(groupArbitrary, ({ tree, holds }) => {
        const options = { kinds: { "answers.x": "text" as const } };
        const scope = { answers: { x: "A" } };
        expect(evaluateCondition(tree, scope, options)).toBe(holds);
        expect(explainCondition(tree, scope, options).pass).toBe(holds);
      }),
      { numRuns: 1_000 },
    );
  });

  it("take any text as a pattern without failing", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: maxPatternLength }), fc.string(), (pattern, x) => {
        const rules = [{ field: "answers.x", operator: "matches" as const, value: pattern }];
        const options = { kinds: { "answers.x": "text" as const } };
        const found = evaluateCondition({ combinator: "and", rules }, { answers: { x } }, options);
        expect(typeof found).toBe("boolean");
      }),
    );
  });
});
