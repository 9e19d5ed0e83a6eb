import { listPlugins } from "@formloom/shared/api";
import type { NodeType } from "@formloom/shared/plugin";
import { queryOptions } from "@tanstack/react-query";
import { callRoute } from "../effects/api-client.ts";

/** Node types by id. They change only when the server starts anew. */
export const nodeTypesQuery = queryOptions({
  queryKey: ["plugins"],
  queryFn: async ({ signal }): Promise<ReadonlyMap<string, NodeType>> => {
    const { items } = await callRoute(listPlugins, { signal });
    return new Map(items.map((type) => [type.id, type]));
  },
  staleTime: 300_000,
});
