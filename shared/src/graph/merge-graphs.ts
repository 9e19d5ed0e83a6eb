import { sameJson } from "../kernel/same-json.ts";
import type { NodeType } from "../plugin/manifest.ts";
import type { Graph, GraphEdge, GraphNode } from "./graph.ts";
import { indexGraph } from "./graph-index.ts";
import { findCycles } from "./topology.ts";

/** Which of two drafts counts for a step that both changed. */
export type MergeSide = "mine" | "theirs";

/** A step that two people changed in different ways. */
export interface MergeConflict {
  readonly nodeId: string;
  /** `removed`: one took it out, the other changed it. `moved`: only what it follows differs. */
  readonly kind: "changed" | "removed" | "moved";
}

export interface GraphMerge {
  /** Conflicts that nobody decided stand as in mine. */
  readonly graph: Graph;
  /** Every conflict, decided or not, in the order of the steps. */
  readonly conflicts: readonly MergeConflict[];
}

interface MergeFacts {
  readonly nodeTypes: ReadonlyMap<string, NodeType>;
  /** Decisions by node id. */
  readonly choices?: ReadonlyMap<string, MergeSide>;
}

interface Merging {
  readonly base: Graph;
  readonly mine: Graph;
  readonly theirs: Graph;
  readonly choices: ReadonlyMap<string, MergeSide>;
  readonly conflicts: Map<string, MergeConflict["kind"]>;
  readonly nodeTypes: ReadonlyMap<string, NodeType>;
}

/**
 * Joins two drafts that both come from `base`. What one side changed is taken from it: each step with
 * its settings, what each step follows, and each note. Where both changed the same step differently
 * there is a conflict. Places on the canvas never conflict: mine count.
 */
export function mergeGraphs(
  base: Graph,
  sides: { readonly mine: Graph; readonly theirs: Graph },
  { nodeTypes, choices = new Map() }: MergeFacts,
): GraphMerge {
  const merging: Merging = { base, ...sides, choices, nodeTypes, conflicts: new Map() };
  const nodes = mergeNodes(merging);
  const ids = new Set(nodes.map((node) => node.id));
  const edges = uncircled(nodes, mergeEdges(nodes, merging), merging).filter((edge) =>
    ids.has(edge.source),
  );
  const notes = mergeById(base.notes, sides.mine.notes, sides.theirs.notes);
  const graph: Graph = { ...sides.mine, nodes, edges: withOwnIds(edges), notes };
  const known = [...ids, ...base.nodes.map((node) => node.id)];
  const conflicts = [...new Set(known)].flatMap((nodeId) => {
    const kind = merging.conflicts.get(nodeId);
    return kind === undefined ? [] : [{ nodeId, kind }];
  });
  return { graph, conflicts };
}

function mergeNodes(merging: Merging): GraphNode[] {
  const { base, mine, theirs } = merging;
  const ids = idsOf([mine.nodes, theirs.nodes]);
  const [old, ours, others] = [byId(base.nodes), byId(mine.nodes), byId(theirs.nodes)];
  return ids.flatMap((id) => {
    const node = mergeNode(
      id,
      { base: old.get(id), mine: ours.get(id), theirs: others.get(id) },
      merging,
    );
    return node ?? [];
  });
}

interface Three<Value> {
  readonly base: Value | undefined;
  readonly mine: Value | undefined;
  readonly theirs: Value | undefined;
}

function mergeNode(id: string, three: Three<GraphNode>, merging: Merging): GraphNode | undefined {
  const picked = pick({
    base: unplaced(three.base),
    mine: unplaced(three.mine),
    theirs: unplaced(three.theirs),
  });
  const isGone = three.mine === undefined || three.theirs === undefined;
  if (picked === "conflict") merging.conflicts.set(id, isGone ? "removed" : "changed");
  const side = picked === "conflict" ? choiceFor(id, merging) : picked;
  const node = side === "mine" ? three.mine : three.theirs;
  if (node === undefined) return undefined;
  const position = mergedPlace(three);
  const { position: _own, ...rest } = node;
  return position === undefined ? rest : { ...rest, position };
}

/** Mine, unless only they moved the box. */
function mergedPlace({ base, mine, theirs }: Three<GraphNode>): GraphNode["position"] {
  if (mine === undefined) return theirs?.position;
  if (theirs === undefined) return mine.position;
  return sameJson(mine.position, base?.position) ? theirs.position : mine.position;
}

function unplaced(node: GraphNode | undefined): unknown {
  if (node === undefined) return undefined;
  const { position: _place, ...rest } = node;
  return rest;
}

/** What a step follows is one thing, so that two people never give it two ways in unawares. */
function mergeEdges(nodes: readonly GraphNode[], merging: Merging): GraphEdge[] {
  const { base, mine, theirs } = merging;
  const [old, ours, others] = [intoById(base), intoById(mine), intoById(theirs)];
  const [inMine, inTheirs] = [byId(mine.nodes), byId(theirs.nodes)];
  return nodes.flatMap((node): readonly GraphEdge[] => {
    const into = (edges: Map<string, GraphEdge[]>): GraphEdge[] => edges.get(node.id) ?? [];
    if (!inMine.has(node.id)) return into(others);
    if (!inTheirs.has(node.id)) return into(ours);
    return mergeInto(node, { base: into(old), mine: into(ours), theirs: into(others) }, merging);
  });
}

