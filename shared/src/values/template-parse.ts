import { fail, succeed, type Result } from "../kernel/index.ts";
import { parsePath } from "./path.ts";
import {
  checkFilter,
  isFilterName,
  type FilterArgument,
  type PillFilter,
} from "./template-filter.ts";
import { exceedsBytes } from "./text-size.ts";

/** The greatest size of a template in bytes of UTF-8: 256 KiB. */
export const maxTemplateBytes = 256 * 1024;

const maxFilters = 20;

/** A place in a template that a value goes to. */
export interface Pill {
  /** The path as written, such as `answers.email`. */
  readonly path: string;
  readonly segments: readonly string[];
  /** Filters and empty rules in the order they apply. */
  readonly filters: readonly PillFilter[];
}

/** A template that was read: literal text and pills in their order. */
export interface Template {
  readonly source: string;
  readonly parts: readonly (string | Pill)[];
}

/** Why a text is no template. */
export interface TemplateProblem {
  /**
   * `template_syntax`: a pill can't be read. `template_path`: its path is none.
   * `template_filter`: a filter is unknown or its setting is wrong.
   * `template_too_large`: more than 256 KiB.
   */
  readonly code: "template_syntax" | "template_path" | "template_filter" | "template_too_large";
  readonly message: string;
  /** Where it is, in UTF-16 units from the start. */
  readonly at: number;
}

type Scan<Value> = Result<{ readonly value: Value; readonly end: number }, TemplateProblem>;

/** Reads a template, without the cache of `parseTemplate`. */
export function scanTemplate(source: string): Result<Template, TemplateProblem> {
  if (exceedsBytes(source, maxTemplateBytes)) {
    return refuse("template_too_large", "A template has at most 256 KiB.", 0);
  }
  const parts: (string | Pill)[] = [];
  let at = 0;
  for (let open = source.indexOf("{{"); open >= 0; open = source.indexOf("{{", at)) {
    if (open > at) parts.push(source.slice(at, open));
    const pill = scanPill(source, open);
    if (!pill.ok) return pill;
    parts.push(pill.value.value);
    at = pill.value.end;
  }
  if (at < source.length) parts.push(source.slice(at));
  return succeed({ source, parts });
}

/**
 * The text with the path of each pill replaced by what `rename` gives for it; everything else stays
 * letter for letter. A text that is no template stays as it is.
 */
export function renamePaths(source: string, rename: (path: string) => string): string {
  const ends: string[] = [];
  let at = 0;
  for (let open = source.indexOf("{{"); open >= 0; open = source.indexOf("{{", at)) {
    const pill = scanPill(source, open);
    if (!pill.ok) return source;
    const { value, end } = pill.value;
    const start = skipSpace(source, open + 2);
    const path = typeof value === "string" ? "" : value.path;
    const renamed = path === "" ? "" : rename(path);
    ends.push(source.slice(at, start), renamed, source.slice(start + path.length, end));
    at = end;
  }
  return ends.join("") + source.slice(at);
}

/** Reads one pill from its `{{`; a quoted text in place of a path stands for itself. */
export function scanPill(source: string, open: number): Scan<string | Pill> {
  const start = skipSpace(source, open + 2);
  if (isQuote(source[start])) return scanQuotedPill(source, open, start);
  const end = endOfWord(source, start);
  const path = source.slice(start, end);
  const segments = parsePath(path);
  if (!segments.ok) {
    const syntax = segments.error.code === "path_segment" || segments.error.code === "path_empty";
    return refuse(syntax ? "template_syntax" : "template_path", segments.error.message, open);
  }
  const filters = scanFilters(source, skipSpace(source, end), open);
  if (!filters.ok) return filters;
  const pill = { path, segments: segments.value, filters: filters.value.value };
  return succeed({ value: pill, end: filters.value.end });
}

function scanQuotedPill(source: string, open: number, start: number): Scan<string> {
  const text = scanQuoted(source, start);
  if (!text.ok) return text;
  const close = skipSpace(source, text.value.end);
  if (!source.startsWith("}}", close)) return refuseUnclosed(open);
  return succeed({ value: text.value.value, end: close + 2 });
}

function scanFilters(source: string, from: number, open: number): Scan<PillFilter[]> {
  const filters: PillFilter[] = [];
  let at = from;
  while (source[at] === "|") {
    const filter = scanFilter(source, skipSpace(source, at + 1));
    if (!filter.ok) return filter;
    filters.push(filter.value.value);
    if (filters.length > maxFilters) {
      return refuse("template_filter", "A pill has at most 20 filters.", at);
    }
    at = skipSpace(source, filter.value.end);
  }
  return source.startsWith("}}", at)
    ? succeed({ value: filters, end: at + 2 })
    : refuseUnclosed(open);
}

function scanFilter(source: string, start: number): Scan<PillFilter> {
  const end = endOfWord(source, start);
  const name = source.slice(start, end);
  if (!isFilterName(name)) {
    return refuse("template_filter", `There is no filter "${name.slice(0, 40)}".`, start);
  }
  const args: FilterArgument[] = [];
  let at = skipSpace(source, end);
  while (source[at] === (args.length === 0 ? ":" : ",")) {
    const arg = scanArgument(source, skipSpace(source, at + 1));
    if (!arg.ok) return arg;
    args.push(arg.value.value);
    at = skipSpace(source, arg.value.end);
  }
  const filter = { name, args };
  const complaint = checkFilter(filter);
  return complaint === undefined
    ? succeed({ value: filter, end: at })
    : refuse("template_filter", `The filter "${name}": ${complaint}.`, start);
}

const numberPattern = /^-?\d{1,15}(?:\.\d{1,15})?$/;
const wordPattern = /^[A-Za-z][A-Za-z0-9_-]*$/;

function scanArgument(source: string, start: number): Scan<FilterArgument> {
  if (isQuote(source[start])) return scanQuoted(source, start);
  const end = endOfWord(source, start);
  const word = source.slice(start, end);
  if (numberPattern.test(word)) return succeed({ value: Number(word), end });
  if (word === "true" || word === "false") return succeed({ value: word === "true", end });
  if (wordPattern.test(word)) return succeed({ value: word, end });
  return refuse("template_syntax", 'A text in quotes or a number is expected after ":".', start);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t" };

function scanQuoted(source: string, start: number): Scan<string> {
  const quote = source[start];
  let text = "";
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at] ?? "";
    if (character === quote) return succeed({ value: text, end: at + 1 });
    if (character === "\\") {
      at += 1;
      const escaped = source[at] ?? "";
      text += escapes[escaped] ?? escaped;
    } else text += character;
  }
  return refuse("template_syntax", "A text in quotes has no end.", start);
}

const wordEnd = /[\s|:,"'{}]/g;
const space = /\s*/y;

function endOfWord(source: string, start: number): number {
  wordEnd.lastIndex = start;
  return wordEnd.exec(source)?.index ?? source.length;
}

function skipSpace(source: string, start: number): number {
  space.lastIndex = start;
  space.exec(source);
  return space.lastIndex;
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'";
}

function refuse(
  code: TemplateProblem["code"],
  message: string,
  at: number,
): Result<never, TemplateProblem> {
  return fail({ code, message, at });
}

function refuseUnclosed(open: number): Result<never, TemplateProblem> {
  return refuse("template_syntax", 'A pill such as {{ answers.name }} has to end in "}}".', open);
}
