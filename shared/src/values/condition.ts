import { type FieldKind } from "../form/field-kind.ts";
import { compare, type CompareContext } from "./condition-compare.ts";
import { kindAtPath } from "./kind-at-path.ts";
import { familyOf, type KindFamily } from "./condition-operators.ts";
import {
  isConditionGroup,
  type ConditionGroup,
  type ConditionOperator,
  type ConditionRule,
} from "./condition-schema.ts";
import { parsePath, resolvePath } from "./path.ts";

/** How to read the values a condition names. */
export interface ConditionOptions {
  /** The kind at each path, such as `answers.budget`; it holds for `previous.` paths too. */
  kinds: Readonly<Record<string, FieldKind>>;
  /** The present in milliseconds since 1970, for `withinDays`. Default: the machine's clock. */
  now?: number;
  /** The IANA zone of dates without one. Default: UTC. */
  timeZone?: string;
}

/** A rule with what came of it. */
export interface RuleExplanation {
  readonly type: "rule";
  readonly pass: boolean;
  readonly field: string;
  readonly operator: ConditionOperator;
  /** What the rule says. */
  readonly expected: unknown;
  /** What was found; undefined when there is nothing at the path. */
  readonly actual: unknown;
}

/** A group with what came of it and of each of its members. */
export interface GroupExplanation {
  readonly type: "group";
  readonly pass: boolean;
  readonly combinator: "and" | "or";
  readonly not: boolean;
  readonly members: readonly (RuleExplanation | GroupExplanation)[];
}

/**
 * Whether a condition holds. Each value is compared by the kind of its field; where none is declared,
 * as for outputs of steps, by its JSON type. A group without rules holds.
 */
export function evaluateCondition(
  tree: ConditionGroup,
  scope: unknown,
  options: ConditionOptions,
): boolean {
  return evaluateGroup(tree, scope, options, compareContext(options));
}

/** As {@link evaluateCondition}, with the result of every rule, also of those that decide nothing. */
export function explainCondition(
  tree: ConditionGroup,
  scope: unknown,
  options: ConditionOptions,
): GroupExplanation {
  return explainGroup(tree, scope, options, compareContext(options));
}

function compareContext(options: ConditionOptions): CompareContext {
  return { timeZone: options.timeZone ?? "UTC", nowMs: options.now ?? Date.now() };
}

function evaluateGroup(
  group: ConditionGroup,
  scope: unknown,
  options: ConditionOptions,
  context: CompareContext,
): boolean {
  const holds = (node: ConditionRule | ConditionGroup): boolean =>
    isConditionGroup(node)
      ? evaluateGroup(node, scope, options, context)
      : judgeRule(node, readField(node, scope), options, context);
  return conclude(group, holds);
}

function explainGroup(
  group: ConditionGroup,
  scope: unknown,
  options: ConditionOptions,
  context: CompareContext,
): GroupExplanation {
  const members = group.rules.map((node) => {
    if (isConditionGroup(node)) return explainGroup(node, scope, options, context);
    const actual = readField(node, scope);
    const pass = judgeRule(node, actual, options, context);
    const { field, operator, value: expected } = node;
    return { type: "rule" as const, pass, field, operator, expected, actual };
  });
  const passes = members.map((member) => member.pass);
  const pass = conclude({ ...group, rules: passes }, (verdict) => verdict);
  return { type: "group", pass, combinator: group.combinator, not: group.not === true, members };
}

function conclude<Node>(
  group: Omit<ConditionGroup, "rules"> & { readonly rules: readonly Node[] },
  holds: (node: Node) => boolean,
): boolean {
  const result =
    group.combinator === "and" || group.rules.length === 0
      ? group.rules.every(holds)
      : group.rules.some(holds);
  return group.not === true ? !result : result;
}

function readField(rule: ConditionRule, scope: unknown): unknown {
  const path = parsePath(rule.field);
  return path.ok ? resolvePath(scope, path.value) : undefined;
}

function judgeRule(
  rule: ConditionRule,
  value: unknown,
  options: ConditionOptions,
  context: CompareContext,
): boolean {
  const kind = kindAtPath(rule.field, options.kinds);
  const family = kind === undefined ? familyOfValue(value) : familyOf(kind);
  return compare(family, rule.operator, value, rule.value, context);
}

function familyOfValue(value: unknown): KindFamily {
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  if (Array.isArray(value)) return "list";
  return typeof value === "string" ? "text" : "file";
}
