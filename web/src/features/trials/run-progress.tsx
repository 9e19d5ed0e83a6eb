import { getRun } from "@formloom/shared/api";
import { isRunFinished, type RunStatus } from "@formloom/shared/run";
import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { TextLink } from "../../ui/links.tsx";
import { StatusBadge, type StatusTone } from "../../ui/status-badge.tsx";

export interface RunProgressProps {
  readonly runId: string;
}

const pollMs = 1_000;

const states: Readonly<Record<RunStatus, { readonly tone: StatusTone; readonly words: string }>> = {
  queued: { tone: "busy", words: "Starting" },
  running: { tone: "busy", words: "Running" },
  waiting: { tone: "waiting", words: "Waiting" },
  held: { tone: "held", words: "Held" },
  needs_attention: { tone: "attention", words: "Needs you" },
  completed: { tone: "good", words: "Done" },
  failed: { tone: "bad", words: "Failed" },
  cancelled: { tone: "passed-by", words: "Cancelled" },
};

/** How a test run goes, with the way to its details. */
export function RunProgress({ runId }: RunProgressProps) {
  const { data: run } = useQuery({
    queryKey: ["runs", runId, "test"],
    queryFn: ({ signal }) => callRoute(getRun, { params: { runId }, signal }),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isRunFinished(state.data.status) ? false : pollMs,
  });
  const { tone, words } = states[run?.status ?? "queued"];
  return (
    <Group gap="sm" component="output">
      <Text size="sm">The test run:</Text>
      <StatusBadge tone={tone} size="sm">
        {words}
      </StatusBadge>
      <TextLink to="/runs/$runId" params={{ runId }} size="sm">
        See what it did
      </TextLink>
    </Group>
  );
}
