import { dryRunPipeline, type PipelineView } from "@formloom/shared/api";
import type { Graph } from "@formloom/shared/graph";
import { queryOptions } from "@tanstack/react-query";
import { callRoute } from "../../../effects/api-client.ts";
import { numberOf } from "../editor-queries.ts";

/** Newest responses that a draft is tried on before it is published. */
const triedResponses = 20;

/** What the graph comes to on the newest responses, beside the live version; null: it takes too long. */
export const dryRunQuery = (
  { id, liveVersion }: Pick<PipelineView, "id" | "liveVersion">,
  graph: Graph | null,
) =>
  queryOptions({
    queryKey: ["pipelines", id, "quick-dry-run", liveVersion, graph],
    queryKeyHashFn: () =>
      `quick-dry-run ${id} ${liveVersion} ${graph === null ? "" : numberOf(graph)}`,
    queryFn: async ({ signal }) => {
      if (graph === null) return null;
      const compare = liveVersion === null ? {} : { compareWith: "live" as const };
      const body = { responses: { last: triedResponses }, graph, ...compare };
      const answer = await callRoute(dryRunPipeline, { params: { pipelineId: id }, body, signal });
      return answer.kind === "done" ? answer.summary : null;
    },
    enabled: graph !== null,
    staleTime: 30_000,
    gcTime: 30_000,
    retry: false,
  });
