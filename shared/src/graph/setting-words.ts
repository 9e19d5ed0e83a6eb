import type { FieldKind } from "../form/field-kind.ts";
import { choiceLabelsByPath, type Field } from "../form/fields.ts";
import type { ChoiceLabels } from "../values/choice-labels.ts";
import { describeCondition } from "../values/condition-describe.ts";
import { conditionPaths, type ConditionGroup } from "../values/condition-schema.ts";
import { isRecord } from "../values/plain-object.ts";
import { parseTemplate } from "../values/template.ts";
import { findConditions, looksLikeCondition, readCondition } from "./find-conditions.ts";
import { clipWords, joinWords } from "./join-words.ts";
import { kindOfPath, labelOfPath, type ValueFacts } from "./value-labels.ts";

const maxText = 60;
const maxCondition = 160;
const maxItems = 3;
const maxDepth = 4;
const amounts = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });

/** What stands where something is still to be filled in. */
export const blank = "…";

/** A setting in words, whatever it holds; empty when nothing is set. */
export function saySetting(value: unknown, facts: ValueFacts, depth = 0): string {
  if (value === null || value === undefined || depth > maxDepth) return "";
  if (typeof value === "string") return sayText(value, facts);
  if (typeof value === "number") return amounts.format(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (looksLikeCondition(value)) return sayCondition(value, facts);
  if (Array.isArray(value)) return sayList(value, facts, depth);
  return isRecord(value) ? sayRecord(value, facts, depth) : "";
}

/** A condition in words; "…" while it can't be read. */
export function sayCondition(value: unknown, facts: ValueFacts): string {
  const tree = readCondition(value);
  if (tree === null || tree.rules.length === 0) return blank;
  const paths = conditionPaths(tree);
  const labels = Object.fromEntries(paths.map((path) => [path, labelOfPath(path, facts)]));
  const kinds = Object.fromEntries(
    paths.flatMap((path): [string, FieldKind][] => {
      const kind = kindOfPath(path, facts);
      return kind === undefined ? [] : [[path, kind]];
    }),
  );
  return clipWords(describeCondition(tree, labels, kinds, choicesOf(facts.fields)), maxCondition);
}

const known = new WeakMap<readonly Field[], ChoiceLabels>();

/** Fields never change in place, and a sentence asks for them with every condition. */
function choicesOf(fields: readonly Field[]): ChoiceLabels {
  const before = known.get(fields);
  if (before !== undefined) return before;
  const choices = choiceLabelsByPath(fields);
  known.set(fields, choices);
  return choices;
}

/** Of an address only the host is said: the rest is long, and may be a secret. */
const addressPattern = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)/i;

function sayText(text: string, facts: ValueFacts): string {
  const line = sayTemplate(text, facts);
  return clipWords(addressPattern.exec(line)?.[1] ?? line, maxText);
}

/** A text with what its pills are called in their place, in full. */
export function sayTemplate(text: string, facts: ValueFacts): string {
  const template = parseTemplate(text.trim());
  const parts = template.ok ? template.value.parts : [text];
  const words = parts.map((part) =>
    typeof part === "string" ? part : labelOfPath(part.path, facts),
  );
  return words.join("");
}

function sayList(list: readonly unknown[], facts: ValueFacts, depth: number): string {
  const trees = list.flatMap((item) => (isRecord(item) ? conditionsOf(item) : []));
  if (trees.length > 0) return sayQuestions(trees, facts);
  const words = list
    .map((item) => saySetting(item, facts, depth + 1))
    .filter((word) => word !== "");
  const left = words.length - maxItems;
  return joinWords(left > 0 ? [...words.slice(0, maxItems), `${left} more`] : words);
}

function sayRecord(record: Record<string, unknown>, facts: ValueFacts, depth: number): string {
  const { amount, unit } = record;
  if (typeof amount === "number" && typeof unit === "string") {
    return `${amounts.format(amount)} ${amount === 1 ? unit.replace(/s$/, "") : unit}`;
  }
  const words = Object.values(record).map((member) => saySetting(member, facts, depth + 1));
  return clipWords(words.filter((word) => word !== "").join(" "), maxText);
}

function conditionsOf(value: unknown): ConditionGroup[] {
  return findConditions(value).flatMap(({ tree }) => (tree === null ? [] : [tree]));
}

/** Several conditions side by side, as a branch has them: what they ask for, not each in full. */
function sayQuestions(trees: readonly ConditionGroup[], facts: ValueFacts): string {
  const labels = trees.flatMap(conditionPaths).map((path) => labelOfPath(path, facts));
  const distinct = [...new Set(labels)];
  if (distinct.length === 0) return blank;
  const left = distinct.length - maxItems;
  return joinWords(left > 0 ? [...distinct.slice(0, maxItems), `${left} more`] : distinct);
}
