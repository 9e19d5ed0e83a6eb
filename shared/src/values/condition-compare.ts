import { type KindFamily } from "./condition-operators.ts";
import { matchPattern } from "./condition-pattern.ts";
import { type ConditionOperator } from "./condition-schema.ts";
import { isEmptyValue } from "./plain-object.ts";
import { dayNumber, parseMoment, parseTimeOfDay, type Moment } from "./zoned-time.ts";

/** What comparing dates needs to know. */
export interface CompareContext {
  /** IANA zone of dates without one, and the zone whose calendar days count. */
  readonly timeZone: string;
  /** The present, in milliseconds since 1970. */
  readonly nowMs: number;
}

/** True or false, or undefined when an operand is missing or not of the family. */
type Verdict = boolean | undefined;

const dayMs = 86_400_000;
const plainDecimal = /^[+-]?\d{1,300}(?:\.\d{1,300})?$/;

/**
 * Applies one operator. `value` is what the path holds, `operand` what the rule says. A missing or
 * unfit operand makes every operator false, except `isEmpty`, and `!=`, which is true.
 */
export function compare(
  family: KindFamily,
  operator: ConditionOperator,
  value: unknown,
  operand: unknown,
  context: CompareContext,
): boolean {
  if (operator === "isEmpty") return isEmptyValue(value);
  if (operator === "isNotEmpty") return !isEmptyValue(value);
  if (isEmptyValue(value) || isEmptyValue(operand)) return operator === "!=";
  return comparisons[family](operator, value, operand, context) ?? operator === "!=";
}

type Comparison = (
  operator: ConditionOperator,
  value: unknown,
  operand: unknown,
  context: CompareContext,
) => Verdict;

const comparisons: Readonly<Record<KindFamily, Comparison>> = {
  text: compareText,
  number: (operator, value, operand) => {
    const number = typeof value === "number" && Number.isFinite(value) ? value : undefined;
    return compareOrdered(operator, number, operand, readAmount, subtract);
  },
  boolean: (operator, value, operand) => {
    const wanted = readBoolean(operand);
    if (typeof value !== "boolean" || wanted === undefined) return undefined;
    return judgeOrder(operator === "=" || operator === "!=" ? operator : undefined, value, wanted);
  },
  date: compareDate,
  time: (operator, value, operand) =>
    compareOrdered(operator, parseTimeOfDay(value), operand, parseTimeOfDay, subtract),
  list: compareList,
  file: () => undefined,
  none: () => undefined,
};

function judgeOrder(operator: "=" | "!=" | undefined, left: boolean, right: boolean): Verdict {
  if (operator === undefined) return undefined;
  return (left === right) === (operator === "=");
}

const orderings: Readonly<Partial<Record<ConditionOperator, (order: number) => boolean>>> = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  before: (order) => order < 0,
  after: (order) => order > 0,
};

/** Operators of everything that has an order; `read` makes sense of what the rule says. */
function compareOrdered<Value>(
  operator: ConditionOperator,
  value: Value | undefined,
  operand: unknown,
  read: (operand: unknown) => Value | undefined,
  order: (left: Value, right: Value) => number,
): Verdict {
  if (value === undefined) return undefined;
  if (operator === "between") {
    const [from, to] = toList(operand).map(read);
    if (from === undefined || to === undefined) return undefined;
    // Whichever comes first: a day and a moment of that day are equal, and have no order of their own.
    return Math.sign(order(value, from)) * Math.sign(order(value, to)) <= 0;
  }
  if (operator === "in" || operator === "notIn") {
    const wanted = toList(operand)
      .map(read)
      .filter((item) => item !== undefined);
    if (wanted.length === 0) return undefined;
    return wanted.some((item) => order(value, item) === 0) === (operator === "in");
  }
  const other = read(operand);
  return other === undefined ? undefined : orderings[operator]?.(order(value, other));
}

const textTests: Readonly<
  Partial<Record<ConditionOperator, (text: string, part: string) => boolean>>
> = {
  "=": (text, part) => text === part,
  "!=": (text, part) => text !== part,
  contains: (text, part) => text.includes(part),
  doesNotContain: (text, part) => !text.includes(part),
  beginsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
};

