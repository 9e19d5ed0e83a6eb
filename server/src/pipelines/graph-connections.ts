import type { Graph } from "@formloom/shared/graph";
import type { PrismaClient, TransactionClient } from "../db/client.ts";
import { Refusal } from "../http/refusal.ts";

const uuidPattern = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
const maxDepth = 64;

/**
 * Refuses a graph that names another person's connection, wherever the id stands: as a node's
 * connection, or hidden in settings, keys or longer texts. Steps are refused it at run time as well.
 */
export async function checkConnections(
  db: PrismaClient | TransactionClient,
  graph: Graph,
  ownerId: string,
): Promise<void> {
  const ids = new Set<string>();
  collectIds(graph.nodes, ids, 0);
  collectIds(graph.notes, ids, 0);
  if (ids.size === 0) return;
  const found = await db.connection.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, ownerId: true },
  });
  const own = new Set(found.flatMap((row) => (row.ownerId === ownerId ? [row.id] : [])));
  const foreign = new Set(found.flatMap((row) => (row.ownerId === ownerId ? [] : [row.id])));
  const bad = graph.nodes.flatMap((node, index) => {
    const named = node.connectionId;
    const hidden = new Set<string>();
    collectIds(node, hidden, 0);
    const isUnknown = named !== undefined && named !== null && !own.has(named.toLowerCase());
    return isUnknown || [...hidden].some((id) => foreign.has(id)) ? [index] : [];
  });
  const inNotes = bad.length === 0 && foreign.size > 0;
  if (bad.length === 0 && !inNotes) return;
  // Whether an id belongs to somebody else or to nobody is not told apart.
  throw new Refusal(
    "foreign_connection",
    "A step names a connection that its owner does not have.",
    {
      errors: bad.map((index) => ({
        path: `graph.nodes.${index}.connectionId`,
        code: "foreign_connection",
        message: "Choose one of the form owner's connections.",
      })),
    },
  );
}

/** Ids, of whatever, that stand anywhere in settings, in lower case. */
export function idsIn(value: unknown): ReadonlySet<string> {
  const ids = new Set<string>();
  collectIds(value, ids, 0);
  return ids;
}

function collectIds(value: unknown, ids: Set<string>, depth: number): void {
  if (depth > maxDepth) return;
  if (typeof value === "string") {
    for (const id of value.match(uuidPattern) ?? []) ids.add(id.toLowerCase());
  } else if (Array.isArray(value)) {
    for (const item of value) collectIds(item, ids, depth + 1);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      collectIds(key, ids, depth + 1);
      collectIds(item, ids, depth + 1);
    }
  }
}
