import { fail, succeed, type Result } from "../kernel/result.ts";
import { exceedsBytes } from "../values/text-size.ts";
import { formatProblem } from "./answer-format.ts";
import type { FieldKind } from "./field-kind.ts";
import { formLimits, type Field } from "./fields.ts";

/** Why an answer cannot be accepted. */
export interface AnswerProblem {
  /** `data.<fieldId>`. */
  readonly path: string;
  readonly code:
    | "required"
    | "type"
    | "format"
    | "too_long"
    | "too_large"
    | "out_of_range"
    | "number_precision"
    | "unknown_option"
    | "duplicate_option"
    | "unknown_field"
    | "reserved_key";
  readonly message: string;
}

/** An uploaded file as it stands among the answers. Made by the server, never taken from input. */
export interface StoredFile {
  readonly fileId: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

type Checked = Result<unknown, Pick<AnswerProblem, "code" | "message">>;

/** Checks one answer. The value is undefined when the question was left unanswered. */
export function checkAnswer(
  field: Field,
  given: unknown,
  options: { readonly asText?: boolean; readonly files?: ReadonlyMap<string, StoredFile> },
): Result<unknown, AnswerProblem> {
  const file = field.kind === "file" ? options.files?.get(field.id) : undefined;
  const value = options.asText === true ? readText(field, given) : given;
  const checked = file === undefined ? checkValue(field, value) : succeed(file);
  if (!checked.ok) return fail({ path: `data.${field.id}`, ...checked.error });
  if (checked.value === undefined && field.required) {
    return fail({
      path: `data.${field.id}`,
      code: "required",
      message: "An answer is needed here.",
    });
  }
  return checked;
}

const checks: Partial<Record<FieldKind, (field: Field, value: unknown) => Checked>> = {
  number: checkNumber,
  rating: checkNumber,
  boolean: checkBoolean,
  choice: checkChoice,
  choices: checkChoices,
  file: () => refuse("type", "A file can be sent with the form's own page only."),
};

function checkValue(field: Field, value: unknown): Checked {
  if (isUnanswered(value)) return succeed(undefined);
  return (checks[field.kind] ?? checkText)(field, value);
}

/** Blank text counts as no answer: otherwise a required question could be answered by a space. */
function isUnanswered(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}

function checkText(field: Field, value: unknown): Checked {
  if (typeof value !== "string") return refuse("type", "Text is expected here.");
  if (exceedsBytes(value, formLimits.answerBytes)) {
    return refuse("too_large", "The answer is larger than 256 KiB.");
  }
  if (field.maxLength !== undefined && characterCount(value) > field.maxLength) {
    return refuse("too_long", `At most ${field.maxLength} characters are expected here.`);
  }
  const message = formatProblem(field.kind, value);
  return message === undefined ? succeed(value) : refuse("format", message);
}

/** A character outside the basic plane counts as one, as people and databases count. */
function characterCount(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

function checkNumber(field: Field, value: unknown): Checked {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    return refuse("type", "A number is expected here.");
  }
  const isWhole = Number.isInteger(value);
  if (isWhole && !Number.isSafeInteger(value)) {
    return refuse("number_precision", "The number has more digits than can be kept.");
  }
  if (field.kind === "rating" && !isWhole)
    return refuse("type", "A whole number is expected here.");
  return checkRange(value, field.kind === "rating" ? { min: 1, max: 5, ...field } : field);
}

function checkRange(value: number, { min, max }: Pick<Field, "min" | "max">): Checked {
  if (min !== undefined && value < min)
    return refuse("out_of_range", `At least ${min} is expected here.`);
  if (max !== undefined && value > max)
    return refuse("out_of_range", `At most ${max} is expected here.`);
  return succeed(value);
}

/** A required tick has to be set: that is what a consent box is for. */
function checkBoolean(field: Field, value: unknown): Checked {
  if (typeof value !== "boolean") return refuse("type", "True or false is expected here.");
  return succeed(field.required && !value ? undefined : value);
}

function checkChoice(field: Field, value: unknown): Checked {
  if (typeof value !== "string") return refuse("type", "One option's id is expected here.");
  const known = field.options?.some((option) => option.id === value) ?? false;
  return known ? succeed(value) : refuse("unknown_option", "This is none of the options.");
}

function checkChoices(field: Field, value: unknown): Checked {
  if (!Array.isArray(value)) return refuse("type", "A list of options' ids is expected here.");
  const known = new Set(field.options?.map((option) => option.id));
  const chosen: unknown[] = value;
  if (chosen.some((item) => typeof item !== "string")) {
    return refuse("type", "A list of options' ids is expected here.");
  }
  if (chosen.some((item) => typeof item !== "string" || !known.has(item))) {
    return refuse("unknown_option", "One of these is none of the options.");
  }
  if (new Set(chosen).size !== chosen.length) {
    return refuse("duplicate_option", "An option is named twice.");
  }
  return succeed(chosen);
}

const decimalPattern = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)$/;
const maxDecimalLength = 40;

const textReaders: Partial<Record<FieldKind, (given: unknown) => unknown>> = {
  number: readDecimal,
  rating: readDecimal,
  boolean: (given) => (given === "on" || given === "true" ? true : (given ?? false)),
  choices: (given) => (typeof given === "string" && given !== "" ? [given] : given),
};

/** What a page's text means for a field; text that means nothing stays text, and is refused as such. */
function readText(field: Field, given: unknown): unknown {
  return textReaders[field.kind]?.(given) ?? given;
}

function readDecimal(given: unknown): unknown {
  const text = typeof given === "string" ? given.trim() : "";
  if (text.length > maxDecimalLength || !decimalPattern.test(text)) return given;
  return Number(text.replace(",", "."));
}

function refuse(code: AnswerProblem["code"], message: string): Checked {
  return fail({ code, message });
}
