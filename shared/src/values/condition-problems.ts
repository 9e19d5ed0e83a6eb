import { type FieldKind } from "../form/field-kind.ts";
import { kindAtPath } from "./kind-at-path.ts";
import { familyOf, operatorsOfFamily, type KindFamily } from "./condition-operators.ts";
import { checkPattern } from "./condition-pattern.ts";
import { isConditionGroup, type ConditionGroup, type ConditionRule } from "./condition-schema.ts";
import { isEmptyValue } from "./plain-object.ts";
import { parseMoment, parseTimeOfDay } from "./zoned-time.ts";

/** Something in a condition that can't work as it is. */
export interface ConditionProblem {
  /** Where, as a dotted path from the outermost group, such as `rules.0`. */
  readonly at: string;
  /**
   * `condition_empty`: a group without rules. `condition_operator`: the operator doesn't fit the kind.
   * `condition_value`: the value is missing or of the wrong kind. `condition_pattern`: no RE2 pattern.
   */
  readonly code: "condition_empty" | "condition_operator" | "condition_value" | "condition_pattern";
  readonly message: string;
}

/**
 * What a stored condition's owner has to mend before it can be published. Values with pills are left
 * to the moment they are rendered; paths are checked by whoever knows the form.
 */
export function conditionProblems(
  tree: ConditionGroup,
  kinds: Readonly<Record<string, FieldKind>>,
): ConditionProblem[] {
  return groupProblems(tree, kinds, "");
}

function groupProblems(
  group: ConditionGroup,
  kinds: Readonly<Record<string, FieldKind>>,
  at: string,
): ConditionProblem[] {
  if (group.rules.length === 0) {
    const message = "A condition without rules always holds; add a rule or remove the group.";
    return [{ at, code: "condition_empty", message }];
  }
  return group.rules.flatMap((node, index) => {
    const place = `${at === "" ? "" : `${at}.`}rules.${index}`;
    return isConditionGroup(node)
      ? groupProblems(node, kinds, place)
      : ruleProblems(node, kindAtPath(node.field, kinds), place);
  });
}

/** An answer must not decide what is compiled. */
const noPills = "A pattern can't contain values of answers.";

function ruleProblems(
  rule: ConditionRule,
  kind: FieldKind | undefined,
  at: string,
): ConditionProblem[] {
  if (rule.operator === "matches" && typeof rule.value === "string") {
    const complaint = hasPill(rule.value) ? noPills : checkPattern(rule.value);
    if (complaint !== undefined) return [{ at, code: "condition_pattern", message: complaint }];
  }
  if (kind === undefined) return [];
  const family = familyOf(kind);
  const choice = operatorsOfFamily(family).find((known) => known.operator === rule.operator);
  if (choice === undefined && !isExtraOrdering(family, rule)) {
    const message = `"${rule.operator}" doesn't fit a field of the kind ${kind}.`;
    return [{ at, code: "condition_operator", message }];
  }
  const shape = choice?.operand ?? "one";
  const complaint = shape === "none" ? undefined : checkOperand(family, shape, rule.value);
  return complaint === undefined ? [] : [{ at, code: "condition_value", message: complaint }];
}

/** Orderings that are evaluated but not offered: dates and times also know `<` and the like. */
function isExtraOrdering(family: KindFamily, rule: ConditionRule): boolean {
  return (family === "date" || family === "time") && /^[<>]=?$/.test(rule.operator);
}

function checkOperand(family: KindFamily, shape: string, value: unknown): string | undefined {
  if (isEmptyValue(value)) return "A value to compare with is missing.";
  const items = shape === "two" || shape === "many" ? listOf(value) : [value];
  if (shape === "two" && items.length !== 2) return "Two values are expected, from and to.";
  const fits = shape === "days" ? isAmount : fitsFamily[family];
  const misfit = items.some((item) => !hasPill(item) && !fits(item));
  return misfit
    ? `The value to compare with is expected to be ${expected(family, shape)}.`
    : undefined;
}

const fitsFamily: Readonly<Record<KindFamily, (value: unknown) => boolean>> = {
  text: isScalar,
  list: isScalar,
  number: isAmount,
  boolean: (value) => typeof value === "boolean" || value === "true" || value === "false",
  date: (value) => parseMoment(value, "UTC") !== undefined,
  time: (value) => parseTimeOfDay(value) !== undefined,
  file: () => true,
  none: () => true,
};

function expected(family: KindFamily, shape: string): string {
  if (shape === "days" || family === "number") return "a number";
  if (family === "date") return "a date such as 2026-01-31";
  if (family === "time") return "a time such as 14:30";
  return family === "boolean" ? "yes or no" : "text";
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "string" && !hasPill(value) ? value.split(",") : [value];
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function isAmount(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" && /^[+-]?\d{1,300}(?:\.\d{1,300})?$/.test(value.trim());
}

function hasPill(value: unknown): boolean {
  return typeof value === "string" && value.includes("{{");
}
