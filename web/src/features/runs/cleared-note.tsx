import type { RunView } from "@formloom/shared/api";
import { Group, Text } from "@mantine/core";
import { IconClockX } from "@tabler/icons-react";

export interface ClearedNoteProps {
  readonly run: Pick<RunView, "clearedAt" | "finishedAt">;
}

const dayMs = 86_400_000;
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });
const dayAndYear = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });

/** Says that a step's input and result are not kept any more; nothing while they are. */
export function ClearedNote({ run }: ClearedNoteProps) {
  if (run.clearedAt === null) return null;
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <IconClockX size={18} aria-hidden style={{ flex: "none" }} />
      <Text size="sm">{clearedWords(run.clearedAt, run.finishedAt)}</Text>
    </Group>
  );
}

/** When it was, and how long after the run had ended. */
export function clearedWords(
  clearedAt: string,
  finishedAt: string | null,
  now = new Date(),
): string {
  const cleared = new Date(clearedAt);
  const format = cleared.getFullYear() === now.getFullYear() ? day : dayAndYear;
  const said = `Input and result were cleared on ${format.format(cleared)}`;
  if (finishedAt === null) return `${said}.`;
  const days = Math.floor((cleared.getTime() - new Date(finishedAt).getTime()) / dayMs);
  return `${said}, after ${days === 1 ? "1 day" : `${days} days`}.`;
}
