import { listPluginOptions, testPlugin } from "@formloom/shared/api";
import type { NodeType } from "@formloom/shared/plugin";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import { createRequestRate } from "../http/request-rate.ts";
import type { StepCredentials } from "../pipeline/ports.ts";
import { askOptions, createOptionsCache } from "./ask-options.ts";
import type { ConnectionRouteDeps } from "./connection-deps.ts";
import { createConnectionKinds } from "./connection-kinds.ts";
import { readSettings, tryConnection } from "./test-connection.ts";

/** Questions that go to a service, for each person. */
const askRate = { limit: 30, windowMs: 60_000 };

/** What node types ask of their services for whoever edits a step: drop-downs, and whether all is well. */
export function pluginServiceRoutes(routeDeps: ConnectionRouteDeps): BoundRoute[] {
  const deps = { ...routeDeps, kindOf: createConnectionKinds(routeDeps.nodeTypes) };
  const rate = createRequestRate(askRate);
  const cache = createOptionsCache(Date.now);
  const limit = (userId: string): void => {
    const waitMs = rate.take(userId, Date.now());
    if (waitMs === 0) return;
    const retryAfterS = Math.ceil(waitMs / 1_000);
    throw new Refusal("rate_limited", "The service was asked often: wait a little.", {
      retryAfterS,
    });
  };
  return [
    route(listPluginOptions, async ({ caller, params, body }) => {
      const nodeType = findType(deps.nodeTypes, params.pluginId);
      if (!nodeType.options.includes(params.name)) throw notFound();
      const { connectionId, config, q } = body;
      const connection = await ownConnection(deps, { nodeType, connectionId, ownerId: caller.id });
      const key = JSON.stringify([caller.id, params, connectionId, config, q]);
      const items = await cache.get(key, () => {
        limit(caller.id);
        const question = { kind: "options", pluginId: nodeType.id, name: params.name } as const;
        return askOptions(deps, { ...question, connection, config, q });
      });
      return { items: [...items] };
    }),
    route(testPlugin, async ({ caller, params, body }) => {
      const nodeType = findType(deps.nodeTypes, params.pluginId);
      const { connectionId } = body;
      await ownConnection(deps, { nodeType, connectionId, ownerId: caller.id });
      limit(caller.id);
      return tryConnection(deps, { id: connectionId, ownerId: caller.id });
    }),
  ];
}

function findType(nodeTypes: readonly NodeType[], id: string): NodeType {
  const found = nodeTypes.find((nodeType) => nodeType.id === id);
  if (found === undefined) throw notFound();
  return found;
}

/** The caller's connection, of the kind that the node type uses; null where none is named. */
async function ownConnection(
  { prisma, vault }: Pick<ConnectionRouteDeps, "prisma" | "vault">,
  wanted: {
    readonly nodeType: NodeType;
    readonly connectionId: string | undefined;
    readonly ownerId: string;
  },
): Promise<StepCredentials | null> {
  const { nodeType, connectionId: id, ownerId } = wanted;
  if (id === undefined) return null;
  const row = await prisma.connection.findFirst({ where: { id, ownerId } });
  if (row === null || row.kind !== nodeType.connection?.kind) throw notFound();
  const { config, secret } = readSettings({ vault }, row);
  return { kind: row.kind, config: { ...config, ...secret } };
}
