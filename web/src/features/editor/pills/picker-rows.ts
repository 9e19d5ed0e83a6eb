import { fieldKindWords, type FieldKind } from "@formloom/shared/form";
import type { UsableGroup, UsableValue } from "../../../plugins/value-labels.ts";

export const pickerTabs = [
  { id: "answers", label: "Answers" },
  { id: "steps", label: "Earlier steps" },
  { id: "about", label: "This response" },
  { id: "formula", label: "Formula" },
] as const;
export type PickerTab = (typeof pickerTabs)[number]["id"];

/** A value of the list, and why it does not fit where it would go; null when it does. */
export interface PickerRow {
  readonly value: UsableValue;
  readonly misfit: string | null;
}

export interface PickerSection {
  readonly title: string;
  readonly rows: readonly PickerRow[];
}

/** The values of a tab, or of all of them while something is searched for; what fits comes first. */
export function pickerSections(
  groups: readonly UsableGroup[],
  options: {
    readonly tab: PickerTab;
    readonly query: string;
    /** Kinds that fit; undefined: all do. */
    readonly accepts: readonly FieldKind[] | undefined;
  },
): PickerSection[] {
  const needle = needleOf(options.query);
  return groups
    .filter((group) => needle !== "" || group.source === options.tab)
    .map((group) => ({
      title: group.title,
      rows: group.values
        .filter((value) => matches(value, needle))
        .map((value) => ({ value, misfit: misfitOf(value, options.accepts) }))
        .toSorted((one, other) => Number(one.misfit !== null) - Number(other.misfit !== null)),
    }))
    .filter((section) => section.rows.length > 0);
}

/** The value whose path was written out in the search, as in `answers.email }}`. */
export function writtenValue(
  groups: readonly UsableGroup[],
  query: string,
): UsableValue | undefined {
  if (!query.trimEnd().endsWith("}}")) return undefined;
  const path = needleOf(query);
  return groups.flatMap((group) => group.values).find((value) => value.path.toLowerCase() === path);
}

/** Kinds of which the text is used as it is: a mismatch is worth a word, not a refusal. */
export function misfitOf(
  value: UsableValue,
  accepts: readonly FieldKind[] | undefined,
): string | null {
  if (accepts === undefined || accepts.includes(value.kind)) return null;
  const wanted = accepts.map((kind) => fieldKindWords[kind]).join(" or ");
  return `Gives ${fieldKindWords[value.kind]}; ${wanted} goes here`;
}

function needleOf(query: string): string {
  return query.replaceAll(/[{}]/g, "").trim().toLowerCase();
}

function matches(value: UsableValue, needle: string): boolean {
  return value.label.toLowerCase().includes(needle) || value.path.toLowerCase().includes(needle);
}
