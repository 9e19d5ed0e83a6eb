import type { Graph, GraphEdge, GraphNode, GraphNote } from "@formloom/shared/graph";
import type { CopiedSteps } from "./copied-steps.ts";
import type { GraphChange, Place } from "./graph-change.ts";
import { ancestorsOf, edgesInto, findNode, openPorts, type NodeTypes } from "./graph-walk.ts";
import { newEdgeId, newNodeId, newNoteId, type Random } from "./new-steps.ts";
import { rebindSteps, stepsUsed } from "./rebind-steps.ts";

/** How far copies stand from what they were made of, in px. */
const offset = 40;

export interface PasteOptions {
  readonly pipelineId: string;
  readonly types: NodeTypes;
  readonly random: Random;
  /** What they follow; null: they stand by themselves. */
  readonly after: Place | null;
}

export type Paste = Extract<GraphChange, { type: "nodesPasted" }>;

/**
 * The change that puts copies into a graph, with ids of their own. References among the copied steps
 * point to the copies. Another automation's steps are not these, though they may have the same ids: what
 * refers to them refers to nothing here, and is shown as broken.
 */
export function pasteOf(graph: Graph, copied: CopiedSteps, options: PasteOptions): Paste {
  const taken = new Set(graph.nodes.map((node) => node.id));
  const ids = new Map<string, string>();
  for (const { id, type } of copied.nodes)
    ids.set(
      id,
      freshId(taken, () => newNodeId(type, options.random)),
    );
  const bound = copied.pipelineId === options.pipelineId ? ids : withForeign(ids, copied, taken);
  const nodes = copied.nodes.map((node) => copyOf(node, bound, options.after === null));
  const edges = copied.edges.flatMap(({ source, target, ...rest }): GraphEdge[] => {
    const [from, to] = [ids.get(source), ids.get(target)];
    if (from === undefined || to === undefined) return [];
    return [{ ...rest, id: newEdgeId(options.random), source: from, target: to }];
  });
  const noteIds = new Set(graph.notes.map((note) => note.id));
  const notes = copied.notes.map((note): GraphNote => ({
    ...note,
    id: freshId(noteIds, () => newNoteId(options.random)),
    position: { x: note.position.x + offset, y: note.position.y + offset },
  }));
  const joint =
    options.after === null ? null : jointAt(graph, { nodes, edges }, options.after, options);
  return {
    type: "nodesPasted",
    nodes,
    edges: [...edges, ...(joint?.added ?? [])],
    notes,
    edgesRemoved: joint?.removed ?? [],
  };
}

/** How many references of pasted steps lead to steps that do not come before them. */
export function brokenReferences(graph: Graph, { nodes }: Pick<Paste, "nodes">): number {
  let broken = 0;
  for (const { id, config } of nodes) {
    const before = new Set(ancestorsOf(graph, id).map((node) => node.id));
    for (const used of stepsUsed(config)) if (!before.has(used)) broken += 1;
  }
  return broken;
}

function withForeign(
  ids: ReadonlyMap<string, string>,
  copied: CopiedSteps,
  taken: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const bound = new Map(ids);
  for (const used of copied.nodes.flatMap((node) => [...stepsUsed(node.config)])) {
    if (!bound.has(used) && taken.has(used)) bound.set(used, nobody(used, taken));
  }
  return bound;
}

/** An id that no step here has. */
function nobody(id: string, taken: ReadonlySet<string>): string {
  let free = `not_here_${id}`;
  while (taken.has(free)) free = `${free}_`;
  return free;
}

function freshId(taken: Set<string>, make: () => string): string {
  let id = make();
  while (taken.has(id)) id = make();
  taken.add(id);
  return id;
}

function copyOf(node: GraphNode, ids: ReadonlyMap<string, string>, isLoose: boolean): GraphNode {
  const { position, ...rest } = structuredClone(node);
  const name = node.name === undefined ? {} : { name: `${node.name} (copy)`.slice(0, 120) };
  const moved =
    position === undefined || !isLoose
      ? {}
      : { position: { x: position.x + offset, y: position.y + offset } };
  return {
    ...rest,
    ...name,
    ...moved,
    config: rebindSteps(rest.config, ids),
    id: ids.get(node.id) ?? node.id,
  };
}

interface Joint {
  readonly added: readonly GraphEdge[];
  readonly removed: readonly string[];
}

type Pasted = Pick<Graph, "nodes" | "edges">;

/** Edges that make the copies follow a place; on an edge they stand in the middle, if they have one way on. */
function jointAt(
  graph: Graph,
  pasted: Pasted,
  after: Place,
  { types, random }: PasteOptions,
): Joint {
  const edge =
    after.kind === "edge" ? graph.edges.find(({ id }) => id === after.edgeId) : undefined;
  const start = after.kind === "port" ? after : edgeStart(edge);
  if (findNode(graph, start.nodeId) === undefined) return { added: [], removed: [] };
  const heads = pasted.nodes.filter((node) => edgesInto(pasted, node.id).length === 0);
  const leads = heads.map(({ id: target }): GraphEdge => {
    const id = newEdgeId(random);
    return { id, source: start.nodeId, sourcePort: start.port, target, targetPort: "in" };
  });
  const ends = endsOf(pasted, types);
  const [end] = ends;
  if (edge === undefined || end === undefined || heads.length + ends.length > 2)
    return { added: leads, removed: [] };
  const onward = { ...edge, id: newEdgeId(random), source: end.nodeId, sourcePort: end.port };
  return { added: [...leads, onward], removed: [edge.id] };
}

function edgeStart(edge: GraphEdge | undefined): {
  readonly nodeId: string;
  readonly port: string;
} {
  return { nodeId: edge?.source ?? "", port: edge?.sourcePort ?? "out" };
}

/** Ways on of the copies that nothing follows. */
function endsOf(pasted: Pasted, types: NodeTypes): { nodeId: string; port: string }[] {
  const graph: Graph = {
    schemaVersion: 1,
    nodes: [...pasted.nodes],
    edges: [...pasted.edges],
    notes: [],
  };
  return graph.nodes.flatMap((node) =>
    openPorts(graph, node, types).map((port) => ({ nodeId: node.id, port: port.id })),
  );
}
