import type { Graph, GraphEdge, GraphNode } from "@formloom/shared/graph";
import { fail, succeed } from "@formloom/shared/kernel";
import type { ChangeResult, GraphChange, Place } from "./graph-change.ts";
import { edgesInto, edgesOutOf, findNode, reaches } from "./graph-walk.ts";

type Insertion = Pick<
  Extract<GraphChange, { type: "nodeInserted" }>,
  "edgeId" | "node" | "port" | "newEdgeId"
>;

/** Puts a node onto an edge: the edge now ends at it, and a new one goes on by `port`. */
export function insertOnEdge(graph: Graph, change: Insertion): ChangeResult {
  const edge = graph.edges.find((other) => other.id === change.edgeId);
  if (edge === undefined) {
    return fail({ code: "missing", message: "That connection is no longer there." });
  }
  const before: GraphEdge = { ...edge, target: change.node.id, targetPort: "in" };
  const after: GraphEdge = {
    id: change.newEdgeId,
    source: change.node.id,
    sourcePort: change.port,
    target: edge.target,
    targetPort: edge.targetPort,
  };
  const edges = graph.edges.flatMap((other) => (other === edge ? [before, after] : [other]));
  return succeed({ ...graph, nodes: [...graph.nodes, change.node], edges });
}

/**
 * Takes a node out and closes the gap: where one step came before it and its way on was one port,
 * what followed that port now follows the step before.
 */
export function removeNode(graph: Graph, nodeId: string): ChangeResult {
  const node = findNode(graph, nodeId);
  if (node === undefined) return succeed(graph);
  if (node.type === "trigger") {
    return fail({ code: "trigger", message: "The step that starts it all cannot be removed." });
  }
  const [incoming, ...others] = edgesInto(graph, nodeId);
  const onward = others.length === 0 ? onwardEdges(graph, nodeId) : [];
  const edges = graph.edges.flatMap((edge): GraphEdge[] => {
    if (edge.target === nodeId) return [];
    if (edge.source !== nodeId) return [edge];
    if (incoming === undefined || !onward.includes(edge)) return [];
    const rejoined = { ...edge, source: incoming.source, sourcePort: incoming.sourcePort };
    return isThere(graph, rejoined) ? [] : [rejoined];
  });
  return succeed({ ...graph, nodes: graph.nodes.filter((other) => other !== node), edges });
}

/** Takes a node out as `removeNode` does and puts it elsewhere with its settings. */
export function relocateNode(
  graph: Graph,
  change: Extract<GraphChange, { type: "nodeRelocated" }>,
): ChangeResult {
  const node = findNode(graph, change.nodeId);
  if (node === undefined)
    return fail({ code: "missing", message: "That step is no longer there." });
  const ports = new Set(edgesOutOf(graph, node.id).map((edge) => edge.sourcePort));
  if (ports.size > 1) {
    return fail({
      code: "several_ways",
      message: "A step with several ways on cannot be moved; move the steps after it.",
    });
  }
  const without = removeNode(graph, node.id);
  if (!without.ok) return without;
  return placeAt(without.value, { ...node }, change);
}

function placeAt(
  graph: Graph,
  node: GraphNode,
  change: { readonly to: Place; readonly port: string; readonly newEdgeId: string },
): ChangeResult {
  const { position: _auto, ...moved } = node;
  const { to } = change;
  if (to.kind === "edge") {
    return insertOnEdge(graph, {
      edgeId: to.edgeId,
      node: moved,
      port: change.port,
      newEdgeId: change.newEdgeId,
    });
  }
  if (findNode(graph, to.nodeId) === undefined || reaches(graph, node.id, to.nodeId)) {
    return fail({ code: "missing", message: "That place is no longer there." });
  }
  const edge: GraphEdge = {
    id: change.newEdgeId,
    source: to.nodeId,
    sourcePort: to.port,
    target: node.id,
    targetPort: "in",
  };
  return succeed({ ...graph, nodes: [...graph.nodes, moved], edges: [...graph.edges, edge] });
}

/** The edges by which a node goes on, if all leave one port; the error port does not count. */
function onwardEdges(graph: Graph, nodeId: string): GraphEdge[] {
  const edges = edgesOutOf(graph, nodeId).filter((edge) => edge.sourcePort !== "error");
  return new Set(edges.map((edge) => edge.sourcePort)).size === 1 ? edges : [];
}

function isThere(graph: Graph, edge: GraphEdge): boolean {
  return edgesOutOf(graph, edge.source).some(
    (other) => other.target === edge.target && other.sourcePort === edge.sourcePort,
  );
}
