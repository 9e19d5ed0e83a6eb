import { fieldKindWords, type FieldKind } from "@formloom/shared/form";
import { familyOf } from "@formloom/shared/values";
import { valueInWords } from "../../../plugins/sample-scope.ts";
import type { StepScope } from "../step-scope.ts";
import { pickerSections, type PickerTab } from "./picker-rows.ts";
import { formulaGroups, type PillFormat } from "./pill-rules.ts";

/** One line of the list: a value, or a way of writing one. */
export type PickerRow =
  | {
      readonly kind: "value";
      readonly path: string;
      readonly label: string;
      /** The last real answer, or why it does not fit. */
      readonly note: string | null;
      readonly gives: string;
      readonly misfit: boolean;
      /** It could not work here at all. */
      readonly refused: boolean;
    }
  | {
      readonly kind: "formula";
      readonly format: PillFormat;
      readonly label: string;
      readonly refused: false;
    };

export interface PickerRows {
  readonly title: string;
  readonly rows: readonly PickerRow[];
}

/** What the list shows: values of the tab or the search, or the ways of writing one. */
export function pickerRows(
  scope: StepScope,
  options: {
    readonly tab: PickerTab;
    readonly query: string;
    readonly accepts: readonly FieldKind[] | undefined;
    /** The way of writing that was chosen first: its kinds are what fits. */
    readonly formula: PillFormat | null;
  },
): PickerRows[] {
  if (options.tab === "formula" && options.query.trim() === "") return formulaRows();
  const accepts = options.formula === null ? options.accepts : kindsOf(options.formula);
  return pickerSections(scope.groups, { ...options, accepts }).map(({ title, rows }) => ({
    title,
    rows: rows.map(({ value, misfit }): PickerRow => ({
      kind: "value",
      path: value.path,
      label: value.label,
      note: misfit ?? sampleNote(valueInWords(value, scope.sampleScopes[0]), value.path),
      gives: fieldKindWords[value.kind],
      misfit: misfit !== null,
      refused: misfit !== null && (options.formula !== null || !isTextLike(value.kind)),
    })),
  }));
}

function formulaRows(): PickerRows[] {
  return formulaGroups.map(({ title, formats }) => ({
    title,
    rows: formats.map((format): PickerRow => ({
      kind: "formula",
      format,
      label: format.label,
      refused: false,
    })),
  }));
}

function kindsOf(format: PillFormat): readonly FieldKind[] {
  return formulaGroups
    .filter((group) => group.formats.some(({ id }) => id === format.id))
    .flatMap((group) => group.kinds);
}

/** A text may hold what another kind asks for, an address for one; a date or a number never does. */
function isTextLike(kind: FieldKind): boolean {
  return familyOf(kind) === "text" || familyOf(kind) === "list";
}

function sampleNote(words: string | null, path: string): string | null {
  if (words !== null) return `Last: ${words.length > 60 ? `${words.slice(0, 59)}…` : words}`;
  return path.startsWith("answers.") ? "No answer yet" : null;
}
