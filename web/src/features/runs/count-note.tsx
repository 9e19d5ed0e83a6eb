import { Group, Loader, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { explainError } from "../../effects/explain-error.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import type { ChoiceCount } from "./choice-count.ts";

export interface CountNoteProps {
  readonly count: ChoiceCount;
}

/** Says that runs are being counted, or what is to know of their number. */
export function CountNote({ count }: CountNoteProps) {
  const { error, isCounting, note, countAgain } = count;
  if (error !== null) {
    return (
      <ErrorMessage
        {...explainError(error, "The runs could not be counted.")}
        action={{ label: "Try again", onClick: countAgain }}
      />
    );
  }
  return (
    <output>
      {isCounting && (
        <Group gap="xs">
          <Loader size={16} aria-hidden />
          <Text size="sm">Counting the runs that match…</Text>
        </Group>
      )}
      {note !== null && (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <IconInfoCircle size={18} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
          <Text size="sm" fw={600}>
            {note}
          </Text>
        </Group>
      )}
    </output>
  );
}
