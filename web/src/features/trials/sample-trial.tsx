import { dryRunPipeline, type ResponseTrial } from "@formloom/shared/api";
import type { Graph } from "@formloom/shared/graph";
import { useQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { QueryGate } from "../../ui/query-gate.tsx";
import { DryRunResult } from "./dry-run-result.tsx";
import "./trials.css";

export interface SampleTrialProps {
  readonly pipelineId: string;
  readonly graph: Graph;
  /** At most 20. */
  readonly responseIds: readonly string[];
  /** Only this step is shown; null: all. */
  readonly onlyNodeId: string | null;
}

/** What a graph would do for some responses, at once. Sends nothing. */
export function SampleTrial({ pipelineId, graph, responseIds, onlyNodeId }: SampleTrialProps) {
  const trial = useQuery({
    queryKey: ["pipelines", pipelineId, "sample", graph, responseIds],
    queryFn: async ({ signal }) => {
      const body = { responses: { ids: [...responseIds] }, graph };
      const answer = await callRoute(dryRunPipeline, { params: { pipelineId }, body, signal });
      if (answer.kind !== "done") throw new Error("Expected an answer at once.");
      return answer;
    },
    staleTime: Infinity,
    gcTime: 10_000,
    retry: false,
  });
  return (
    <QueryGate query={trial} explain={(error) => explainError(error, "It could not be tried.")}>
      {({ summary, responses }) => (
        <DryRunResult
          summary={{ ...summary, steps: summary.steps.filter(isShown(onlyNodeId)) }}
          responses={responses.map((response) => narrowed(response, onlyNodeId))}
        />
      )}
    </QueryGate>
  );
}

const isShown =
  (onlyNodeId: string | null) =>
  ({ nodeId }: { readonly nodeId: string }): boolean =>
    onlyNodeId === null || nodeId === onlyNodeId;

const narrowed = (response: ResponseTrial, onlyNodeId: string | null): ResponseTrial => ({
  ...response,
  draft: { ...response.draft, steps: response.draft.steps.filter(isShown(onlyNodeId)) },
});
