import type { NodeType } from "../plugin/manifest.ts";
import type { Graph, GraphEdge, GraphNode } from "./graph.ts";
import { sortNodes, type Adjacency } from "./topology.ts";

/** A node with what is known of it. */
export interface PlacedNode {
  readonly node: GraphNode;
  /** Undefined where the node's type is not installed. */
  readonly type: NodeType | undefined;
  /** How its owner calls it. */
  readonly name: string;
}

/** An edge whose ends exist and differ. */
export interface LinkedEdge {
  readonly edge: GraphEdge;
  readonly source: number;
  readonly target: number;
}

/** A graph with its nodes by position, made once and read by every check. */
export interface GraphIndex {
  readonly graph: Graph;
  readonly nodes: readonly PlacedNode[];
  /** Position by id; of two nodes with one id the first. */
  readonly positions: ReadonlyMap<string, number>;
  /** Positions of the nodes that start runs. */
  readonly triggers: readonly number[];
  readonly links: readonly LinkedEdge[];
  readonly incoming: readonly (readonly LinkedEdge[])[];
  /** The ways that runs could take; edges into a trigger are none. */
  readonly adjacency: Adjacency;
  /** See {@link sortNodes}. */
  readonly order: readonly number[];
}

/** Reads a graph, whatever state it is in. */
export function indexGraph(graph: Graph, nodeTypes: ReadonlyMap<string, NodeType>): GraphIndex {
  const nodes = graph.nodes.map((node): PlacedNode => {
    const type = nodeTypes.get(node.type);
    return { node, type, name: nameOf(node, type) };
  });
  const positions = new Map<string, number>();
  for (const [position, { node }] of nodes.entries()) {
    if (!positions.has(node.id)) positions.set(node.id, position);
  }
  const triggers = nodes.flatMap((placed, position) => (isTrigger(placed) ? [position] : []));
  const links = linkEdges(graph, positions);
  const incoming = groupByTarget(links, nodes.length);
  const starts = new Set(triggers);
  const adjacency = connect(
    links.filter((link) => !starts.has(link.target)),
    nodes.length,
  );
  const order = sortNodes(adjacency);
  return { graph, nodes, positions, triggers, links, incoming, adjacency, order };
}

/** A node's own name, else that of its type. */
export function nameOf(node: GraphNode, type: NodeType | undefined): string {
  const own = node.name?.trim() ?? "";
  return own === "" ? (type?.name ?? node.type) : own;
}

/** Whether a node starts runs; a trigger whose type is not installed still counts as one. */
export function isTrigger({ node, type }: Pick<PlacedNode, "node" | "type">): boolean {
  return type === undefined ? node.type === "trigger" : type.role === "trigger";
}

function linkEdges(graph: Graph, positions: ReadonlyMap<string, number>): LinkedEdge[] {
  return graph.edges.flatMap((edge) => {
    const source = positions.get(edge.source);
    const target = positions.get(edge.target);
    if (source === undefined || target === undefined || source === target) return [];
    return [{ edge, source, target }];
  });
}

function groupByTarget(links: readonly LinkedEdge[], count: number): LinkedEdge[][] {
  const groups = Array.from({ length: count }, (): LinkedEdge[] => []);
  for (const link of links) groups[link.target]?.push(link);
  return groups;
}

function connect(links: readonly LinkedEdge[], count: number): Adjacency {
  const parents = Array.from({ length: count }, (): number[] => []);
  const children = Array.from({ length: count }, (): number[] => []);
  for (const { source, target } of links) {
    parents[target]?.push(source);
    children[source]?.push(target);
  }
  return { parents, children };
}
