import { ActionIcon, Combobox, Tooltip, useCombobox } from "@mantine/core";
import { IconAt } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { UsableGroup } from "../../plugins/value-labels.ts";

export interface ValuePickerProps {
  /** What the value goes into. */
  readonly label: string;
  readonly groups: readonly UsableGroup[];
  readonly disabled: boolean;
  /** Opened from outside, as by `@`. */
  readonly asked: boolean;
  readonly onPick: (path: string) => void;
  readonly onClose: () => void;
}

const kindWords: Readonly<Record<string, string>> = {
  text: "text",
  long_text: "long text",
  email: "e-mail",
  number: "number",
  choice: "choice",
  choices: "choices",
  date: "date",
  time: "time",
  phone: "phone",
  url: "link",
  boolean: "yes or no",
  rating: "rating",
  file: "file",
  hidden: "hidden",
};

/** The button that inserts an answer or an earlier result, with its searchable list. */
export function ValuePicker({ label, groups, disabled, asked, onPick, onClose }: ValuePickerProps) {
  const [query, setQuery] = useState("");
  const combobox = useCombobox({
    onDropdownOpen: () => combobox.focusSearchInput(),
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setQuery("");
      onClose();
    },
  });
  const { openDropdown } = combobox;
  useEffect(() => {
    if (asked) openDropdown();
    // Opening is an act, not a state to follow: only a new request counts.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [asked]);
  const shown = matching(groups, query);
  return (
    <Combobox
      store={combobox}
      withinPortal
      width={290}
      position="bottom-end"
      onOptionSubmit={(path) => {
        onPick(path);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target withAriaAttributes={false}>
        <Tooltip label="Insert an answer (or type @)">
          <ActionIcon
            variant="subtle"
            disabled={disabled}
            aria-label={`Insert an answer into ${label}`}
            aria-haspopup="listbox"
            aria-expanded={combobox.dropdownOpened}
            onClick={() => combobox.toggleDropdown()}
          >
            <IconAt size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it commands the list below
          role="combobox"
          aria-expanded={combobox.dropdownOpened}
          aria-controls={combobox.listId ?? ""}
          value={query}
          aria-label="Search for a value"
          placeholder="Which answer?"
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            combobox.selectFirstOption();
          }}
        />
        <Combobox.Options aria-label="Values" mah={300} style={{ overflowY: "auto" }}>
          {shown.map((group) => (
            <Combobox.Group key={group.title} label={group.title}>
              {group.values.map((value) => (
                <Combobox.Option key={value.path} value={value.path}>
                  <span className="value-option">
                    <span>{value.label}</span>
                    <span className="value-kind">{kindWords[value.kind] ?? value.kind}</span>
                  </span>
                </Combobox.Option>
              ))}
            </Combobox.Group>
          ))}
          {shown.length === 0 && <Combobox.Empty>Nothing is called that</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function matching(groups: readonly UsableGroup[], query: string): readonly UsableGroup[] {
  const needle = query.trim().toLowerCase();
  if (needle === "") return groups;
  return groups
    .map((group) => ({
      ...group,
      values: group.values.filter((value) => value.label.toLowerCase().includes(needle)),
    }))
    .filter((group) => group.values.length > 0);
}
