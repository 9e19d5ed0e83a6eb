import { type FieldKind } from "../form/field-kind.ts";
import { withChoiceLabels, type ChoiceLabels } from "./choice-labels.ts";
import { kindAtPath } from "./kind-at-path.ts";
import {
  familyOf,
  operatorsOfFamily,
  type KindFamily,
  type OperandShape,
} from "./condition-operators.ts";
import {
  isConditionGroup,
  type ConditionGroup,
  type ConditionOperator,
  type ConditionRule,
} from "./condition-schema.ts";
import { isEmptyValue } from "./plain-object.ts";
import { printValue } from "./print-value.ts";
import { templatePaths } from "./template.ts";

const maxShownCharacters = 60;
const amounts = new Intl.NumberFormat("en-US", { maximumFractionDigits: 20 });

/**
 * Says a condition in plain words, such as `Budget is over 1,000 and Email is not empty`. `labels`
 * has a name for each path (the path itself stands in), `kinds` chooses the words, `choices` has the
 * labels of options (their ids stand in).
 */
export function describeCondition(
  tree: ConditionGroup,
  labels: Readonly<Record<string, string>>,
  kinds: Readonly<Record<string, FieldKind>> = {},
  choices: ChoiceLabels = {},
): string {
  const members = tree.rules.map((node) => {
    if (!isConditionGroup(node)) return describeRule(node, { labels, kinds, choices });
    const words = describeCondition(node, labels, kinds, choices);
    return node.rules.length > 1 && node.not !== true ? `(${words})` : words;
  });
  const words = members.length === 0 ? "always" : members.join(` ${tree.combinator} `);
  return tree.not === true ? `not (${words})` : words;
}

interface RuleWords {
  readonly labels: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, FieldKind>>;
  readonly choices: ChoiceLabels;
}

function describeRule(rule: ConditionRule, { labels, kinds, choices }: RuleWords): string {
  const kind = kindAtPath(rule.field, kinds);
  const family = kind === undefined ? guessFamily(rule) : familyOf(kind);
  const subject = labelOf(rule.field, labels);
  const choice = operatorsOfFamily(family).find((known) => known.operator === rule.operator);
  const phrase = choice?.phrase ?? stray[rule.operator] ?? rule.operator;
  const many = choice?.operand === "many" && rule.operator !== "between";
  const named = many ? listOf(rule.value) : rule.value;
  const said = { ...rule, value: withChoiceLabels(named, rule.field, choices) };
  return `${subject} ${phrase}${sayOperand(said, choice?.operand, family, labels)}`;
}

/** What follows the operator's words, with the space before it. */
function sayOperand(
  rule: ConditionRule,
  shape: OperandShape | undefined,
  family: KindFamily,
  labels: Readonly<Record<string, string>>,
): string {
  if (rule.operator === "isEmpty" || rule.operator === "isNotEmpty") return "";
  const say = (value: unknown): string => sayValue(value, family, labels);
  if (rule.operator === "withinDays") {
    return ` ${sayValue(rule.value, "number", labels)} days of today`;
  }
  if (rule.operator !== "between" && shape !== "many") return ` ${say(rule.value)}`;
  const joint = rule.operator === "in" || rule.operator === "notIn" ? " or " : " and ";
  return ` ${listOf(rule.value).map(say).join(joint)}`;
}

/** Words for operators where the kind is unknown and the value doesn't tell. */
const stray: Readonly<Partial<Record<ConditionOperator, string>>> = {
  "<": "is under",
  "<=": "is at most",
  ">": "is over",
  ">=": "is at least",
  between: "is between",
  before: "is before",
  after: "is after",
  withinDays: "is within",
};

function guessFamily(rule: ConditionRule): KindFamily {
  const [first] = Array.isArray(rule.value) ? rule.value : [rule.value];
  if (typeof first === "number") return "number";
  return typeof first === "boolean" ? "boolean" : "text";
}

function sayValue(
  value: unknown,
  family: KindFamily,
  labels: Readonly<Record<string, string>>,
): string {
  if (isEmptyValue(value)) return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return amounts.format(value);
  const text = printValue(value);
  const [pill] = text.includes("{{") ? templatePaths(text) : [];
  return pill === undefined ? sayText(text, family) : labelOf(pill.path, labels);
}

function sayText(text: string, family: KindFamily): string {
  if (family === "number" && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) {
    return amounts.format(Number(text));
  }
  if (family === "boolean") return text === "true" ? "yes" : "no";
  const shown = text.length > maxShownCharacters ? `${text.slice(0, maxShownCharacters)}…` : text;
  return family === "text" || family === "list" ? `"${shown}"` : shown;
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "string" ? value.split(",").map((item) => item.trim()) : [value];
}

function labelOf(path: string, labels: Readonly<Record<string, string>>): string {
  return (Object.hasOwn(labels, path) ? labels[path] : undefined) ?? path;
}
