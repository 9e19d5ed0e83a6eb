import { ActionIcon, Group } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";

export interface EntryRowProps {
  readonly removeLabel: string;
  readonly onRemove: () => void;
  readonly disabled: boolean;
  readonly children: ReactNode;
}

/** One entry of a list, with the button that removes it. */
export function EntryRow({ removeLabel, onRemove, disabled, children }: EntryRowProps) {
  return (
    <Group wrap="nowrap" align="flex-end" gap="xs">
      {children}
      <ActionIcon
        variant="subtle"
        color="gray"
        mb={4}
        disabled={disabled}
        aria-label={removeLabel}
        onClick={onRemove}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
