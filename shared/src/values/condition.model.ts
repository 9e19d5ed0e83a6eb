import { compareDates, compareTexts } from "./zoned-time.model.ts";

/**
 * Typed conditions as the text says them: a missing or unfit operand makes every operator false but
 * `isEmpty` and `!=`; text compares case-folded; numbers are never parsed out of text; dates without a
 * zone are in the form's. Knows the folding of texts only through a table of letters.
 */

export interface ModelRule {
  readonly kind: "text" | "number" | "boolean" | "date" | "time" | "choices";
  readonly operator: string;
  readonly value: unknown;
  readonly operand: unknown;
}

/** Letters that fold to something else than their lower case. */
const folds: Readonly<Record<string, string>> = { ß: "ss", Ä: "ä", É: "é", Σ: "σ", ς: "σ" };

/** For texts of ASCII and the letters above. */
export function foldModel(text: string): string {
  return Array.from(text)
    .map((letter) => folds[letter] ?? (/[A-Z]/.test(letter) ? letter.toLowerCase() : letter))
    .join("");
}

export function judgeModel(rule: ModelRule, timeZone: string): boolean {
  const { operator, value, operand } = rule;
  if (operator === "isEmpty") return isMissing(value);
  if (operator === "isNotEmpty") return !isMissing(value);
  const holds = isMissing(value) || isMissing(operand) ? null : judgeKind(rule, timeZone);
  // What can't be compared is not equal, and nothing else.
  return holds ?? operator === "!=";
}

const isMissing = (value: unknown): boolean =>
  [undefined, null, ""].some((none) => none === value) ||
  (Array.isArray(value) && value.length === 0);

function judgeKind(rule: ModelRule, timeZone: string): boolean | null {
  const { kind, operator, value, operand } = rule;
  switch (kind) {
    case "text":
      return typeof value === "string" ? judgeText(operator, value, operand) : null;
    case "number":
      return judgeOrder(operator, operand, (one) => compareNumbers(value, one));
    case "time":
      return judgeOrder(operator, operand, (one) => compareTimes(value, one));
    case "date":
      return judgeOrder(operator, operand, (one) => compareDates(value, one, timeZone));
    case "boolean":
      return judgeOrder(operator, operand, (one) => compareTruths(value, one));
    case "choices":
      return Array.isArray(value)
        ? judgeList(operator, value.map(String), [operand].flat().map(String))
        : null;
  }
}

function judgeText(operator: string, value: string, operand: unknown): boolean | null {
  const text = foldModel(value);
  const parts = [operand].flat().map((part) => foldModel(String(part)));
  const [part = ""] = parts;
  if (operator === "in") return parts.includes(text);
  if (operator === "notIn") return !parts.includes(text);
  if (Array.isArray(operand)) return null;
  if (operator === "=") return text === part;
  if (operator === "!=") return text !== part;
  if (operator === "contains") return text.split(part).length > 1;
  if (operator === "doesNotContain") return text.split(part).length === 1;
  if (operator === "beginsWith") return text.slice(0, part.length) === part;
  return operator === "endsWith" ? text.slice(-part.length) === part : null;
}

function judgeList(operator: string, value: string[], operand: string[]): boolean | null {
  const has = (list: string[], one: string) =>
    list.some((item) => foldModel(item) === foldModel(one));
  const some = operand.some((one) => has(value, one));
  const same = operand.every((one) => has(value, one)) && value.every((one) => has(operand, one));
  if (operator === "contains" || operator === "in") return some;
  if (operator === "doesNotContain" || operator === "notIn") return !some;
  return operator === "=" ? same : operator === "!=" ? !same : null;
}

/** `compare` gives less than, equal to or more than 0, or null where there is nothing to compare. */
function judgeOrder(
  operator: string,
  operand: unknown,
  compare: (one: unknown) => number | null,
): boolean | null {
  const orders = [operand].flat().map(compare);
  if (operator === "in" || operator === "notIn") {
    const known = orders.filter((order) => order !== null);
    return known.length === 0 ? null : known.includes(0) === (operator === "in");
  }
  const [first, second] = orders;
  if (operator === "between")
    return typeof first === "number" && typeof second === "number" ? first * second <= 0 : null;
  return typeof first === "number" ? (wanted[operator]?.includes(Math.sign(first)) ?? null) : null;
}

/** Which orders an operator is content with. */
const wanted: Readonly<Record<string, readonly number[]>> = {
  "=": [0],
  "!=": [-1, 1],
  "<": [-1],
  before: [-1],
  "<=": [-1, 0],
  ">": [1],
  after: [1],
  ">=": [1, 0],
};

const compareNumbers = (value: unknown, one: unknown): number | null =>
  typeof value === "number" && typeof one === "number" ? value - one : null;

const compareTruths = (value: unknown, one: unknown): number | null =>
  typeof value === "boolean" && typeof one === "boolean" ? Number(value) - Number(one) : null;

function compareTimes(value: unknown, one: unknown): number | null {
  const isTime = (text: unknown) =>
    typeof text === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
  return isTime(value) && isTime(one) ? compareTexts(String(value), String(one)) : null;
}
