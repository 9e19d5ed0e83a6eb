import type { Graph, GraphNode } from "@formloom/shared/graph";
import { outputPorts, type NodeType } from "@formloom/shared/plugin";
import type { GraphChange, Place } from "./graph-change.ts";
import { edgesOutOf, findNode } from "./graph-walk.ts";

/** Where new ids get their letters from: numbers in [0, 1). */
export type Random = () => number;

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
const suffixLength = 5;

/** A node of this type as the picker adds it. Its id reads well in a path and is never used again. */
export function newNode(type: NodeType, random: Random): GraphNode {
  return {
    id: newNodeId(type.id, random),
    type: type.id,
    ...(type.version > 1 ? { typeVersion: type.version } : {}),
    config: structuredClone(type.defaults),
  };
}

export function newNodeId(typeId: string, random: Random): string {
  return `${typeId.replaceAll("-", "_")}_${letters(random)}`;
}

export function newEdgeId(random: Random): string {
  return `e_${letters(random)}${letters(random)}`;
}

export function newNoteId(random: Random): string {
  return `note_${letters(random)}${letters(random)}`;
}

/** The port by which a step of this type goes on when it stands in the middle. */
export function mainPort(type: NodeType | undefined, config: unknown): string {
  if (type === undefined) return "out";
  return outputPorts(type.outputs, config).find((port) => port.id !== "error")?.id ?? "out";
}

/** The change that puts a new step in its place. */
export function additionAt(
  place: Place,
  type: NodeType,
  random: Random,
): GraphChange & { readonly node: GraphNode } {
  const node = newNode(type, random);
  const newEdge = newEdgeId(random);
  return place.kind === "edge"
    ? {
        type: "nodeInserted",
        edgeId: place.edgeId,
        node,
        port: mainPort(type, node.config),
        newEdgeId: newEdge,
      }
    : {
        type: "nodeAppended",
        source: place.nodeId,
        sourcePort: place.port,
        node,
        newEdgeId: newEdge,
      };
}

/** The change that puts a copy right after the step it was made of. */
export function duplicationOf(
  graph: Graph,
  nodeId: string,
  options: { readonly type: NodeType | undefined; readonly random: Random },
): (GraphChange & { readonly node: GraphNode }) | null {
  const original = findNode(graph, nodeId);
  if (original === undefined || original.type === "trigger") return null;
  const port = mainPort(options.type, original.config);
  const node = copyOf(original, options.random);
  const newEdge = newEdgeId(options.random);
  const [next] = edgesOutOf(graph, nodeId).filter((edge) => edge.sourcePort === port);
  return next === undefined
    ? { type: "nodeAppended", source: nodeId, sourcePort: port, node, newEdgeId: newEdge }
    : { type: "nodeInserted", edgeId: next.id, node, port, newEdgeId: newEdge };
}

function copyOf(node: GraphNode, random: Random): GraphNode {
  const { position: _auto, ...rest } = structuredClone(node);
  const name = node.name === undefined ? {} : { name: `${node.name} (copy)`.slice(0, 120) };
  return { ...rest, ...name, id: newNodeId(node.type, random) };
}

function letters(random: Random): string {
  return Array.from(
    { length: suffixLength },
    () => alphabet[Math.floor(random() * alphabet.length)] ?? "a",
  ).join("");
}
