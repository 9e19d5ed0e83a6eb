import {
  createConnection,
  deleteConnection,
  getConnection,
  listConnections,
  testConnection,
  updateConnection,
  type ConnectionView,
} from "@formloom/shared/api";
import { isRecord } from "@formloom/shared/values";
import type { Connection } from "../db/generated/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { toPage } from "../http/cursor.ts";
import { notFound } from "../http/refusal.ts";
import { addConnection, changeConnection } from "./change-connection.ts";
import type { ConnectionRouteDeps } from "./connection-deps.ts";
import { createConnectionKinds } from "./connection-kinds.ts";
import { tryConnection } from "./test-connection.ts";

export function connectionRoutes(routeDeps: ConnectionRouteDeps): BoundRoute[] {
  const deps = { ...routeDeps, kindOf: createConnectionKinds(routeDeps.nodeTypes) };
  const { prisma, audit } = deps;
  return [
    listRoute(deps),
    route(createConnection, async ({ caller, body }) =>
      presentConnection(await addConnection(deps, caller.id, body)),
    ),
    route(getConnection, async ({ caller, params }) => {
      const where = { id: params.connectionId, ownerId: caller.id };
      const row = await prisma.connection.findFirst({ where });
      if (row === null) throw notFound();
      return presentConnection(row);
    }),
    route(updateConnection, async ({ caller, params, body, ifMatch }) =>
      presentConnection(
        await changeConnection(deps, {
          id: params.connectionId,
          ownerId: caller.id,
          version: ifMatch,
          ...body,
        }),
      ),
    ),
    route(deleteConnection, async ({ caller, params }) => {
      await prisma.$transaction(async (tx) => {
        const id = params.connectionId;
        await tx.connection.deleteMany({ where: { id, ownerId: caller.id } });
        const subject = { subjectType: "connection", subjectId: id };
        await audit.record({ userId: caller.id, action: "connection.deleted", ...subject }, tx);
      });
      return undefined;
    }),
    route(testConnection, async ({ caller, params }) =>
      tryConnection(deps, { id: params.connectionId, ownerId: caller.id }),
    ),
  ];
}

function listRoute({ prisma, cursors }: ConnectionRouteDeps): BoundRoute {
  return route(listConnections, async ({ caller, query }) => {
    const list = `connections ${query.kind ?? ""}`;
    const before = cursors.read(list, query.cursor);
    const rows = await prisma.connection.findMany({
      where: {
        ownerId: caller.id,
        ...(query.kind === undefined ? {} : { kind: query.kind }),
        ...(before === null ? {} : { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: query.limit + 1,
    });
    return toPage(rows, {
      limit: query.limit,
      present: presentConnection,
      cursorOf: (row) => cursors.write(list, row.id),
    });
  });
}

/** Settings without the secret ones, of which is only told that they are there. */
export function presentConnection(row: Connection): ConnectionView {
  return {
    id: row.id,
    ownerId: row.ownerId,
    kind: row.kind,
    name: row.name,
    config: isRecord(row.config) ? row.config : {},
    hasSecret: row.secret.length > 0,
    testedAt: row.testedAt?.toISOString() ?? null,
    testError: row.testError,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
