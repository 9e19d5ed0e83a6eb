import { isRunFinished } from "@formloom/shared/run";
import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { queryClient } from "../../effects/query-client.ts";
import { TextLink } from "../../ui/links.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { triedRunQuery } from "./failures-queries.ts";

export interface TriedRunProps {
  readonly runId: string;
  readonly onWorked: () => void;
}

/** How the one goes that is tried before the others. */
export function TriedRun({ runId, onWorked }: TriedRunProps) {
  const { data: run } = useQuery(triedRunQuery(runId));
  const status = run?.status ?? "queued";
  const told = useEffectEvent(onWorked);
  useEffect(() => {
    if (!isRunFinished(status)) return;
    if (status === "completed") told();
    void queryClient.invalidateQueries({ queryKey: ["failures"] });
  }, [status]);
  const link = (
    <TextLink to="/runs/$runId" params={{ runId }} className="failure-link">
      See the run
    </TextLink>
  );
  if (status === "completed") {
    return (
      <Group gap="xs" component="output">
        <StatusBadge tone="good">It worked</StatusBadge>
        {link}
      </Group>
    );
  }
  if (run !== undefined && (isRunFinished(status) || status === "needs_attention")) {
    return (
      <Group gap="xs" component="output">
        <StatusBadge tone="bad">It failed again</StatusBadge>
        <Text size="sm" className="wrap-anywhere">
          {run.failure?.message}
        </Text>
        {link}
      </Group>
    );
  }
  return (
    <Group gap="xs" component="output">
      <StatusBadge tone={status === "waiting" ? "waiting" : "busy"}>
        {status === "waiting" ? "Waits to be tried again" : "Trying one"}
      </StatusBadge>
      {link}
    </Group>
  );
}
