import type { Graph } from "@formloom/shared/graph";
import { stepName } from "../../plugins/value-labels.ts";
import type { Place } from "./graph-change.ts";
import { edgesOutOf, findNode, portsOf, type NodeTypes } from "./graph-walk.ts";
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