interface ThreeLists {
  readonly base: readonly GraphEdge[];
  readonly mine: readonly GraphEdge[];
  readonly theirs: readonly GraphEdge[];
}

function mergeInto(
  { id, type }: GraphNode,
  three: ThreeLists,
  merging: Merging,
): readonly GraphEdge[] {
  if (merging.nodeTypes.get(type)?.role === "merge") return joinEdges(three);
  const picked = pick({
    base: ways(three.base),
    mine: ways(three.mine),
    theirs: ways(three.theirs),
  });
  if (picked !== "conflict") return three[picked];
  if (!merging.conflicts.has(id)) merging.conflicts.set(id, "moved");
  return three[choiceFor(id, merging)];
}

/** Where several ways may meet, each is taken or left on its own. */
function joinEdges(three: ThreeLists): GraphEdge[] {
  const has = (edges: readonly GraphEdge[], edge: GraphEdge): boolean =>
    edges.some((other) => wayOf(other) === wayOf(edge));
  return [
    ...three.mine.filter((edge) => has(three.theirs, edge) || !has(three.base, edge)),
    ...three.theirs.filter((edge) => !has(three.mine, edge) && !has(three.base, edge)),
  ];
}

/** Two moves that are fine alone can make a circle together: then each moved step of it is a conflict. */
function uncircled(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  merging: Merging,
): readonly GraphEdge[] {
  const { mine, theirs, nodeTypes } = merging;
  const merged: Graph = { ...mine, nodes: [...nodes], edges: [...edges] };
  const circle = circleOf(merged, nodeTypes);
  if (
    circle.size === 0 ||
    circleOf(mine, nodeTypes).size > 0 ||
    circleOf(theirs, nodeTypes).size > 0
  ) {
    return edges;
  }
  const [ours, others] = [intoById(mine), intoById(theirs)];
  return nodes.flatMap(({ id }) => {
    const kept = edges.filter((edge) => edge.target === id);
    const [own, other] = [ours.get(id) ?? [], others.get(id) ?? []];
    if (!circle.has(id) || sameJson(ways(own), ways(other))) return kept;
    if (!merging.conflicts.has(id)) merging.conflicts.set(id, "moved");
    return choiceFor(id, merging) === "mine" ? own : other;
  });
}

function circleOf(graph: Graph, nodeTypes: ReadonlyMap<string, NodeType>): ReadonlySet<string> {
  const { adjacency, order } = indexGraph(graph, nodeTypes);
  const circles = findCycles(adjacency, order).flat();
  return new Set(circles.flatMap((position) => graph.nodes[position]?.id ?? []));
}

function pick({ base, mine, theirs }: Three<unknown>): MergeSide | "conflict" {
  if (sameJson(mine, theirs) || sameJson(theirs, base)) return "mine";
  return sameJson(mine, base) ? "theirs" : "conflict";
}

function choiceFor(id: string, { choices }: Merging): MergeSide {
  return choices.get(id) ?? "mine";
}

/** Things with ids that are taken or left whole; of two changes to one, mine counts. */
function mergeById<Item extends { readonly id: string }>(
  base: readonly Item[],
  mine: readonly Item[],
  theirs: readonly Item[],
): Item[] {
  const [old, ours, others] = [byId(base), byId(mine), byId(theirs)];
  return idsOf([mine, theirs]).flatMap((id) => {
    const three = { base: old.get(id), mine: ours.get(id), theirs: others.get(id) };
    const picked = pick(three);
    return (
      three[picked === "conflict" ? "mine" : picked] ??
      (picked === "conflict" ? (three.theirs ?? []) : [])
    );
  });
}

/** Both sides may have given one id to different edges. */
function withOwnIds(edges: readonly GraphEdge[]): GraphEdge[] {
  const taken = new Set<string>();
  return edges.map((edge) => {
    let id = edge.id;
    for (let at = 2; taken.has(id); at += 1) id = `${edge.id.slice(0, 56)}_${at}`;
    taken.add(id);
    return id === edge.id ? edge : { ...edge, id };
  });
}

function wayOf({ source, sourcePort, targetPort }: GraphEdge): string {
  return `${source} ${sourcePort} ${targetPort}`;
}

function ways(edges: readonly GraphEdge[]): string[] {
  return edges.map(wayOf).toSorted();
}

function intoById({ edges }: Graph): Map<string, GraphEdge[]> {
  const into = new Map<string, GraphEdge[]>();
  for (const edge of edges) into.set(edge.target, [...(into.get(edge.target) ?? []), edge]);
  return into;
}

function byId<Item extends { readonly id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}

function idsOf(lists: readonly (readonly { readonly id: string }[])[]): string[] {
  return [...new Set(lists.flat().map((item) => item.id))];
}
