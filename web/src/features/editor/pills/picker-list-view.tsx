import type { PickerRow, PickerRows } from "./picker-list.ts";

export interface PickerListProps {
  readonly id: string;
  readonly sections: readonly PickerRows[];
  /** Counted over all sections. */
  readonly active: number;
  readonly onChoose: (row: PickerRow) => void;
  readonly empty: string;
}

/** The lines themselves; the search field above says which one is at hand. */
export function PickerList({ id, sections, active, onChoose, empty }: PickerListProps) {
  const starts = sections.map((_, index) =>
    sections.slice(0, index).reduce((sum, section) => sum + section.rows.length, 0),
  );
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select cannot show two lines an option
    <div id={`${id}-list`} role="listbox" aria-label="Values" className="field-list" tabIndex={-1}>
      {sections.map((section, index) => (
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- options stand in groups
        <div key={section.title} role="group" aria-label={section.title}>
          {sections.length > 1 && (
            <div className="picker-group" aria-hidden>
              {section.title}
            </div>
          )}
          {section.rows.map((row, place) => (
            <PickerLine
              key={row.kind === "value" ? row.path : row.format.id}
              id={`${id}-${(starts[index] ?? 0) + place}`}
              row={row}
              active={(starts[index] ?? 0) + place === active}
              onChoose={() => onChoose(row)}
            />
          ))}
        </div>
      ))}
      {sections.length === 0 && <p className="field-list-empty">{empty}</p>}
    </div>
  );
}

interface PickerLineProps {
  readonly id: string;
  readonly row: PickerRow;
  readonly active: boolean;
  readonly onChoose: () => void;
}

function PickerLine({ id, row, active, onChoose }: PickerLineProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- keys are the search field's
    <div
      id={id}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as above
      role="option"
      aria-selected={active}
      aria-disabled={row.refused || undefined}
      className="field-option"
      data-misfit={(row.kind === "value" && row.misfit) || undefined}
      onClick={onChoose}
    >
      <span className="field-option-name">
        <span className="wrap-anywhere">{row.label}</span>
        {row.kind === "value" && <span className="value-kind">{row.gives}</span>}
      </span>
      {row.kind === "value" && row.note !== null && (
        <span className="field-option-note">{row.note}</span>
      )}
    </div>
  );
}
