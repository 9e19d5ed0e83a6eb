import type { Graph, GraphNode } from "@formloom/shared/graph";
import type { Port } from "@formloom/shared/plugin";
import type { Place } from "./graph-change.ts";
import {
  edgesInto,
  edgesOutOf,
  findNode,
  isTrigger,
  namedPorts,
  openPorts,
  portsOf,
  type NodeTypes,
} from "./graph-walk.ts";

/** One line of the outline, in the order of the sentence. */
export interface OutlineRow {
  readonly nodeId: string;
  /** From 0; a step after the only way on of its parent stands as deep as its parent. */
  readonly depth: number;
  /** Label of the way that leads here, where its parent has several. */
  readonly via: string | null;
  /** Whether nothing leads here. */
  readonly loose: boolean;
}

/**
 * The graph as a list: depth first, ways on in the order of the ports, each step once, at the place
 * where it is met last, so that a merge stands below everything that leads to it. Loose steps follow.
 */
export function outlineRows(graph: Graph, types: NodeTypes): OutlineRow[] {
  const rows: OutlineRow[] = [];
  const seen = new Set<string>();
  const pending = new Map(graph.nodes.map((node) => [node.id, edgesInto(graph, node.id).length]));
  const visit = (node: GraphNode, row: Omit<OutlineRow, "nodeId">): void => {
    if (seen.has(node.id)) return;
    seen.add(node.id);
    rows.push({ nodeId: node.id, ...row });
    for (const way of waysOn(graph, node, types)) {
      const left = (pending.get(way.target) ?? 1) - 1;
      pending.set(way.target, left);
      const child = left <= 0 ? findNode(graph, way.target) : undefined;
      if (child !== undefined)
        visit(child, { depth: row.depth + (way.branches ? 1 : 0), via: way.via, loose: row.loose });
    }
  };
  const starts = graph.nodes.filter((node) => isTrigger(node, types));
  for (const node of starts) visit(node, { depth: 0, via: null, loose: false });
  const heads = graph.nodes.filter((node) => edgesInto(graph, node.id).length === 0);
  for (const node of [...heads, ...graph.nodes]) visit(node, { depth: 0, via: null, loose: true });
  return rows;
}

interface WayOn {
  readonly target: string;
  readonly via: string | null;
  readonly branches: boolean;
}

function waysOn(graph: Graph, node: GraphNode, types: NodeTypes): WayOn[] {
  const edges = edgesOutOf(graph, node.id);
  const ports = portsOf(graph, node, types);
  return ports.flatMap((port) =>
    edges
      .filter((edge) => edge.sourcePort === port.id)
      .map((edge): WayOn => {
        const named =
          port.id === "error" || ports.filter((other) => other.id !== "error").length > 1;
        return {
          target: edge.target,
          via: named ? wayWords(node, port, types) : null,
          branches: named || edges.length > 1,
        };
      }),
  );
}

/** How the outline says which way leads on: "If Big", "Otherwise". */
export function wayWords(node: GraphNode, port: Port, types: NodeTypes): string {
  return namedPorts(node, types).has(port.id) ? `If ${port.label}` : port.label;
}

/** Ways on of a step with several that nothing follows yet. */
export function openWays(graph: Graph, node: GraphNode, types: NodeTypes): Port[] {
  const several = portsOf(graph, node, types).filter((port) => port.id !== "error").length > 1;
  return several ? openPorts(graph, node, types) : [];
}

/** Where a step goes when it is moved one place up or down its chain; null where there is no such place. */
export function neighbourPlace(
  graph: Graph,
  nodeId: string,
  direction: "up" | "down",
): Place | null {
  return direction === "up" ? placeAbove(graph, nodeId) : placeBelow(graph, nodeId);
}

function placeAbove(graph: Graph, nodeId: string): Place | null {
  const [incoming, ...more] = edgesInto(graph, nodeId);
  if (incoming === undefined || more.length > 0) return null;
  const [above, ...others] = edgesInto(graph, incoming.source);
  return above === undefined || others.length > 0 ? null : { kind: "edge", edgeId: above.id };
}

function placeBelow(graph: Graph, nodeId: string): Place | null {
  const [next, ...more] = edgesOutOf(graph, nodeId);
  if (next === undefined || more.length > 0) return null;
  if (edgesInto(graph, next.target).length > 1) return null;
  const after = edgesOutOf(graph, next.target).filter((edge) => edge.sourcePort !== "error");
  const [first, ...rest] = after;
  if (rest.length > 0) return null;
  return first === undefined
    ? { kind: "port", nodeId: next.target, port: "out" }
    : { kind: "edge", edgeId: first.id };
}
