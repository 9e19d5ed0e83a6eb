import { checkDatePattern, formatMoment } from "./date-format.ts";
import { printValue } from "./print-value.ts";
import { parseMoment } from "./zoned-time.ts";

/** Every name that may follow `|` in a pill; the last three are empty rules. */
export const filterNames = [
  "upper",
  "lower",
  "trim",
  "date",
  "number",
  "join",
  "truncate",
  "default",
  "orSkip",
  "required",
] as const;

/** The name of a filter or empty rule. */
export type FilterName = (typeof filterNames)[number];

/** One written argument of a filter. */
export type FilterArgument = string | number | boolean;

/** A filter as a pill names it. */
export interface PillFilter {
  readonly name: FilterName;
  readonly args: readonly FilterArgument[];
}

/** What a filter works with, and what it reports back. */
export interface FilterScope {
  readonly timeZone: string;
  /** Characters of text handled so far; rendering stops when they are too many. */
  work: number;
  /** Called when a filter doesn't fit the value and left it as it is. */
  readonly mismatch: (filter: FilterName) => void;
}

const plainDecimal = /^-?\d{1,30}(?:\.\d{1,30})?$/;
const maxFractionDigits = 20;
const maxTruncate = 1_000_000;
const numberFormats = new Map<number, Intl.NumberFormat>();

/** Whether a name is a known filter or empty rule. */
export function isFilterName(name: string): name is FilterName {
  return filterNames.some((known) => known === name);
}

type Check = (args: readonly FilterArgument[]) => string | undefined;

const noArgument: Check = (args) => (args.length === 0 ? undefined : "takes no setting");
const checks: Readonly<Record<FilterName, Check>> = {
  upper: noArgument,
  lower: noArgument,
  trim: noArgument,
  orSkip: noArgument,
  required: noArgument,
  default: (args) => (args.length === 1 ? undefined : 'takes one text, such as default: "none"'),
  join: (args) => (isOptionalText(args) ? undefined : 'takes one text, such as join: ", "'),
  date: (args) => {
    if (!isOptionalText(args)) return 'takes one pattern, such as date: "yyyy-MM-dd"';
    return typeof args[0] === "string" ? checkDatePattern(args[0]) : undefined;
  },
  number: (args) => {
    const fits = args.length === 0 || (args.length === 1 && isWhole(args[0], 0, maxFractionDigits));
    return fits ? undefined : "takes the number of decimals, 0 to 20";
  },
  truncate: (args) => {
    const fits =
      isWhole(args[0], 1, maxTruncate) &&
      (args.length === 1 || (args.length === 2 && typeof args[1] === "string"));
    return fits ? undefined : "takes the greatest number of characters, such as truncate: 80";
  },
};

/** What is wrong with a filter's arguments, as the end of a sentence; undefined when nothing is. */
export function checkFilter(filter: PillFilter): string | undefined {
  return checks[filter.name](filter.args);
}

type Apply = (value: unknown, args: readonly FilterArgument[], scope: FilterScope) => unknown;

const keep: Apply = (value) => value;
const appliers: Readonly<Record<FilterName, Apply>> = {
  upper: (value, _, scope) => mapText(value, scope, (text) => text.toUpperCase()),
  lower: (value, _, scope) => mapText(value, scope, (text) => text.toLowerCase()),
  trim: (value, _, scope) => mapText(value, scope, (text) => text.trim()),
  date: (value, [pattern], scope) => {
    const moment = parseMoment(value, scope.timeZone);
    if (moment === undefined) return unfit("date", value, scope);
    return formatMoment(moment, typeof pattern === "string" ? pattern : undefined, scope.timeZone);
  },
  number: (value, [decimals], scope) => {
    const amount = toAmount(value);
    if (amount === undefined) return unfit("number", value, scope);
    return numberFormat(typeof decimals === "number" ? decimals : -1).format(amount);
  },
  join: (value, [separator = ", "], scope) => {
    if (!Array.isArray(value)) return value;
    const text = value.map((item) => printValue(item)).join(String(separator));
    scope.work += text.length;
    return text;
  },
  truncate: (value, [length, ending = "…"], scope) => {
    const text = printValue(value);
    scope.work += typeof value === "string" ? 0 : text.length;
    return truncate(text, Number(length), String(ending));
  },
  default: keep,
  orSkip: keep,
  required: keep,
};

/** Applies a filter to a value that is not empty. The empty rules leave such a value as it is. */
export function applyFilter(filter: PillFilter, value: unknown, scope: FilterScope): unknown {
  return appliers[filter.name](value, filter.args, scope);
}

function mapText(value: unknown, scope: FilterScope, change: (text: string) => string): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => (typeof item === "string" ? changed(item) : item));
  }
  return changed(printValue(value));

  function changed(text: string): string {
    scope.work += text.length;
    return change(text);
  }
}

function unfit(filter: FilterName, value: unknown, scope: FilterScope): unknown {
  scope.mismatch(filter);
  return value;
}

/** At most `length` characters, the ending included; never half of a surrogate pair. */
function truncate(text: string, length: number, ending: string): string {
  if (text.length <= length || sliceCharacters(text, length) === text) return text;
  const room = length - Array.from(ending).length;
  return room <= 0 ? sliceCharacters(ending, length) : sliceCharacters(text, room) + ending;
}

function sliceCharacters(text: string, count: number): string {
  let end = 0;
  for (let taken = 0; taken < count && end < text.length; taken += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

function toAmount(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && plainDecimal.test(value.trim()) ? Number(value) : undefined;
}

/** Grouped by thousands as in 1,234.5; `decimals` -1 keeps what digits there are. */
function numberFormat(decimals: number): Intl.NumberFormat {
  const known = numberFormats.get(decimals);
  if (known !== undefined) return known;
  const digits =
    decimals < 0
      ? { maximumFractionDigits: maxFractionDigits }
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const made = new Intl.NumberFormat("en-US", digits);
  numberFormats.set(decimals, made);
  return made;
}

function isOptionalText(args: readonly FilterArgument[]): boolean {
  return args.length === 0 || (args.length === 1 && typeof args[0] === "string");
}

function isWhole(value: unknown, min: number, max: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}
