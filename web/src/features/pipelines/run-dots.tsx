import type { PipelineView } from "@formloom/shared/api";
import { Group, Text, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { counted } from "../../ui/counted.ts";
import { toneLooks, type StatusTone } from "../../ui/status-badge.tsx";

export interface RunDotsProps {
  /** Newest first. */
  readonly runs: PipelineView["lastRuns"];
}

const looks: Readonly<Record<string, { readonly tone: StatusTone; readonly words: string }>> = {
  completed: { tone: "good", words: "completed" },
  failed: { tone: "bad", words: "failed" },
  needs_attention: { tone: "attention", words: "needs attention" },
  cancelled: { tone: "passed-by", words: "cancelled" },
  held: { tone: "held", words: "held" },
  waiting: { tone: "waiting", words: "waiting" },
  running: { tone: "busy", words: "running" },
  queued: { tone: "waiting", words: "queued" },
};
const unknownLook = { tone: "held", words: "in an unknown state" } as const;

/** The last runs as small marks, oldest first; each leads to its run. Shape and colour both tell. */
export function RunDots({ runs }: RunDotsProps) {
  if (runs.length === 0) return null;
  const failed = runs.filter(({ status }) => status === "failed").length;
  return (
    <Group gap={6} mt="xs" className="above-cover">
      {runs.toReversed().map(({ id, status }) => {
        const { tone, words } = looks[status] ?? unknownLook;
        const { icon: Glyph, color } = toneLooks[tone];
        return (
          <Tooltip key={id} label={`Run ${words}`}>
            <Link
              to="/runs/$runId"
              params={{ runId: id }}
              aria-label={`Run ${words}`}
              className="run-dot"
              style={{ backgroundColor: `var(--mantine-color-${color}-6)` }}
            >
              <Glyph size={11} stroke={3} aria-hidden />
            </Link>
          </Tooltip>
        );
      })}
      <Text size="xs" c="dimmed">
        {counted(runs.length, "last run")}
        {failed > 0 ? `, ${failed} failed` : ""}
      </Text>
    </Group>
  );
}
