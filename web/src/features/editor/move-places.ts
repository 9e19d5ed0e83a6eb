import type { Graph } from "@formloom/shared/graph";
import { stepName } from "../../plugins/value-labels.ts";
import type { Place } from "./graph-change.ts";
import { edgesOutOf, findNode, portsOf, possibleTargets, type NodeTypes } from "./graph-walk.ts";
import { outlineRows, wayWords } from "./outline-rows.ts";

export interface MovePlace {
  readonly place: Place;
  /** "After Only if, before Email"; "After Depending on, If Big". */
  readonly words: string;
}

/** Everywhere a step may be moved to, in the outline's order: each way on of each other step. */
export function movePlaces(graph: Graph, nodeId: string, types: NodeTypes): MovePlace[] {
  return outlineRows(graph, types).flatMap(({ nodeId: id }): MovePlace[] => {
    const node = findNode(graph, id);
    if (node === undefined || id === nodeId) return [];
    const ports = portsOf(graph, node, types);
    const several = ports.filter((port) => port.id !== "error").length > 1;
    return ports.flatMap((port): MovePlace[] => {
      const named = several || port.id === "error";
      const way = named
        ? `, ${port.id === "error" ? "if it fails" : wayWords(node, port, types)}`
        : "";
      const words = `After ${stepName(node, types)}${way}`;
      const onward = edgesOutOf(graph, id).filter((edge) => edge.sourcePort === port.id);
      const between = onward.flatMap((edge): MovePlace[] => {
        const next = findNode(graph, edge.target);
        if (next === undefined || edge.target === nodeId) return [];
        const place = { kind: "edge", edgeId: edge.id } as const;
        return [{ place, words: `${words}, before ${stepName(next, types)}` }];
      });
      const isHere = onward.some((edge) => edge.target === nodeId);
      if (between.length > 0 || isHere) return between;
      return [{ place: { kind: "port", nodeId: id, port: port.id }, words }];
    });
  });
}

export interface ConnectPlace {
  readonly target: string;
  readonly sourcePort: string;
  /** "Join"; "Join, Big"; "Join, if it fails". */
  readonly words: string;
}

/** Every step that a new line may lead to from a step, by each of its ways on. */
export function connectPlaces(graph: Graph, nodeId: string, types: NodeTypes): ConnectPlace[] {
  const node = findNode(graph, nodeId);
  if (node === undefined) return [];
  const ports = portsOf(graph, node, types);
  const taken = new Set(edgesOutOf(graph, nodeId).map((edge) => edge.target));
  return possibleTargets(graph, nodeId, types)
    .filter((target) => !taken.has(target.id))
    .flatMap((target) =>
      ports.map((port): ConnectPlace => {
        const way = port.id === "error" ? ", if it fails" : `, ${port.label}`;
        const words = `${stepName(target, types)}${ports.length > 1 ? way : ""}`;
        return { target: target.id, sourcePort: port.id, words };
      }),
    );
}
