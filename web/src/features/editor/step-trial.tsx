import type { GraphNode } from "@formloom/shared/graph";
import { Text } from "@mantine/core";
import { isStale } from "../../store/trial-slice.ts";
import { useAppStore } from "../../store/store.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";

export interface StepTrialProps {
  readonly pipelineId: string;
  readonly node: GraphNode;
}

/** What the step came to when it was last tried; nothing before that. */
export function StepTrial({ pipelineId, node }: StepTrialProps) {
  const kept = useAppStore((state) =>
    state.trialsOf === pipelineId ? state.keptTrials[node.id] : undefined,
  );
  if (kept === undefined) return null;
  const { trial, label, at } = kept;
  return (
    <section aria-label="Last test">
      <Text size="sm" className="wrap-anywhere">
        {trial.summary}
      </Text>
      <Text size="xs" c="dimmed" className="wrap-anywhere">
        Test with {label}, <RelativeTime at={new Date(at).toISOString()} />
        {isStale(kept, node) && ", changed since"}
      </Text>
    </section>
  );
}
