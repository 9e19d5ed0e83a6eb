import { getRecentFailures } from "@formloom/shared/api";
import { useQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { useEditorFacts } from "./editor-facts.ts";

const none: ReadonlyMap<string, number> = new Map();
const refreshMs = 60_000;

/** How often steps of the live version failed in the last 24 hours, by id; empty until it is known. */
export function useRecentFailures(): ReadonlyMap<string, number> {
  const { pipeline } = useEditorFacts();
  const { data } = useQuery({
    queryKey: ["pipelines", pipeline.id, "recent-failures"],
    queryFn: ({ signal }) =>
      callRoute(getRecentFailures, { params: { pipelineId: pipeline.id }, signal }),
    enabled: pipeline.liveVersion !== null,
    select: ({ items }) => new Map(items.map(({ nodeId, count }) => [nodeId, count])),
    staleTime: refreshMs,
    refetchInterval: refreshMs,
  });
  return data ?? none;
}
