import { Button, Group, Text } from "@mantine/core";

export interface SaveBarProps {
  readonly dirty: boolean;
  readonly busy: boolean;
  readonly onSave: () => void;
  readonly onDiscard: () => void;
}

/** Stays in sight while something is unsaved. */
export function SaveBar({ dirty, busy, onSave, onDiscard }: SaveBarProps) {
  if (!dirty) return null;
  return (
    <Group
      className="surface save-bar"
      justify="space-between"
      p="sm"
      component="section"
      aria-label="Unsaved changes"
    >
      <Text size="sm" fw={600}>
        Not saved yet
      </Text>
      <Group gap="xs">
        <Button variant="default" onClick={onDiscard} disabled={busy}>
          Discard
        </Button>
        <Button onClick={onSave} loading={busy}>
          Save
        </Button>
      </Group>
    </Group>
  );
}
