import { ActionIcon, Box, Group, Switch, Text, TextInput } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronUp,
  IconTrash,
} from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import type { DraftChange, DraftField } from "./field-edits.ts";
import { KindIcon } from "./kind-icon.tsx";
import { kindWords } from "./kind-words.ts";
import { QuestionDetails } from "./question-details.tsx";

export interface QuestionCardProps {
  readonly draft: DraftField;
  /** From 0. */
  readonly place: number;
  readonly count: number;
  readonly opened: boolean;
  readonly onToggle: () => void;
  readonly onChange: (change: DraftChange) => void;
  readonly onMove: (by: number) => void;
  readonly onRemove: () => void;
}

/** One question: its label in place, the rest behind "More". Alt and arrow keys move it. */
export function QuestionCard(props: QuestionCardProps) {
  const { draft, place, opened, onToggle, onChange, onMove } = props;
  const { field } = draft;
  const moveByKey = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    onMove(event.key === "ArrowUp" ? -1 : 1);
  };
  return (
    <Box
      component="li"
      className="surface"
      p="sm"
      style={{ listStyle: "none" }}
      onKeyDown={moveByKey}
    >
      <Group gap="sm" align="flex-end">
        <Group gap="xs" flex="1 1 260px" wrap="nowrap" align="flex-end">
          <Box pb={8} aria-hidden>
            <KindIcon kind={field.kind} />
          </Box>
          <TextInput
            flex={1}
            label={
              <Text span size="xs" c="dimmed">
                Question {place + 1} · {kindWords[field.kind].name}
              </Text>
            }
            value={field.label}
            maxLength={300}
            error={field.label.trim() === "" ? "Give it a label" : undefined}
            onChange={(event) => onChange({ label: event.currentTarget.value })}
          />
        </Group>
        <Group gap="xs" pb={4} justify="space-between">
          {field.kind !== "heading" && field.kind !== "hidden" && (
            <Switch
              label="Required"
              checked={field.required}
              onChange={(event) => onChange({ required: event.currentTarget.checked })}
            />
          )}
          <QuestionButtons {...props} />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${opened ? "Less" : "More"} about question ${place + 1}`}
            aria-expanded={opened}
            onClick={onToggle}
          >
            {opened ? (
              <IconChevronUp size={18} aria-hidden />
            ) : (
              <IconChevronDown size={18} aria-hidden />
            )}
          </ActionIcon>
        </Group>
      </Group>
      {opened && <QuestionDetails field={field} onChange={onChange} />}
    </Box>
  );
}

function QuestionButtons({ place, count, onMove, onRemove }: QuestionCardProps) {
  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={place === 0}
        aria-label={`Move question ${place + 1} up`}
        onClick={() => onMove(-1)}
      >
        <IconArrowUp size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={place === count - 1}
        aria-label={`Move question ${place + 1} down`}
        onClick={() => onMove(1)}
      >
        <IconArrowDown size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Remove question ${place + 1}`}
        onClick={onRemove}
      >
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
