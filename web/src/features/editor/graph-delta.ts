import {
  graphEdgeSchema,
  graphNodeSchema,
  graphNoteSchema,
  type Graph,
} from "@formloom/shared/graph";
import { z } from "zod";

const idsSchema = z.array(z.string());

/** What turns one graph into another: only what differs. */
export const graphDeltaSchema = z.strictObject({
  nodes: listDeltaOf(graphNodeSchema),
  edges: listDeltaOf(graphEdgeSchema),
  notes: listDeltaOf(graphNoteSchema),
});
export type GraphDelta = z.infer<typeof graphDeltaSchema>;

function listDeltaOf<Item extends z.ZodType>(item: Item) {
  return z
    .strictObject({
      /** New and changed ones. */
      put: z.array(item),
      gone: idsSchema,
      /** All ids in their order, where it is not that of before with the new ones last. */
      order: idsSchema.optional(),
    })
    .optional();
}

interface ListDelta<Item> {
  readonly put: Item[];
  readonly gone: string[];
  readonly order?: string[] | undefined;
}

/** What differs; items count as the same when they are the same object, as edits leave them. */
export function graphDelta(from: Graph, to: Graph): GraphDelta {
  return {
    nodes: listDelta(from.nodes, to.nodes),
    edges: listDelta(from.edges, to.edges),
    notes: listDelta(from.notes, to.notes),
  };
}

/** The other graph again. What did not change is shared. */
export function withDelta(graph: Graph, delta: GraphDelta): Graph {
  return {
    schemaVersion: 1,
    nodes: withListDelta(graph.nodes, delta.nodes),
    edges: withListDelta(graph.edges, delta.edges),
    notes: withListDelta(graph.notes, delta.notes),
  };
}

function listDelta<Item extends { readonly id: string }>(
  from: readonly Item[],
  to: readonly Item[],
): ListDelta<Item> | undefined {
  if (from === to) return undefined;
  const before = new Map(from.map((item) => [item.id, item]));
  const after = new Set(to.map((item) => item.id));
  const put = to.filter((item) => before.get(item.id) !== item);
  const gone = from.flatMap(({ id }) => (after.has(id) ? [] : [id]));
  const order = to.map((item) => item.id);
  const plain = withListDelta(from, { put, gone }).every((item, at) => item.id === order[at]);
  return plain ? { put, gone } : { put, gone, order };
}

function withListDelta<Item extends { readonly id: string }>(
  list: readonly Item[],
  delta: ListDelta<Item> | undefined,
): Item[] {
  if (delta === undefined) return [...list];
  const gone = new Set(delta.gone);
  const items = new Map(list.flatMap((item) => (gone.has(item.id) ? [] : [[item.id, item]])));
  for (const item of delta.put) items.set(item.id, item);
  if (delta.order === undefined) return [...items.values()];
  return delta.order.flatMap((id) => items.get(id) ?? []);
}
