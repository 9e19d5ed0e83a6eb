import {
  getForm,
  getPipeline,
  getRun,
  getRunOutcomes,
  listForms,
  listPipelines,
  listRuns,
  type RunFilter,
  type RunView,
} from "@formloom/shared/api";
import { isRunFinished } from "@formloom/shared/run";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";

type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };
/** What the list is narrowed by, as it stands in the address. */
export type RunsFilter = Loose<RunFilter>;

/** Even with a live stream that drops a hint, an unfinished run is read again this often, in ms. */
const slowPollMs = 15_000;

/** A filter as the API takes it: without what is not set, and no step where its automation is not named. */
export function filterQuery({ nodeId, ...filter }: RunsFilter): RunFilter {
  const withStep = filter.pipelineId === undefined ? filter : { ...filter, nodeId };
  return Object.fromEntries(Object.entries(withStep).filter(([, value]) => value !== undefined));
}

export const runsQuery = (filter: RunsFilter) =>
  infiniteQueryOptions({
    queryKey: ["runs", "list", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...filterQuery(filter),
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

/** An automation that the list is narrowed to: its form, steps and versions. */
export const filterPipelineQuery = (pipelineId: string) =>
  queryOptions({
    queryKey: ["pipelines", pipelineId],
    queryFn: ({ signal }) => callRoute(getPipeline, { params: { pipelineId }, signal }),
    retry: false,
  });

export interface OutcomesWish {
  readonly filter: RunsFilter;
  readonly by: "hour" | "day";
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What became of runs over time. Steps, words and single responses are not heeded. */
export const outcomesQuery = ({ filter, by, from, to }: OutcomesWish) => {
  const { nodeId: _step, q: _words, responseId: _response, ...rest } = filter;
  const query = filterQuery({ ...rest, from, to });
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return queryOptions({
    queryKey: ["runs", "outcomes", by, query],
    queryFn: ({ signal }) =>
      callRoute(getRunOutcomes, { query: { ...query, by, timeZone }, signal }),
    // Hours in place of days would be other bars under the person's hand.
    placeholderData: (before, query) => (query?.queryKey[2] === by ? before : undefined),
  });
};

function isOver(run: RunView | undefined): boolean {
  return run !== undefined && isRunFinished(run.status);
}
