import { listPlugins } from "@formloom/shared/api";
import type { NodeType } from "@formloom/shared/plugin";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";

/** What node types there are. */
export function pluginRoutes({
  nodeTypes,
}: {
  readonly nodeTypes: readonly NodeType[];
}): BoundRoute[] {
  return [route(listPlugins, async () => ({ items: [...nodeTypes] }))];
}
