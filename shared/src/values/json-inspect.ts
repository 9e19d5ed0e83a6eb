import { checkNumber } from "./json-number.ts";
import { inputProblem, type FullInputLimits, type InputProblem } from "./normalise-problem.ts";
import { isReservedKey } from "./plain-object.ts";

const quote = 34;
const comma = 44;
const colon = 58;
const openList = 91;
const closeList = 93;
const openObject = 123;
const closeObject = 125;

/**
 * The exact check of a JSON text that `JSON.parse` accepts: one pass without recursion that keeps the
 * path to where it is. Reports the first refusal in the order of the text.
 */
export function inspectJson(text: string, limits: FullInputLimits): InputProblem | undefined {
  const inspection: Inspection = { text, limits, frames: [], keys: 0 };
  let at = 0;
  while (at < text.length) {
    const next = inspectToken(inspection, at);
    if (typeof next !== "number") return next;
    at = next;
  }
  return undefined;
}

interface Frame {
  /** The keys seen so far; undefined for a list. */
  readonly seen: Set<string> | undefined;
  /** The key or position that is being read. */
  key: string | number;
  expectsKey: boolean;
}

interface Inspection {
  readonly text: string;
  readonly limits: FullInputLimits;
  readonly frames: Frame[];
  keys: number;
}

/** Reads one token and returns where the next begins, or what is wrong with this one. */
function inspectToken(inspection: Inspection, at: number): number | InputProblem {
  const unit = inspection.text.charCodeAt(at);
  if (unit === quote) return inspectString(inspection, at);
  if (unit === openList || unit === openObject) {
    return openFrame(inspection, unit === openObject) ?? at + 1;
  }
  if (unit === closeList || unit === closeObject) inspection.frames.pop();
  else if (unit === comma) nextMember(inspection);
  else if (isNumberStart(unit)) return inspectNumber(inspection, at);
  return at + 1;
}

function openFrame(inspection: Inspection, isObject: boolean): InputProblem | undefined {
  if (inspection.frames.length >= inspection.limits.maxDepth) return refuse(inspection, "too_deep");
  inspection.frames.push(
    isObject
      ? { seen: new Set(), key: "", expectsKey: true }
      : { seen: undefined, key: 0, expectsKey: false },
  );
  return undefined;
}

function nextMember(inspection: Inspection): void {
  const frame = inspection.frames.at(-1);
  if (frame === undefined) return;
  if (typeof frame.key === "number") frame.key += 1;
  else frame.expectsKey = true;
}

function inspectString(inspection: Inspection, at: number): number | InputProblem {
  const end = endOfString(inspection.text, at);
  const raw = inspection.text.slice(at, end);
  const content = raw.includes("\\") ? String(JSON.parse(raw)) : raw.slice(1, -1);
  const frame = inspection.frames.at(-1);
  const problem =
    frame?.expectsKey === true
      ? inspectKey(inspection, frame, content)
      : inspectText(inspection, content);
  return problem ?? end;
}

function inspectKey(inspection: Inspection, frame: Frame, key: string): InputProblem | undefined {
  frame.key = key;
  frame.expectsKey = false;
  inspection.keys += 1;
  if (inspection.keys > inspection.limits.maxKeys) return refuse(inspection, "too_many_keys");
  if (isReservedKey(key)) return refuse(inspection, "reserved_key");
  if (frame.seen?.has(key) === true) return refuse(inspection, "duplicate_key");
  frame.seen?.add(key);
  return inspectText(inspection, key);
}

function inspectText(inspection: Inspection, content: string): InputProblem | undefined {
  if (content.includes("\0")) return refuse(inspection, "nul_character");
  return content.isWellFormed() ? undefined : refuse(inspection, "malformed_unicode");
}

function inspectNumber(inspection: Inspection, at: number): number | InputProblem {
  const end = endOfNumber(inspection.text, at);
  const code = checkNumber(inspection.text.slice(at, end));
  return code === undefined ? end : refuse(inspection, code);
}

function refuse(inspection: Inspection, code: InputProblem["code"]): InputProblem {
  return inputProblem(
    code,
    inspection.frames.map((frame) => frame.key),
  );
}

/**
 * The cheap check: false means that the text may hold something to refuse, and `inspectJson` decides.
 * It skips strings by search, and counts keys, of which the parsed value must have as many.
 */
export function looksClean(text: string, value: unknown, limits: FullInputLimits): boolean {
  // An escape can hide anything; the names are rare enough to be looked for in values too.
  if (text.includes("\\u") || suspiciousNames.some((name) => text.includes(name))) return false;
  if (!text.isWellFormed()) return false;
  const keys = countKeys(text, limits);
  return keys !== undefined && keys <= limits.maxKeys && keys === countMembers(value);
}

const suspiciousNames = ["__proto__", "constructor", "prototype", "hasOwnProperty", "toString"];

/** How many keys are written in the text; undefined when depth or a number needs a closer look. */
function countKeys(text: string, limits: FullInputLimits): number | undefined {
  let keys = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = endOfString(text, at) - 1;
    else if (unit === colon) keys += 1;
    else if (isNumberStart(unit)) {
      const end = endOfNumber(text, at);
      if (!isPlainNumber(text, at, end)) return undefined;
      at = end - 1;
    } else depth += depthChange(unit);
    if (depth > limits.maxDepth) return undefined;
  }
  return keys;
}

function depthChange(unit: number): number {
  if (unit === openObject || unit === openList) return 1;
  return unit === closeObject || unit === closeList ? -1 : 0;
}

/** Short, without exponent and no negative zero: such a number is kept as it is. */
function isPlainNumber(text: string, at: number, end: number): boolean {
  if (end - at > 15 || (text[at] === "-" && text[at + 1] === "0")) return false;
  for (let index = at; index < end; index += 1) {
    if ((text.charCodeAt(index) | 32) === 101) return false;
  }
  return true;
}

function countMembers(root: unknown): number {
  const open: unknown[] = [root];
  let count = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const members: unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (members !== value) count += members.length;
    for (const member of members) {
      if (typeof member === "object" && member !== null) open.push(member);
    }
  }
  return count;
}

/** Where the string that begins at `at` ends, its closing quote included. */
function endOfString(text: string, at: number): number {
  let end = text.indexOf('"', at + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text.charCodeAt(start - 1) === 92) start -= 1;
  return (at - start) % 2 === 1;
}

function isNumberStart(unit: number): boolean {
  return unit === 45 || (unit >= 48 && unit <= 57);
}

/** Numbers hold digits, signs, a point and an exponent's letter, and end before anything else. */
function endOfNumber(text: string, at: number): number {
  let end = at + 1;
  for (let unit = text.charCodeAt(end); isNumberUnit(unit); unit = text.charCodeAt(end)) end += 1;
  return end;
}

function isNumberUnit(unit: number): boolean {
  return (
    (unit >= 48 && unit <= 57) || unit === 46 || unit === 43 || unit === 45 || (unit | 32) === 101
  );
}
