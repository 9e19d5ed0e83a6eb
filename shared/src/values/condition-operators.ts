import { type FieldKind } from "../form/field-kind.ts";
import { type ConditionOperator } from "./condition-schema.ts";

/** Kinds that compare alike. `none` can't be compared. */
export type KindFamily = "text" | "number" | "boolean" | "date" | "time" | "list" | "file" | "none";

/** How many values a rule with an operator needs; `pattern` is a regular expression. */
export type OperandShape = "none" | "one" | "two" | "many" | "days" | "pattern";

/** An operator as it is offered for a kind of field. */
export interface OperatorChoice {
  readonly operator: ConditionOperator;
  /** For a menu, such as "is more than". */
  readonly label: string;
  /** For a sentence, such as "is over". */
  readonly phrase: string;
  readonly operand: OperandShape;
}

const families: Readonly<Record<FieldKind, KindFamily>> = {
  text: "text",
  long_text: "text",
  email: "text",
  phone: "text",
  url: "text",
  hidden: "text",
  choice: "text",
  choices: "list",
  number: "number",
  rating: "number",
  boolean: "boolean",
  date: "date",
  time: "time",
  file: "file",
  heading: "none",
};

function choice(
  operator: ConditionOperator,
  label: string,
  operand: OperandShape = "one",
  phrase = label,
): OperatorChoice {
  return { operator, label, phrase, operand };
}

const empties = [
  choice("isEmpty", "is empty", "none"),
  choice("isNotEmpty", "is not empty", "none"),
];
const equals = [choice("=", "is"), choice("!=", "is not")];
const memberships = [choice("in", "is one of", "many"), choice("notIn", "is none of", "many")];

const choices: Readonly<Record<KindFamily, readonly OperatorChoice[]>> = {
  text: [
    ...equals,
    choice("contains", "contains"),
    choice("doesNotContain", "does not contain"),
    choice("beginsWith", "begins with"),
    choice("endsWith", "ends with"),
    ...memberships,
    choice("matches", "matches the pattern", "pattern"),
    ...empties,
  ],
  number: [
    ...equals,
    choice(">", "is more than", "one", "is over"),
    choice(">=", "is at least"),
    choice("<", "is less than", "one", "is under"),
    choice("<=", "is at most"),
    choice("between", "is between", "two"),
    ...memberships,
    ...empties,
  ],
  boolean: [...equals, ...empties],
  date: [
    choice("=", "is on"),
    choice("!=", "is not on"),
    choice("before", "is before"),
    choice("after", "is after"),
    choice("<=", "is on or before"),
    choice(">=", "is on or after"),
    choice("between", "is between", "two"),
    choice("withinDays", "is within days of today", "days", "is within"),
    ...empties,
  ],
  time: [
    choice("=", "is at"),
    choice("!=", "is not at"),
    choice("before", "is before"),
    choice("after", "is after"),
    choice("between", "is between", "two"),
    ...empties,
  ],
  list: [
    choice("contains", "includes"),
    choice("doesNotContain", "does not include"),
    choice("in", "includes any of", "many"),
    choice("notIn", "includes none of", "many"),
    choice("=", "is exactly", "many"),
    choice("!=", "is not exactly", "many"),
    ...empties,
  ],
  file: [choice("isNotEmpty", "has a file", "none"), choice("isEmpty", "has no file", "none")],
  none: [],
};

/** The family whose rules a kind of field follows. */
export function familyOf(kind: FieldKind): KindFamily {
  return families[kind];
}

/** The operators that fit a kind of field, in the order a menu shows them. */
export function operatorsFor(kind: FieldKind): readonly OperatorChoice[] {
  return choices[families[kind]];
}

/** The operators of a family, as `operatorsFor`. */
export function operatorsOfFamily(family: KindFamily): readonly OperatorChoice[] {
  return choices[family];
}
