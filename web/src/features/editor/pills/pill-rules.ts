import type { FieldKind } from "@formloom/shared/form";
import {
  familyOf,
  parseTemplate,
  printValue,
  type ChoiceLabels,
  renderTemplate,
  writePill,
  type Pill,
  type PillFilter,
} from "@formloom/shared/values";

/** What happens when a pill has no value. */
export type EmptyRule =
  | { readonly rule: "blank" | "skip" | "fail" }
  | { readonly rule: "text"; readonly text: string };

/** A way of writing a value, as the menu offers it. */
export interface PillFormat {
  readonly id: string;
  readonly label: string;
  readonly filters: readonly PillFilter[];
}

type Editable = Pick<Pill, "path" | "filters">;

const ruleNames = new Set<string>(["default", "orSkip", "required"]);
const isRule = (filter: PillFilter): boolean => ruleNames.has(filter.name);

const format = (id: string, label: string, ...filters: readonly PillFilter[]): PillFormat => ({
  id,
  label,
  filters,
});
const dated = (id: string, label: string, pattern: string) =>
  format(id, label, { name: "date", args: [pattern] });

export const asItIs = format("as-is", "As it is");

const textFormats = [
  format("upper", "IN CAPITALS", { name: "upper", args: [] }),
  format("lower", "in small letters", { name: "lower", args: [] }),
  format("trim", "Without spaces around it", { name: "trim", args: [] }),
  format("short", "Shortened to 80 letters", { name: "truncate", args: [80] }),
];
const numberFormats = [
  format("number", "With thousands, such as 1,234.5", { name: "number", args: [] }),
  format("number-0", "Rounded, such as 1,235", { name: "number", args: [0] }),
  format("number-2", "Two decimals, such as 1,234.50", { name: "number", args: [2] }),
];
const dateFormats = [
  dated("date-short", "Short, such as 24 Dec 2026", "short"),
  dated("date-long", "Long, such as Thursday, 24 December 2026", "long"),
  dated("date-dots", "Day first, such as 24.12.2026", "dd.MM.yyyy"),
  dated("date-us", "Month first, such as 12/24/2026", "MM/dd/yyyy"),
  dated("date-day", "Day of the week, such as Thursday", "EEEE"),
  dated("date-time", "Time only, such as 14:05", "HH:mm"),
];
const listFormats = [
  format("join-and", "Joined by “and”", { name: "join", args: [" and "] }),
  format("join-lines", "Each on its own line", { name: "join", args: ["\n"] }),
  format("join-semicolon", "Joined by semicolons", { name: "join", args: ["; "] }),
  ...textFormats.slice(0, 2),
];

/** Every way of writing a value but as it is, under the words of the formula list. */
export const formulaGroups: readonly {
  readonly title: string;
  readonly kinds: readonly FieldKind[];
  readonly formats: readonly PillFormat[];
}[] = [
  {
    title: "Text",
    kinds: ["text", "long_text", "email", "phone", "url", "hidden", "choice", "choices"],
    formats: textFormats,
  },
  { title: "Number", kinds: ["number", "rating"], formats: numberFormats },
  { title: "Date", kinds: ["date"], formats: dateFormats },
  { title: "Several choices", kinds: ["choices"], formats: listFormats.slice(0, 3) },
];

/** The ways of writing that fit a kind, as it is first. */
export function formatsFor(kind: FieldKind | undefined): readonly PillFormat[] {
  const family = kind === undefined ? "text" : familyOf(kind);
  const fitting: Partial<Record<typeof family, readonly PillFormat[]>> = {
    text: textFormats,
    number: numberFormats,
    date: dateFormats,
    list: listFormats,
  };
  return [asItIs, ...(fitting[family] ?? [])];
}

/** How a pill writes its value; one that the menu does not know is described and kept. */
export function formatOf({ filters }: Editable, kind: FieldKind | undefined): PillFormat {
  const own = filters.filter((filter) => !isRule(filter));
  const same = formatsFor(kind).find((each) => sameFilters(each.filters, own));
  if (same !== undefined) return same;
  const known = formulaGroups.flatMap((group) => group.formats);
  const words = own.map((filter) => known.find((each) => sameFilters(each.filters, [filter])));
  const label = words.every((each) => each !== undefined)
    ? words.map((each) => each.label).join(", then ")
    : `Your own: ${own.map(filterWords).join(", then ")}`;
  return format("own", label, ...own);
}

/** The pill written another way; what happens when it is empty stays. */
export function withFormat(pill: Editable, chosen: PillFormat): string {
  const filters = [...chosen.filters, ...pill.filters.filter(isRule)];
  return writePill({ path: pill.path, filters });
}

/** The first rule of a pill is the one that decides. */
export function emptyRuleOf({ filters }: Editable): EmptyRule {
  const rule = filters.find(isRule);
  if (rule === undefined) return { rule: "blank" };
  if (rule.name === "default") return { rule: "text", text: printValue(rule.args[0]) };
  return { rule: rule.name === "orSkip" ? "skip" : "fail" };
}

export function withEmptyRule(pill: Editable, rule: EmptyRule): string {
  const kept = pill.filters.filter((filter) => !isRule(filter));
  return writePill({ path: pill.path, filters: [...kept, ...ruleFilters(rule)] });
}

/** The pill of another value; way of writing and rule stay where they fit its kind. */
export function withPath(
  pill: Editable,
  path: string,
  kinds: { readonly from: FieldKind | undefined; readonly to: FieldKind | undefined },
): string {
  const alike =
    kinds.from !== undefined &&
    kinds.to !== undefined &&
    familyOf(kinds.from) === familyOf(kinds.to);
  return writePill({ path, filters: alike ? pill.filters : pill.filters.filter(isRule) });
}

/** A new pill for a setting whose empty values are treated by `rule`. */
export function newPill(path: string, rule: EmptyRule, chosen: PillFormat = asItIs): string {
  return writePill({ path, filters: [...chosen.filters, ...ruleFilters(rule)] });
}

/** The rule in words, to stand after "If it is empty". */
export function emptyRuleWords(rule: EmptyRule): string {
  if (rule.rule === "text") return `write “${rule.text}”`;
  return { blank: "leave it blank", skip: "skip this step", fail: "fail" }[rule.rule];
}

/** How the value at a pill's path would be written; null when there is none to show. */
export function formattedSample(
  pill: Editable,
  chosen: PillFormat,
  sample: {
    readonly scope: unknown;
    readonly timeZone: string;
    readonly choices: ChoiceLabels;
  },
): string | null {
  const source = writePill({ path: pill.path, filters: chosen.filters });
  const read = parseTemplate(source);
  if (!read.ok) return null;
  const { scope, timeZone, choices } = sample;
  const made = renderTemplate(read.value, scope, { timeZone, choices, keepType: false });
  const text = made.ok ? String(made.value) : "";
  return text === "" ? null : text;
}

function ruleFilters(rule: EmptyRule): PillFilter[] {
  if (rule.rule === "blank") return [];
  if (rule.rule === "text") return [{ name: "default", args: [rule.text] }];
  return [{ name: rule.rule === "skip" ? "orSkip" : "required", args: [] }];
}

function sameFilters(one: readonly PillFilter[], other: readonly PillFilter[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function filterWords({ name, args }: PillFilter): string {
  return args.length === 0 ? name : `${name} ${args.map(String).join(", ")}`;
}
