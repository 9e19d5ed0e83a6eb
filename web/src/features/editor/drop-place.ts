import type { Place } from "./graph-change.ts";

/** What a dragged entry of the picker carries. */
export const stepDragType = "application/x-formloom-step";

interface Dropped {
  readonly dataset?: DOMStringMap | undefined;
  closest(selector: string): Element | null;
}

/** The edge or open port below the pointer; null where there is neither. */
export function dropPlace(elements: readonly Dropped[]): Place | null {
  for (const element of elements) {
    const place = placeOf(element.dataset ?? {}) ?? edgeOf(element.closest(".react-flow__edge"));
    if (place !== null) return place;
  }
  return null;
}

function placeOf(data: DOMStringMap): Place | null {
  const { edgeId, nodeId, port } = data;
  if (edgeId !== undefined) return { kind: "edge", edgeId };
  return nodeId !== undefined && port !== undefined ? { kind: "port", nodeId, port } : null;
}

function edgeOf(edge: Element | null): Place | null {
  const id = edge?.getAttribute("data-id") ?? null;
  if (id === null) return null;
  const spot = /^to:add:(.+):([^:]+)$/.exec(id);
  if (spot === null) return { kind: "edge", edgeId: id };
  return { kind: "port", nodeId: spot[1] ?? "", port: spot[2] ?? "out" };
}
