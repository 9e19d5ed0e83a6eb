import {
  checkPipeline,
  getForm,
  listResponses,
  listConnections,
  listVersions,
} from "@formloom/shared/api";
import type { Graph } from "@formloom/shared/graph";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { loadManifests } from "../../plugins/registry.ts";
import { callRoute } from "../../effects/api-client.ts";

export const editorFormQuery = (formId: string) =>
  queryOptions({
    queryKey: ["forms", formId],
    queryFn: ({ signal }) => callRoute(getForm, { params: { formId }, signal }),
  });

const numbers = new WeakMap<Graph, number>();
let lastNumber = 0;

/** Another number for each graph; graphs never change in place. */
export function numberOf(graph: Graph): number {
  const known = numbers.get(graph);
  if (known !== undefined) return known;
  lastNumber += 1;
  numbers.set(graph, lastNumber);
  return lastNumber;
}

/** Problems and sentence of the graph on the screen; the last answer stays until the next is there. */
export const checkQuery = (pipelineId: string, edit: number, graph: Graph) =>
  queryOptions({
    queryKey: ["pipelines", pipelineId, "check", edit, graph],
    // Written out, a large graph would be hashed with every drawing.
    queryKeyHashFn: () => `check ${pipelineId} ${edit} ${numberOf(graph)}`,
    queryFn: ({ signal }) =>
      callRoute(checkPipeline, { params: { pipelineId }, body: { graph }, signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 10_000,
  });

/** What checks graphs in the browser: it arrives after the editor is there, since it is not small. */
export const checkerQuery = queryOptions({
  queryKey: ["checker"],
  queryFn: async () => {
    const [{ checkGraph, needsServer }, manifests] = await Promise.all([
      import("./local-check.ts"),
      loadManifests(),
    ]);
    return { checkGraph, needsServer, manifests };
  },
  staleTime: Infinity,
});

/** The caller's connections of every kind. */
export const connectionsQuery = queryOptions({
  queryKey: ["connections", "all"],
  queryFn: ({ signal }) => callRoute(listConnections, { query: { limit: 200 }, signal }),
});

/** The whole history, newest first. */
export const versionPagesQuery = (pipelineId: string) =>
  infiniteQueryOptions({
    queryKey: ["pipelines", pipelineId, "version-pages"],
    queryFn: ({ pageParam, signal }) =>
      callRoute(listVersions, {
        params: { pipelineId },
        query: { limit: 50, ...(pageParam === "" ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });

export const versionsQuery = (pipelineId: string) =>
  queryOptions({
    queryKey: ["pipelines", pipelineId, "versions"],
    queryFn: ({ signal }) =>
      callRoute(listVersions, { params: { pipelineId }, query: { limit: 20 }, signal }),
  });

export const connectionsOfKindQuery = (kind: string) =>
  queryOptions({
    queryKey: ["connections", "kind", kind],
    queryFn: ({ signal }) => callRoute(listConnections, { query: { kind, limit: 200 }, signal }),
  });

/** How many responses the editor shows values and counts of. */
export const recentResponses = 20;

/** The newest responses, for last answers, counts and previews. */
export const recentResponsesQuery = (formId: string) =>
  queryOptions({
    queryKey: ["forms", formId, "responses", "recent"],
    queryFn: ({ signal }) =>
      callRoute(listResponses, { params: { formId }, query: { limit: recentResponses }, signal }),
    staleTime: 30_000,
  });
