import { graphLimits, type Graph, type GraphEdge, type GraphNode } from "@formloom/shared/graph";
import { assertNever, fail, succeed } from "@formloom/shared/kernel";
import { edgesInto, edgesOutOf, findNode, reaches } from "./graph-walk.ts";
import type { ChangeResult, GraphChange, Point } from "./graph-change.ts";
import { editNotes, placeNotes, removeNotes, type NoteEdit } from "./note-changes.ts";
import { insertOnEdge, relocateNode, removeNode } from "./graph-surgery.ts";

/** Makes one change. The graph given stays as it was; what did not change is shared with the new one. */
export function applyChange(graph: Graph, change: GraphChange): ChangeResult {
  if ("nodeId" in change && change.type !== "nodeRelocated") return editNode(graph, change);
  const changed =
    change.type === "noteAdded" || change.type === "noteChanged"
      ? succeed(editNotes(graph, change))
      : changeStructure(graph, change);
  return changed.ok ? withinLimits(graph, changed.value) : changed;
}

/** A graph that grew beyond what can be saved is refused; one that was too large may get smaller. */
function withinLimits(before: Graph, after: Graph): ChangeResult {
  for (const kind of ["nodes", "edges", "notes"] as const) {
    const [count, limit] = [after[kind].length, graphLimits[kind]];
    if (count <= limit || count <= before[kind].length) continue;
    const what = { nodes: "steps", edges: "connections", notes: "notes" }[kind];
    const message = `An automation holds at most ${limit.toLocaleString("en-GB")} ${what}. Remove some first, or make a second automation.`;
    return fail({ code: "too_many", message });
  }
  return succeed(after);
}

function changeStructure(
  graph: Graph,
  change: Exclude<GraphChange, NodeEdit | NoteEdit>,
): ChangeResult {
  switch (change.type) {
    case "nodeInserted":
      return insertOnEdge(graph, change);
    case "nodeAppended":
      return appendNode(graph, change);
    case "nodesRemoved":
      return removeNodes(graph, change);
    case "edgeConnected":
      return connect(graph, change.edge, change.targetTakesMany);
    case "edgeRemoved":
      return succeed({ ...graph, edges: graph.edges.filter((edge) => edge.id !== change.edgeId) });
    case "nodeRelocated":
      return relocateNode(graph, change);
    case "nodesPasted":
      return succeed(pasteNodes(graph, change));
    case "graphReplaced":
      return succeed(change.graph);
    case "nodesMoved":
      return succeed(placeNodes(placeNotes(graph, change.notePositions ?? {}), change.positions));
    case "nodesTidied":
      return succeed(placeNodes(graph, null));
    default:
      return assertNever(change);
  }
}

function appendNode(
  graph: Graph,
  change: Extract<GraphChange, { type: "nodeAppended" }>,
): ChangeResult {
  if (findNode(graph, change.source) === undefined) return missing();
  const edge: GraphEdge = {
    id: change.newEdgeId,
    source: change.source,
    sourcePort: change.sourcePort,
    target: change.node.id,
    targetPort: "in",
  };
  return succeed({ ...graph, nodes: [...graph.nodes, change.node], edges: [...graph.edges, edge] });
}

function removeNodes(
  graph: Graph,
  { nodeIds, noteIds = [] }: Extract<GraphChange, { type: "nodesRemoved" }>,
): ChangeResult {
  let next = removeNotes(graph, noteIds);
  for (const nodeId of nodeIds) {
    const removed = removeNode(next, nodeId);
    if (!removed.ok) return removed;
    next = removed.value;
  }
  return succeed(next);
}

function connect(graph: Graph, edge: GraphEdge, targetTakesMany: boolean): ChangeResult {
  const target = findNode(graph, edge.target);
  if (findNode(graph, edge.source) === undefined || target === undefined) return missing();
  if (target.type === "trigger") {
    return fail({
      code: "trigger",
      message: "Nothing can come before the step that starts it all.",
    });
  }
  const twin = edgesOutOf(graph, edge.source).some(
    (other) => other.target === edge.target && other.sourcePort === edge.sourcePort,
  );
  if (twin) return fail({ code: "same_edge", message: "These two steps are connected already." });
  if (reaches(graph, edge.target, edge.source)) {
    return fail({
      code: "cycle",
      message: "This would run in a circle: the step comes before this one.",
    });
  }
  if (!targetTakesMany && edgesInto(graph, edge.target).length > 0) {
    return fail({
      code: "taken",
      message: "That step already follows another one. Remove that connection first.",
    });
  }
  return succeed({ ...graph, edges: [...graph.edges, edge] });
}

function placeNodes(graph: Graph, positions: Readonly<Record<string, Point>> | null): Graph {
  const nodes = graph.nodes.map((node): GraphNode => {
    if (positions === null) {
      const { position: _forgotten, ...rest } = node;
      return node.position === undefined ? node : rest;
    }
    const at = Object.hasOwn(positions, node.id) ? positions[node.id] : undefined;
    return at === undefined
      ? node
      : { ...node, position: { x: Math.round(at.x), y: Math.round(at.y) } };
  });
  return { ...graph, nodes };
}

type NodeEdit = Extract<
  GraphChange,
  { type: "configChanged" | "nodeRenamed" | "settingsChanged" | "connectionChosen" }
>;

function editNode(graph: Graph, change: NodeEdit): ChangeResult {
  const node = findNode(graph, change.nodeId);
  if (node === undefined) return missing();
  const edited = editedNode(node, change);
  const lost = change.type === "configChanged" ? (change.lostPorts ?? []) : [];
  return succeed({
    ...graph,
    nodes: graph.nodes.map((other) => (other === node ? edited : other)),
    edges:
      lost.length === 0
        ? graph.edges
        : graph.edges.filter((edge) => edge.source !== node.id || !lost.includes(edge.sourcePort)),
  });
}

function editedNode(node: GraphNode, change: NodeEdit): GraphNode {
  switch (change.type) {
    case "configChanged":
      return { ...node, config: change.config };
    case "nodeRenamed": {
      const { name: _old, ...rest } = node;
      const name = change.name.slice(0, 120);
      return name.trim() === "" ? rest : { ...rest, name };
    }
    case "settingsChanged": {
      const { settings: _old, ...rest } = node;
      return Object.keys(change.settings).length === 0
        ? rest
        : { ...rest, settings: change.settings };
    }
    case "connectionChosen":
      return { ...node, connectionId: change.connectionId };
    default:
      return assertNever(change);
  }
}

function pasteNodes(
  graph: Graph,
  { nodes, edges, notes, edgesRemoved }: Extract<GraphChange, { type: "nodesPasted" }>,
): Graph {
  const kept =
    edgesRemoved.length === 0
      ? graph.edges
      : graph.edges.filter((edge) => !edgesRemoved.includes(edge.id));
  return {
    ...graph,
    nodes: [...graph.nodes, ...nodes],
    edges: [...kept, ...edges],
    notes: [...graph.notes, ...notes],
  };
}

function missing(): ChangeResult {
  return fail({ code: "missing", message: "That step is no longer there." });
}
