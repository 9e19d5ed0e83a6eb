import type { Place } from "./graph-change.ts";

/** What a dragged entry of the picker carries. */
export const stepDragType = "application/x-formloom-step";

/** What is read of the page's elements. */
type Named = Pick<Element, "getAttribute">;
interface Dropped {
  readonly dataset?: DOMStringMap | undefined;
  closest(selector: string): Named | null;
}

/** The edge, open port or lower handle of a card below the pointer; null where there is none. */
export function dropPlace(elements: readonly Dropped[]): Place | null {
  for (const element of elements) {
    const place =
      placeOf(element.dataset ?? {}) ??
      handleOf(element.closest(".react-flow__handle.source")) ??
      edgeOf(element.closest(".react-flow__edge"));
    if (place !== null) return place;
  }
  return null;
}

function placeOf(data: DOMStringMap): Place | null {
  const { edgeId, nodeId, port } = data;
  if (edgeId !== undefined) return { kind: "edge", edgeId };
  return nodeId !== undefined && port !== undefined ? { kind: "port", nodeId, port } : null;
}

function handleOf(handle: Named | null): Place | null {
  const nodeId = handle?.getAttribute("data-nodeid") ?? null;
  const port = handle?.getAttribute("data-handleid") ?? null;
  return nodeId === null || port === null ? null : { kind: "port", nodeId, port };
}

/** The card below the pointer, by its step's id; null where there is none. */
export function dropCard(elements: readonly Dropped[]): string | null {
  for (const element of elements) {
    const id = element.closest(".react-flow__node-step")?.getAttribute("data-id") ?? null;
    if (id !== null) return id;
  }
  return null;
}

function edgeOf(edge: Named | null): Place | null {
  const id = edge?.getAttribute("data-id") ?? null;
  if (id === null) return null;
  const spot = /^to:add:(.+):([^:]+)$/.exec(id);
  if (spot === null) return { kind: "edge", edgeId: id };
  return { kind: "port", nodeId: spot[1] ?? "", port: spot[2] ?? "out" };
}
