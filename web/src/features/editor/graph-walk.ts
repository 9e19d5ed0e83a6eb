import { outputPorts, type NodeType, type Port } from "@formloom/shared/plugin";
import type { Graph, GraphEdge, GraphNode } from "@formloom/shared/graph";
import { keepMade } from "./keep-made.ts";

/** Node types by their id, as the server lists them. */
export type NodeTypes = ReadonlyMap<string, NodeType>;

/** Graphs never change in place, so each list is read once, however many look something up in it. */
const nodesByList = new WeakMap<readonly GraphNode[], ReadonlyMap<string, GraphNode>>();
const endsByList = new WeakMap<readonly GraphEdge[], EdgeEnds>();
const noEdges: readonly GraphEdge[] = [];

interface EdgeEnds {
  readonly into: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly outOf: ReadonlyMap<string, readonly GraphEdge[]>;
}

export function findNode(graph: Pick<Graph, "nodes">, nodeId: string): GraphNode | undefined {
  let known = nodesByList.get(graph.nodes);
  if (known === undefined) {
    known = new Map(graph.nodes.map((node) => [node.id, node]));
    nodesByList.set(graph.nodes, known);
  }
  return known.get(nodeId);
}

export function edgesInto(graph: Pick<Graph, "edges">, nodeId: string): readonly GraphEdge[] {
  return endsOf(graph.edges).into.get(nodeId) ?? noEdges;
}

export function edgesOutOf(graph: Pick<Graph, "edges">, nodeId: string): readonly GraphEdge[] {
  return endsOf(graph.edges).outOf.get(nodeId) ?? noEdges;
}

function endsOf(edges: readonly GraphEdge[]): EdgeEnds {
  const known = endsByList.get(edges);
  if (known !== undefined) return known;
  const [into, outOf] = [new Map<string, GraphEdge[]>(), new Map<string, GraphEdge[]>()];
  for (const edge of edges) {
    into.set(edge.target, [...(into.get(edge.target) ?? []), edge]);
    outOf.set(edge.source, [...(outOf.get(edge.source) ?? []), edge]);
  }
  const ends = { into, outOf };
  endsByList.set(edges, ends);
  return ends;
}

/** A node's output ports; those its edges use but its type no longer has come last. */
export function portsOf(graph: Graph, node: GraphNode, types: NodeTypes): readonly Port[] {
  const used = edgesOutOf(graph, node.id).map((edge) => edge.sourcePort);
  return keptPorts(node, [types, ...used], () => {
    const type = types.get(node.type);
    const known =
      type === undefined
        ? [{ id: "out", label: "Next" }]
        : [...outputPorts(type.outputs, node.config)];
    const strays = new Set(used.filter((port) => known.every((other) => other.id !== port)));
    return [...known, ...[...strays].map((id) => ({ id, label: id }))];
  });
}

const keptPorts = keepMade<readonly Port[]>();

/** Ports with connections that a node had before and has no longer with these settings. */
export function portsLost(graph: Graph, next: GraphNode, types: NodeTypes): string[] {
  const type = types.get(next.type);
  const before = findNode(graph, next.id);
  if (type === undefined || before === undefined) return [];
  const left = new Set(outputPorts(type.outputs, next.config).map((port) => port.id));
  const used = new Set(edgesOutOf(graph, next.id).map((edge) => edge.sourcePort));
  return outputPorts(type.outputs, before.config)
    .map((port) => port.id)
    .filter((port) => used.has(port) && !left.has(port));
}

/** Ports whose names the owner gave, such as the ways of a branch. */
export function namedPorts(node: GraphNode, types: NodeTypes): ReadonlySet<string> {
  const outputs = types.get(node.type)?.outputs ?? [];
  if (Array.isArray(outputs)) return new Set();
  const rest = new Set(outputs.rest.map((port) => port.id));
  const ids = outputPorts(outputs, node.config).map((port) => port.id);
  return new Set(ids.filter((id) => !rest.has(id)));
}

/** Ports that nothing follows and that ask for a next step; the error port never asks. */
export function openPorts(graph: Graph, node: GraphNode, types: NodeTypes): Port[] {
  const used = new Set(edgesOutOf(graph, node.id).map((edge) => edge.sourcePort));
  return portsOf(graph, node, types).filter((port) => port.id !== "error" && !used.has(port.id));
}

/** Whether a way leads from one node to another, or they are the same. */
export function reaches(graph: Graph, fromId: string, toId: string): boolean {
  const seen = new Set<string>();
  const open = [fromId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === toId) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...edgesOutOf(graph, id).map((edge) => edge.target));
  }
  return false;
}

/** Everything that happens before a node, nearest first; the node itself is not among them. */
export function ancestorsOf(graph: Graph, nodeId: string): GraphNode[] {
  const seen = new Set<string>([nodeId]);
  const found: GraphNode[] = [];
  let level = [nodeId];
  while (level.length > 0) {
    const parents = level.flatMap((id) => edgesInto(graph, id).map((edge) => edge.source));
    level = [...new Set(parents)].filter((id) => !seen.has(id));
    for (const id of level) {
      seen.add(id);
      const node = findNode(graph, id);
      if (node !== undefined) found.push(node);
    }
  }
  return found;
}

/** Where a new incoming edge may start without making a circle; nearest to the top of the list first. */
export function possibleTargets(graph: Graph, sourceId: string, types: NodeTypes): GraphNode[] {
  const before = new Set(ancestorsOf(graph, sourceId));
  return graph.nodes.filter((node) => {
    if (node.id === sourceId || types.get(node.type)?.role === "trigger") return false;
    if (before.has(node)) return false;
    return types.get(node.type)?.role === "merge" || edgesInto(graph, node.id).length === 0;
  });
}

export function triggerOf(graph: Graph, types: NodeTypes): GraphNode | undefined {
  return graph.nodes.find((node) => isTrigger(node, types));
}

export function isTrigger(node: GraphNode, types: NodeTypes): boolean {
  return node.type === "trigger" || types.get(node.type)?.role === "trigger";
}
