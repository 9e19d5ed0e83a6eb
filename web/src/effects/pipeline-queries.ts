import { getPipeline, getVersion } from "@formloom/shared/api";
import { queryOptions } from "@tanstack/react-query";
import { callRoute } from "./api-client.ts";

/** An automation with its draft. */
export const pipelineQuery = (pipelineId: string) =>
  queryOptions({
    queryKey: ["pipelines", pipelineId],
    queryFn: ({ signal }) => callRoute(getPipeline, { params: { pipelineId }, signal }),
  });

/** A published version with its graph; it never changes. */
export const versionQuery = (pipelineId: string, number: number) =>
  queryOptions({
    queryKey: ["pipelines", pipelineId, "versions", number],
    queryFn: ({ signal }) => callRoute(getVersion, { params: { pipelineId, number }, signal }),
    staleTime: Infinity,
  });
