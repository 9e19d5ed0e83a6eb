import type { ResponseOutcome } from "@formloom/shared/api";
import { Skeleton } from "@mantine/core";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { outcomeWords } from "./outcome-words.ts";

export interface OutcomeCellProps {
  /** Null: it never ran; undefined: not known yet. */
  readonly outcome: ResponseOutcome | null | undefined;
}

/** What an automation came to for a response. */
export function OutcomeCell({ outcome }: OutcomeCellProps) {
  if (outcome === undefined) return <Skeleton h={18} w={80} radius="xl" />;
  const { tone, text } = outcomeWords(outcome);
  return (
    <StatusBadge tone={tone} size="sm">
      {text}
    </StatusBadge>
  );
}
