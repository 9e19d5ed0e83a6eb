import { getRecentFailures, type RouteResponse } from "@formloom/shared/api";
import { useQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { useEditorFacts } from "./editor-facts.ts";

const none: ReadonlyMap<string, number> = new Map();
const refreshMs = 60_000;

/** Here once: another function each time would make another map each time. */
const countsById = ({ items }: RouteResponse<typeof getRecentFailures>) =>
  new Map(items.map(({ nodeId, count }) => [nodeId, count]));

/** How often steps of the live version failed in the last 24 hours, by id; empty until it is known. */
export function useRecentFailures(): ReadonlyMap<string, number> {
  const pipelineId = useEditorFacts(({ pipeline }) => pipeline.id);
  const isLive = useEditorFacts(({ pipeline }) => pipeline.liveVersion !== null);
  const { data } = useQuery({
    queryKey: ["pipelines", pipelineId, "recent-failures"],
    queryFn: ({ signal }) => callRoute(getRecentFailures, { params: { pipelineId }, signal }),
    enabled: isLive,
    select: countsById,
    staleTime: refreshMs,
    refetchInterval: refreshMs,
  });
  return data ?? none;
}
