import { CloseButton, Kbd, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useAppStore } from "../../store/store.ts";
import { IconByName } from "../../ui/flow/icon-by-name.tsx";
import { stepDragType } from "./drop-place.ts";
import { addStep } from "./editor-acts.ts";
import { eventsOf, useEditorFacts } from "./editor-facts.ts";
import type { Place } from "./graph-change.ts";
import { nextChoice, searchSteps, type StepChoice } from "./step-search.ts";

/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a searchable list with purposes: no tag draws that */

export interface StepPickerProps {
  readonly place: Place;
}

/** Chooses the kind of a new step: search, arrows and Enter, or click, or drag onto a line. */
export function StepPicker({ place }: StepPickerProps) {
  const { types, connections } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const pickerClosed = useAppStore((state) => state.pickerClosed);
  const [query, setQuery] = useState("");
  const [current, setCurrent] = useState<string | null>(null);
  const listId = useId();
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => search.current?.focus(), []);
  const groups = useMemo(
    () =>
      searchSteps(types.values(), {
        query,
        events: graph === undefined ? [] : eventsOf(graph, types),
        connected: new Set(connections?.map(({ kind }) => kind)),
        used: new Set(graph?.nodes.map(({ type }) => type)),
      }),
    [types, query, graph, connections],
  );
  const active =
    nextChoice(groups, null, 1) === null ? null : (current ?? nextChoice(groups, null, 1));
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") pickerClosed();
    else if (event.key === "Enter" && active !== null) addStep(active, place, types);
    else if (event.key === "ArrowDown") setCurrent(nextChoice(groups, active, 1));
    else if (event.key === "ArrowUp") setCurrent(nextChoice(groups, active, -1));
    else return;
    event.preventDefault();
  };
  return (
    <aside className="editor-side editor-side-left" aria-label="Add a step">
      <div className="editor-side-head">
        <Title order={2} fz="1.05rem">
          Add a step
        </Title>
        <CloseButton aria-label="Close" onClick={pickerClosed} />
      </div>
      <TextInput
        ref={search}
        label="What should happen?"
        placeholder="Search: email, slack, only if…"
        leftSection={<IconSearch size={16} aria-hidden />}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={active === null ? undefined : `${listId}-${active}`}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setCurrent(null);
        }}
        onKeyDown={keys}
      />
      <div
        id={listId}
        role="listbox"
        aria-label="Kinds of steps"
        className="picker-list"
        tabIndex={-1}
      >
        {groups.map((group) => (
          <div key={group.category} role="group" aria-label={group.title}>
            <div className="picker-group" aria-hidden>
              {group.title}
            </div>
            {group.choices.map((choice) => (
              <PickerChoice
                key={choice.type.id}
                id={`${listId}-${choice.type.id}`}
                choice={choice}
                active={choice.type.id === active}
                onPick={() => addStep(choice.type.id, place, types)}
              />
            ))}
          </div>
        ))}
      </div>
      {groups.length === 0 && (
        <Stack gap={4} p="sm">
          <Text size="sm" fw={600}>
            Nothing is called “{query}”
          </Text>
          <Text size="sm" c="dimmed">
            Try a shorter word. Your admin can add more kinds of steps.
          </Text>
        </Stack>
      )}
      <Text size="xs" c="dimmed" className="picker-hint">
        <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> to choose, <Kbd size="xs">Enter</Kbd> to add.
        Or drag one onto a line.
      </Text>
    </aside>
  );
}

interface PickerChoiceProps {
  readonly id: string;
  readonly choice: StepChoice;
  readonly active: boolean;
  readonly onPick: () => void;
}

function PickerChoice({ id, choice: { type, reason }, active, onPick }: PickerChoiceProps) {
  return (
    // The search field has the focus and the keys; this is the mouse's way.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={active}
      aria-disabled={reason !== null}
      className="picker-choice"
      draggable={reason === null}
      onDragStart={(event) => event.dataTransfer.setData(stepDragType, type.id)}
      onClick={() => {
        if (reason === null) onPick();
      }}
    >
      <span className="flow-card-icon" data-hue={type.category}>
        <IconByName name={type.icon} />
      </span>
      <span className="picker-words">
        <span className="picker-name">{type.name}</span>
        <span className="picker-purpose">{reason ?? type.description}</span>
      </span>
    </div>
  );
}
