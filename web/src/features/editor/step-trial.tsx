import type { GraphNode } from "@formloom/shared/graph";
import { Text } from "@mantine/core";
import { useKeptTrials } from "../../effects/use-kept-trials.ts";
import { isStale } from "../../store/trial-slice.ts";
import { useAppStore } from "../../store/store.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";

export interface StepTrialProps {
  readonly pipelineId: string;
  readonly node: GraphNode;
}

/** What the step came to when it was last tried; nothing before that. */
export function StepTrial({ pipelineId, node }: StepTrialProps) {
  useKeptTrials(pipelineId);
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
      </Text>
      {isStale(kept, node) && (
        <StatusBadge tone="attention" size="sm">
          Changed since this test
        </StatusBadge>
      )}
    </section>
  );
}
