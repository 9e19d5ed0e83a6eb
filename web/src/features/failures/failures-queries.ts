import { getRun, listFailedRuns, listFailures } from "@formloom/shared/api";
import { isRunFinished } from "@formloom/shared/run";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";

const readAgainMs = 10_000;
const pollMs = 1_000;

/** What the inbox is narrowed to. */
export interface FailuresFilter {
  readonly formId?: string | undefined;
  readonly pipelineId?: string | undefined;
  readonly state?: "settled" | undefined;
}

export const failuresQuery = (filter: FailuresFilter) =>
  infiniteQueryOptions({
    queryKey: ["failures", "list", filter],
    queryFn: ({ pageParam, signal }) => {
      const set = Object.entries(filter).filter(([, value]) => value !== undefined);
      const cursor = pageParam === "" ? {} : { cursor: pageParam };
      const query = { ...Object.fromEntries(set), ...cursor, limit: 20 };
      return callRoute(listFailures, { query, signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: readAgainMs,
  });

export const failedRunsQuery = (fingerprint: string, state: "open" | "settled") =>
  infiniteQueryOptions({
    queryKey: ["failures", fingerprint, "runs", state],
    queryFn: ({ pageParam, signal }) =>
      callRoute(listFailedRuns, {
        params: { fingerprint },
        query: { state, limit: 20, ...(pageParam === "" ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });

/** A run that is tried before the others, until it has ended. */
export const triedRunQuery = (runId: string) =>
  queryOptions({
    queryKey: ["runs", runId],
    queryFn: ({ signal }) => callRoute(getRun, { params: { runId }, signal }),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isRunFinished(state.data.status) ? false : pollMs,
  });
