import {
  dryRunPipeline,
  getForm,
  getPipeline,
  getTask,
  listResponses,
  listTaskResults,
  listTasks,
  testPipeline,
  type RouteResponse,
} from "@formloom/shared/api";
import type { Graph } from "@formloom/shared/graph";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";

const pollMs = 1_000;
const shownResponses = 100;

/** What is tried on: a past response, or made-up answers. */
export type TrialInput =
  | { readonly responseId: string }
  | { readonly data: Readonly<Record<string, unknown>> };

export const trialPipelineQuery = (pipelineId: string) =>
  queryOptions({
    queryKey: ["pipelines", pipelineId],
    queryFn: ({ signal }) => callRoute(getPipeline, { params: { pipelineId }, signal }),
  });

export const trialFormQuery = (formId: string) =>
  queryOptions({
    queryKey: ["forms", formId],
    queryFn: ({ signal }) => callRoute(getForm, { params: { formId }, signal }),
  });

/** The newest responses, to choose from; with words, those whose answers have them. */
export const trialResponsesQuery = (formId: string, words = "") =>
  queryOptions({
    queryKey: ["forms", formId, "responses", "to-try", words],
    queryFn: ({ signal }) =>
      callRoute(listResponses, {
        params: { formId },
        query: { limit: shownResponses, ...(words !== "" && { q: words }) },
        signal,
      }),
    staleTime: 30_000,
  });

/** What the graph on the screen would do; the last answer stays until the next is there. */
export const previewQuery = (pipelineId: string, graph: Graph, input: TrialInput | null) =>
  queryOptions({
    queryKey: ["pipelines", pipelineId, "preview", graph, input],
    queryFn: async ({ signal }) => {
      const body = { ...input, mode: "preview" as const, graph };
      const answer = await callRoute(testPipeline, { params: { pipelineId }, body, signal });
      if (answer.kind !== "preview") throw new Error("Expected a preview.");
      return answer.trial;
    },
    enabled: input !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 10_000,
    retry: false,
  });

/** A test that really sends something. */
export interface WantedTest {
  readonly graph: Graph;
  readonly input: TrialInput;
  readonly mode: "to-me" | "run";
}

/** Starts a test run, once for a key; its id. */
export async function startTest(
  pipelineId: string,
  { graph, input, mode }: WantedTest,
  idempotencyKey: string,
): Promise<string> {
  const body = { ...input, mode, graph };
  const answer = await callRoute(testPipeline, { params: { pipelineId }, body, idempotencyKey });
  if (answer.kind !== "run") throw new Error("Expected a run.");
  return answer.runId;
}

/** Tries the graph on the newest responses: the result, or a task where that takes longer. */
export function beginDryRun(
  pipelineId: string,
  wanted: { readonly graph: Graph; readonly last: number; readonly compare: boolean },
): Promise<RouteResponse<typeof dryRunPipeline>> {
  const { graph, last, compare } = wanted;
  return callRoute(dryRunPipeline, {
    params: { pipelineId },
    body: { responses: { last }, graph, ...(compare ? { compareWith: "live" as const } : {}) },
  });
}

/** The newest dry run of the automation that became a task. */
export const lastTaskQuery = (pipelineId: string) =>
  queryOptions({
    queryKey: ["pipelines", pipelineId, "tasks"],
    queryFn: async ({ signal }) => {
      const query = { pipelineId, kind: "dry-run" as const, limit: 1 };
      const { items } = await callRoute(listTasks, { query, signal });
      return items[0] ?? null;
    },
    staleTime: 0,
  });

export const taskQuery = (taskId: string) =>
  queryOptions({
    queryKey: ["tasks", taskId],
    queryFn: ({ signal }) => callRoute(getTask, { params: { taskId }, signal }),
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.finishedAt === null ? pollMs : false,
  });

/** Which responses are listed. */
export type Only = "all" | "different" | "failing";

/** `done` is part of the key, so that what is found meanwhile appears. */
export const taskResultsQuery = (taskId: string, only: Only, done: number) =>
  infiniteQueryOptions({
    queryKey: ["tasks", taskId, "results", only, done],
    queryFn: ({ pageParam, signal }) =>
      callRoute(listTaskResults, {
        params: { taskId },
        query: {
          limit: 20,
          ...(only === "all" ? {} : { only }),
          ...(pageParam === "" ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
