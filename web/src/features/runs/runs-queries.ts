import {
  getForm,
  getRun,
  listForms,
  listPipelines,
  listRuns,
  type RunView,
} from "@formloom/shared/api";
import type { FormEventType } from "@formloom/shared/events";
import { isRunFinished, type RunStatus } from "@formloom/shared/run";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";

export interface RunsFilter {
  readonly formId?: string | undefined;
  readonly pipelineId?: string | undefined;
  readonly responseId?: string | undefined;
  readonly status?: RunStatus | undefined;
  readonly event?: FormEventType | undefined;
  /** Words of the answers. */
  readonly q?: string | undefined;
}

/** Even with a live stream that drops a hint, an unfinished run is read again this often, in ms. */
const slowPollMs = 15_000;

export const runsQuery = (filter: RunsFilter) =>
  infiniteQueryOptions({
    queryKey: ["runs", "list", filter],
    queryFn: ({ pageParam, signal }) => {
      const set = Object.entries(filter).filter(([, value]) => value !== undefined);
      const query = {
        ...Object.fromEntries(set),
        limit: 50,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      return callRoute(listRuns, { query, signal });
    },
    initialPageParam: null as string | null, // widened: the first page has no cursor, the others do
    getNextPageParam: (page) => page.nextCursor,
  });

export const runQuery = (runId: string) =>
  queryOptions({
    queryKey: ["runs", runId],
    queryFn: ({ signal }) => callRoute(getRun, { params: { runId }, signal }),
    refetchInterval: (query) => (isOver(query.state.data) ? false : slowPollMs),
  });

export const runFormQuery = (formId: string) =>
  queryOptions({
    queryKey: ["forms", formId],
    queryFn: ({ signal }) => callRoute(getForm, { params: { formId }, signal }),
    retry: false,
  });

export const formChoicesQuery = queryOptions({
  queryKey: ["forms", "choices"],
  queryFn: ({ signal }) => callRoute(listForms, { query: { limit: 200 }, signal }),
});

export const pipelineChoicesQuery = (formId: string) =>
  queryOptions({
    queryKey: ["forms", formId, "pipeline-choices"],
    queryFn: ({ signal }) =>
      callRoute(listPipelines, { params: { formId }, query: { limit: 200 }, signal }),
  });

function isOver(run: RunView | undefined): boolean {
  return run !== undefined && isRunFinished(run.status);
}
