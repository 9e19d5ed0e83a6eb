import { fail, succeed, type Result } from "../kernel/index.ts";
import { isPrototypeKey, isRecord } from "./plain-object.ts";

/** The greatest number of segments in a path. */
export const maxPathSegments = 32;
/** The greatest list position a path may name, counted from 0. */
export const maxPathIndex = 10_000;

const maxSegmentLength = 200;
const segmentPattern = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*$/u;
const digitsPattern = /^\d+$/;
const indexPattern = /^(?:0|[1-9]\d{0,4})$/;

/** Why a text is no path. */
export interface PathProblem {
  /**
   * `path_empty`: nothing there. `path_segment`: a name has characters that names don't have.
   * `path_reserved`: a name leads to an object's prototype. `path_index`: a number above 10,000.
   * `path_too_long`: more than 32 segments, or a name above 200 characters.
   */
  readonly code: "path_empty" | "path_segment" | "path_reserved" | "path_index" | "path_too_long";
  readonly message: string;
}

/**
 * Reads a dotted path such as `answers.email` or `steps.n1.body.items.0.name` into its segments.
 * A name is made of letters, digits, `_` and `-`; a list position is a plain number up to 10,000.
 */
export function parsePath(text: string): Result<string[], PathProblem> {
  const path = text.trim();
  if (path === "") return refuse("path_empty", "A path is expected, such as answers.email.");
  if (path.length > maxPathSegments * (maxSegmentLength + 1)) return refuseLong();
  const segments = path.split(".");
  if (segments.length > maxPathSegments) return refuseLong();
  for (const segment of segments) {
    const problem = checkSegment(segment);
    if (problem !== undefined) return fail(problem);
  }
  return succeed(segments);
}

/**
 * Follows segments from `scope` down through own properties and list positions only, so that
 * neither a prototype nor `length` is ever reached. Undefined when anything on the way is missing.
 */
export function resolvePath(scope: unknown, segments: readonly string[]): unknown {
  if (segments.length > maxPathSegments) return undefined;
  let value = scope;
  for (const segment of segments) {
    value = ownMember(value, segment);
    if (value === undefined) return undefined;
  }
  return typeof value === "function" ? undefined : value;
}

function ownMember(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return indexPattern.test(name) ? listItem(value, name) : undefined;
  if (!isRecord(value) || isPrototypeKey(name)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function listItem(list: readonly unknown[], name: string): unknown {
  const index = Number(name);
  return index <= maxPathIndex && Object.hasOwn(list, index) ? list[index] : undefined;
}

function checkSegment(segment: string): PathProblem | undefined {
  if (segment.length > maxSegmentLength) {
    return problem("path_too_long", "A name in the path is longer than 200 characters.");
  }
  if (isPrototypeKey(segment)) {
    return problem("path_reserved", `"${segment}" can't be part of a path.`);
  }
  if (!segmentPattern.test(segment)) {
    return problem(
      "path_segment",
      `Names joined by dots are expected, found "${segment.slice(0, 40)}".`,
    );
  }
  if (digitsPattern.test(segment) && Number(segment) > maxPathIndex) {
    return problem("path_index", "A list position of at most 10,000 is expected.");
  }
  return undefined;
}

function problem(code: PathProblem["code"], message: string): PathProblem {
  return { code, message };
}
function refuse(code: PathProblem["code"], message: string): Result<never, PathProblem> {
  return fail(problem(code, message));
}
function refuseLong(): Result<never, PathProblem> {
  return refuse("path_too_long", "A path has at most 32 segments.");
}
