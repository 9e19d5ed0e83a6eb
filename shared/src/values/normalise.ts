import { fail, succeed, type Result } from "../kernel/index.ts";
import { inspectJson, looksClean } from "./json-inspect.ts";
import {
  fullLimits,
  inputProblem,
  type FullInputLimits,
  type InputLimits,
  type InputProblem,
} from "./normalise-problem.ts";
import { isRecord, isReservedKey } from "./plain-object.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Parses JSON that can be stored and sent on without being changed or refused later. What
 * `JSON.parse` accepts and PostgreSQL, a second `JSON.stringify` or a careless merge would not, is
 * refused with its path; `-0` becomes 0.
 */
export function parseJsonStrict(
  text: string,
  limits: InputLimits = {},
): Result<unknown, InputProblem> {
  const full = fullLimits(limits);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail(refuseUnparsed(text, full));
  }
  if (looksClean(text, value, full)) return succeed(value);
  const problem = inspectJson(text, full);
  if (problem !== undefined) return fail(problem);
  // Only texts that need the closer look can hold a negative zero.
  return text.includes("-0") ? normaliseValue(value, limits) : succeed(value);
}

/** As {@link parseJsonStrict}, from the bytes of a body. Bytes that are not UTF-8 are `invalid_json`. */
export function parseJsonBytes(
  bytes: Uint8Array,
  limits: InputLimits = {},
): Result<unknown, InputProblem> {
  try {
    return parseJsonStrict(decoder.decode(bytes), limits);
  } catch {
    return fail(inputProblem("invalid_json")); // the decoder's only way to refuse bytes
  }
}

/**
 * Checks a value that was not parsed by {@link parseJsonStrict} (a form post, a reply, a plugin's
 * output) by the same rules, and returns a plain copy of it. Members that are undefined are left out,
 * as JSON does; dates, functions and other objects are `not_json`.
 */
export function normaliseValue(
  value: unknown,
  limits: InputLimits = {},
): Result<unknown, InputProblem> {
  const copier: Copier = { limits: fullLimits(limits), path: [], keys: 0, problem: undefined };
  const copy = copyValue(copier, value);
  return copier.problem === undefined ? succeed(copy) : fail(copier.problem);
}

/** A text nested too deep is told so even when it is broken as well: it may just have been cut off. */
function refuseUnparsed(text: string, limits: FullInputLimits): InputProblem {
  const opened = /^[\s[]*/.exec(text)?.[0].replaceAll(/\s/g, "").length ?? 0;
  return inputProblem(opened > limits.maxDepth ? "too_deep" : "invalid_json");
}

interface Copier {
  readonly limits: FullInputLimits;
  readonly path: (string | number)[];
  keys: number;
  problem: InputProblem | undefined;
}

function copyValue(copier: Copier, value: unknown): unknown {
  if (typeof value === "string") return copyText(copier, value);
  if (typeof value === "number") return copyNumber(copier, value);
  if (typeof value === "boolean" || value === null) return value;
  if (copier.path.length >= copier.limits.maxDepth && typeof value === "object") {
    return refuse(copier, "too_deep");
  }
  if (Array.isArray(value)) return copyList(copier, value);
  return isRecord(value) && isPlain(value)
    ? copyMembers(copier, value)
    : refuse(copier, "not_json");
}

function copyText(copier: Copier, text: string): unknown {
  if (text.includes("\0")) return refuse(copier, "nul_character");
  return text.isWellFormed() ? text : refuse(copier, "malformed_unicode");
}

function copyNumber(copier: Copier, value: number): unknown {
  if (!Number.isFinite(value)) return refuse(copier, "number_range");
  return value === 0 ? 0 : value;
}

function copyList(copier: Copier, list: readonly unknown[]): unknown {
  const copy: unknown[] = [];
  for (let index = 0; index < list.length && copier.problem === undefined; index += 1) {
    copy.push(copyAt(copier, index, list[index]));
  }
  return copy;
}

function copyMembers(copier: Copier, members: Record<string, unknown>): unknown {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(members)) {
    const member = members[key];
    if (member === undefined) continue;
    copier.path.push(key);
    checkKey(copier, key);
    copier.path.pop();
    if (copier.problem !== undefined) return undefined;
    copy[key] = copyAt(copier, key, member);
  }
  return copy;
}

function copyAt(copier: Copier, key: string | number, value: unknown): unknown {
  copier.path.push(key);
  const copy = copyValue(copier, value);
  copier.path.pop();
  return copy;
}

function checkKey(copier: Copier, key: string): void {
  copier.keys += 1;
  if (copier.keys > copier.limits.maxKeys) refuse(copier, "too_many_keys");
  else if (isReservedKey(key)) refuse(copier, "reserved_key");
  else copyText(copier, key);
}

/** Remembers the first refusal; what is copied after it is thrown away. */
function refuse(copier: Copier, code: InputProblem["code"]): undefined {
  copier.problem ??= inputProblem(code, copier.path);
  return undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
