/** Limits of input, the same for JSON bodies and for values that were parsed elsewhere. */
export interface InputLimits {
  /** The greatest nesting of objects and lists. Default: 32. */
  maxDepth?: number;
  /** The greatest number of keys in all objects together. Default: 10,000. */
  maxKeys?: number;
}

/** Limits with their defaults filled in. */
export interface FullInputLimits {
  readonly maxDepth: number;
  readonly maxKeys: number;
}

/** Fills in the defaults of the limits that are not given. */
export function fullLimits(limits: InputLimits): FullInputLimits {
  return { maxDepth: limits.maxDepth ?? 32, maxKeys: limits.maxKeys ?? 10_000 };
}

/** Every reason for which input is refused, with the sentence that says what was expected. */
const messages = {
  invalid_json: "Valid JSON in UTF-8 without a byte order mark is expected.",
  too_deep: "Values are nested too deep.",
  too_many_keys: "There are too many keys.",
  duplicate_key: "A key occurs twice in the same object.",
  reserved_key: "This name can't be used as a key.",
  nul_character: "The character U+0000 can't be stored.",
  malformed_unicode: "The text holds half of a character (a lone surrogate).",
  number_range: "The number is too large, or too close to zero, to be stored.",
  number_precision: "The number has more digits than can be kept; send it as text.",
  not_json: "Text, numbers, true, false, null, lists and plain objects are expected.",
} as const;

/** The code of a reason for which input is refused. */
export type InputProblemCode = keyof typeof messages;

/** Why input is refused. It holds at most 64 characters of the input, and none that are harmful. */
export interface InputProblem {
  readonly code: InputProblemCode;
  /** Where, as a dotted path such as `data.items.0`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

const maxShownPath = 64;

/** Describes a refusal at a path of keys and list positions. */
export function inputProblem(
  code: InputProblemCode,
  path: readonly (string | number)[] = [],
): InputProblem {
  // Control characters, and what can turn text round, have no place in an error that people read.
  const shown = path
    .join(".")
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
  const short = shown.length > maxShownPath ? shown.slice(0, maxShownPath - 1) + "…" : shown;
  return { code, path: short.toWellFormed(), message: messages[code] };
}
