import { CloseButton, TextInput } from "@mantine/core";
import type { FieldKind } from "@formloom/shared/form";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { useStepScope } from "../step-scope.ts";
import { pickerRows, type PickerRow } from "./picker-list.ts";
import { pickerTabs, writtenValue, type PickerTab } from "./picker-rows.ts";
import type { PillFormat } from "./pill-rules.ts";
import { PickerList } from "./picker-list-view.tsx";

export interface FieldPickerProps {
  /** Kinds that fit; undefined: all do. */
  readonly accepts: readonly FieldKind[] | undefined;
  readonly onPick: (path: string, format?: PillFormat) => void;
}

/** The list of everything that a text can hold: search, tabs, arrow keys and Enter. */
export function FieldPicker({ accepts, onPick }: FieldPickerProps) {
  const scope = useStepScope();
  const [tab, setTab] = useState<PickerTab>("answers");
  const [query, setQuery] = useState("");
  const [formula, setFormula] = useState<PillFormat | null>(null);
  const [active, setActive] = useState(0);
  const id = useId();
  const sections = pickerRows(scope, { tab, query, accepts, formula });
  const rows = sections.flatMap((section) => section.rows);
  const at = Math.min(active, Math.max(rows.length - 1, 0));
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [id, at]);
  const show = (change: () => void) => {
    change();
    setActive(0);
  };
  const choose = (row: PickerRow | undefined) => {
    if (row === undefined || row.refused) return;
    if (row.kind === "value") onPick(row.path, formula ?? undefined);
    else show(() => [setFormula(row.format), setQuery(""), setTab("answers")]);
  };
  const keys = (event: KeyboardEvent) => {
    const last = rows.length - 1;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => setActive(at >= last ? 0 : at + 1),
      ArrowUp: () => setActive(at <= 0 ? last : at - 1),
      Enter: () => choose(rows[at]),
      ...(query === "" ? tabKeys(tab, (next) => show(() => setTab(next))) : {}),
    };
    if (!Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    moves[event.key]?.();
  };
  return (
    <div className="field-picker">
      <TextInput
        data-autofocus
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it commands the list below
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={rows.length === 0 ? undefined : `${id}-${at}`}
        aria-label="Search for a value"
        placeholder="Which answer?"
        autoComplete="off"
        value={query}
        onKeyDown={keys}
        onChange={(event) => {
          const next = event.currentTarget.value;
          const written = writtenValue(scope.groups, next);
          if (written === undefined) show(() => setQuery(next));
          else onPick(written.path, formula ?? undefined);
        }}
      />
      <PickerTabs
        tab={tab}
        searching={query.trim() !== ""}
        formula={formula !== null}
        onTab={(next) => show(() => [setTab(next), setQuery("")])}
      />
      {formula !== null && (
        <p className="picker-formula">
          <span>
            Written: <strong>{formula.label}</strong>. Of which value?
          </span>
          <CloseButton
            size="sm"
            aria-label="Without this formula"
            onClick={() => show(() => setFormula(null))}
          />
        </p>
      )}
      <PickerList
        id={id}
        sections={sections}
        active={at}
        onChoose={choose}
        empty={emptyWords(tab, query)}
      />
    </div>
  );
}

interface PickerTabsProps {
  readonly tab: PickerTab;
  readonly searching: boolean;
  readonly formula: boolean;
  readonly onTab: (tab: PickerTab) => void;
}

function PickerTabs({ tab, searching, formula, onTab }: PickerTabsProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would need a visible legend
    <div className="picker-tabs" role="group" aria-label="Which values">
      {pickerTabs
        .filter(({ id }) => id !== "formula" || !formula)
        .map(({ id, label }) => (
          <button
            key={id}
            type="button"
            aria-pressed={tab === id && !searching}
            onClick={() => onTab(id)}
          >
            {label}
          </button>
        ))}
    </div>
  );
}

/** Left and right go through the tabs while there is nothing to move through in the search. */
function tabKeys(tab: PickerTab, onTab: (tab: PickerTab) => void): Record<string, () => void> {
  const at = pickerTabs.findIndex(({ id }) => id === tab);
  const go = (by: number) => () =>
    onTab(pickerTabs[(at + by + pickerTabs.length) % pickerTabs.length]?.id ?? "answers");
  return { ArrowRight: go(1), ArrowLeft: go(-1) };
}

function emptyWords(tab: PickerTab, query: string): string {
  if (query.trim() !== "") return "Nothing is called that.";
  if (tab === "steps") return "No step before this one gives a result that could be used here.";
  return tab === "answers" ? "This form asks no questions yet." : "Nothing to choose here.";
}