function compareText(operator: ConditionOperator, value: unknown, operand: unknown): Verdict {
  const text = readText(value);
  if (text === undefined) return undefined;
  if (operator === "matches") {
    return typeof operand === "string" ? matchPattern(operand, text) : undefined;
  }
  if (operator === "in" || operator === "notIn") {
    const wanted = foldAll(operand);
    return wanted.size === 0 ? undefined : wanted.has(foldCase(text)) === (operator === "in");
  }
  const part = readText(operand);
  return part === undefined ? undefined : textTests[operator]?.(foldCase(text), foldCase(part));
}

function compareList(operator: ConditionOperator, value: unknown, operand: unknown): Verdict {
  const chosen = Array.isArray(value) ? foldAll(value) : foldAll([value]);
  if (operator === "contains" || operator === "doesNotContain") {
    const item = readText(operand);
    return item === undefined
      ? undefined
      : chosen.has(foldCase(item)) === (operator === "contains");
  }
  const wanted = foldAll(operand);
  if (wanted.size === 0) return undefined;
  if (operator === "in") return !chosen.isDisjointFrom(wanted);
  if (operator === "notIn") return chosen.isDisjointFrom(wanted);
  const same = chosen.size === wanted.size && chosen.isSubsetOf(wanted);
  if (operator === "=") return same;
  return operator === "!=" ? !same : undefined;
}

function compareDate(
  operator: ConditionOperator,
  value: unknown,
  operand: unknown,
  context: CompareContext,
): Verdict {
  const moment = parseMoment(value, context.timeZone);
  if (operator === "withinDays") return isWithinDays(moment, readAmount(operand), context);
  if (operator === "in" || operator === "notIn") return undefined;
  const read = (text: unknown): Moment | undefined => parseMoment(text, context.timeZone);
  return compareOrdered(operator, moment, operand, read, (left, right) =>
    orderMoments(left, right, context.timeZone),
  );
}

/** Days compare as days of the zone's calendar as soon as one side has no time. */
function orderMoments(left: Moment, right: Moment, timeZone: string): number {
  if (left.dateOnly || right.dateOnly)
    return dayNumber(left, timeZone) - dayNumber(right, timeZone);
  return left.epochMs - right.epochMs;
}

/** At most so many days before or after now: calendar days for a day, 24 hours each for an instant. */
function isWithinDays(
  moment: Moment | undefined,
  days: number | undefined,
  { nowMs, timeZone }: CompareContext,
): Verdict {
  if (moment === undefined || days === undefined || days < 0) return undefined;
  if (!moment.dateOnly) return Math.abs(moment.epochMs - nowMs) <= days * dayMs;
  const today = dayNumber({ dateOnly: false, epochMs: nowMs }, timeZone);
  return Math.abs(dayNumber(moment, timeZone) - today) <= days;
}

function subtract(left: number, right: number): number {
  return left - right;
}

/** A rule's number, which the builder may have stored as plain decimal text. */
function readAmount(operand: unknown): number | undefined {
  if (typeof operand === "number") return Number.isFinite(operand) ? operand : undefined;
  if (typeof operand !== "string" || !plainDecimal.test(operand.trim())) return undefined;
  const amount = Number(operand);
  return Number.isFinite(amount) ? amount : undefined;
}

function readBoolean(operand: unknown): boolean | undefined {
  if (typeof operand === "boolean") return operand;
  if (operand === "true") return true;
  return operand === "false" ? false : undefined;
}

function readText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** A rule's list; the builder may have stored it as text with commas. */
function toList(operand: unknown): readonly unknown[] {
  if (Array.isArray(operand)) return operand;
  if (typeof operand !== "string") return [operand];
  return operand
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function foldAll(operand: unknown): Set<string> {
  const folded = new Set<string>();
  for (const item of toList(operand)) {
    const text = readText(item);
    if (text !== undefined && text !== "") folded.add(foldCase(text));
  }
  return folded;
}

/**
 * Makes texts equal that differ in case, or in how an accent is encoded. Upper case after lower case,
 * since upper case alone has one form for ß and SS and for both small sigmas.
 */
export function foldCase(text: string): string {
  return text.normalize("NFC").toLowerCase().toUpperCase();
}
