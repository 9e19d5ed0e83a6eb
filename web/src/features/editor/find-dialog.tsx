import { Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";

export interface FindDialogProps {
  readonly title: string;
  /** Of the search. */
  readonly label: string;
  /** What to say when nothing is called what was searched for. */
  readonly none: string;
  readonly choices: readonly Choice[];
  readonly onClose: () => void;
}

interface Choice {
  readonly key: string;
  readonly words: string;
  readonly choose: () => void;
}

/** How many are listed at once; typing on finds the others. */
const shown = 60;

/** Chooses one of many by a part of its words; Enter takes the first. */
export function FindDialog({ title, label, none, choices, onClose }: FindDialogProps) {
  const [query, setQuery] = useState("");
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = choices.filter((choice) =>
    words.every((word) => choice.words.toLowerCase().includes(word)),
  );
  const take = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    choice.choose();
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          take(found[0]);
        }}
      >
        <TextInput
          label={label}
          data-autofocus
          leftSection={<IconSearch size={16} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </form>
      <Stack gap={2} mt="sm">
        {found.slice(0, shown).map((choice) => (
          <UnstyledButton
            key={choice.key}
            className="picker-choice wrap-anywhere"
            onClick={() => take(choice)}
          >
            {choice.words}
          </UnstyledButton>
        ))}
        {found.length === 0 && (
          <Text size="sm" c="dimmed" p="sm">
            {none}
          </Text>
        )}
        {found.length > shown && (
          <Text size="xs" c="dimmed" p="sm">
            {found.length - shown} more: type a name to find them.
          </Text>
        )}
      </Stack>
    </Dialog>
  );
}
