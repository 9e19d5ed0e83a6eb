import {
  countBackfill,
  getForm,
  getPipeline,
  getVersion,
  listTasks,
  startBackfill,
  type BackfillFilter,
} from "@formloom/shared/api";
import { queryOptions } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";

/** What a backfill would run over. */
export interface BackfillWish {
  readonly filter: BackfillFilter;
  /** Null: the whole automation. */
  readonly onlyNodeId: string | null;
}

/** The automation with its form and the graph of its live version; null: it has none. */
export const backfillSubjectQuery = (pipelineId: string) =>
  queryOptions({
    queryKey: ["pipelines", pipelineId, "backfill-subject"],
    queryFn: async ({ signal }) => {
      const pipeline = await callRoute(getPipeline, { params: { pipelineId }, signal });
      const { formId, liveVersion: number } = pipeline;
      const [form, version] = await Promise.all([
        callRoute(getForm, { params: { formId }, signal }),
        number === null ? null : callRoute(getVersion, { params: { pipelineId, number }, signal }),
      ]);
      return { pipeline, form, graph: version?.graph ?? null };
    },
  });

/** One that is under way; null: none. */
export const openBackfillQuery = (pipelineId: string) =>
  queryOptions({
    queryKey: ["tasks", "backfill-of", pipelineId],
    queryFn: async ({ signal }) => {
      const query = { pipelineId, kind: "backfill" as const, limit: 1 };
      const { items } = await callRoute(listTasks, { query, signal });
      return items.find(({ finishedAt }) => finishedAt === null) ?? null;
    },
    staleTime: 0,
  });

/** What it would do as of now. */
export const forecastQuery = (pipelineId: string, wish: BackfillWish) =>
  queryOptions({
    queryKey: ["pipelines", pipelineId, "backfill-forecast", wish],
    queryFn: ({ signal }) =>
      callRoute(countBackfill, { params: { pipelineId }, body: bodyOf(wish), signal }),
    staleTime: 0,
    gcTime: 10_000,
    retry: false,
  });

export const beginBackfill = (pipelineId: string, wish: BackfillWish, perMinute: number) =>
  callRoute(startBackfill, { params: { pipelineId }, body: { ...bodyOf(wish), perMinute } });

const bodyOf = ({ filter, onlyNodeId }: BackfillWish) => ({
  filter,
  ...(onlyNodeId === null ? {} : { onlyNodeId }),
});
