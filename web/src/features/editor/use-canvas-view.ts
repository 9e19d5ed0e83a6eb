import { noteLimits } from "@formloom/shared/graph";
import { useReactFlow, useStoreApi, type Rect } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { showCanvasView } from "./canvas-view.ts";
import { appState } from "./editor-acts.ts";
import type { Point } from "./graph-change.ts";

const fit = { padding: 0.2, maxZoom: 1, minZoom: 0.4, duration: 250 } as const;
/** A picture of more boxes is not shown whole: the new one is brought into view instead. */
const wholeUpTo = 40;

/** Lets keys, palette and problems move the picture, and keeps what was added in view. */
export function useCanvasView(count: number): void {
  const flow = useReactFlow();
  const store = useStoreApi();
  useEffect(() => {
    const reveal = (nodeId: string) => {
      const node = flow.getInternalNode(nodeId);
      if (node === undefined) return;
      const { x, y } = node.internals.positionAbsolute;
      const { width = 0, height = 0 } = node.measured;
      const zoom = Math.max(flow.getZoom(), 0.6);
      void flow
        .setCenter(x + width / 2, y + height / 2, { zoom, duration: 150 })
        .then(() => requestAnimationFrame(() => focusCard(nodeId)));
    };
    return showCanvasView({
      fit: () => void flow.fitView(fit),
      actualSize: () => void flow.zoomTo(1, { duration: 250 }),
      reveal: (nodeId) => {
        if (isInView(nodeId)) focusCard(nodeId);
        else reveal(nodeId);
      },
      positionOf: (nodeId) => flow.getNode(nodeId)?.position,
      freePlace: () => {
        const { width, height } = store.getState();
        const { x, y, zoom } = flow.getViewport();
        const middle = { x: (width / 2 - x) / zoom - 120, y: (height / 2 - y) / zoom - 70 };
        return beside(middle, (box) => flow.getIntersectingNodes(box).length > 0);
      },
    });
  }, [flow, store]);
  const seen = useRef(count);
  useEffect(() => {
    if (count === seen.current) return;
    seen.current = count;
    if (count <= wholeUpTo) void flow.fitView(fit);
    else showNew();
    function showNew(): void {
      const added = appState().editor?.openStep;
      if (added != null) void flow.fitView({ ...fit, nodes: [{ id: added }], padding: 1 });
    }
  }, [count, flow]);
}

/** The nearest place to the right that nothing stands at. */
function beside(from: Point, isTaken: (box: Rect) => boolean): Point {
  const size = { width: noteLimits.width.usual, height: noteLimits.height.usual };
  let { x } = from;
  while (isTaken({ ...size, x, y: from.y })) x += 40;
  return { x, y: from.y };
}

function cardOf(nodeId: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`);
}

function focusCard(nodeId: string): void {
  cardOf(nodeId)?.focus({ preventScroll: true });
}

function isInView(nodeId: string): boolean {
  const card = cardOf(nodeId)?.getBoundingClientRect();
  const canvas = document.querySelector(".editor-canvas")?.getBoundingClientRect();
  if (card === undefined || canvas === undefined) return false;
  return (
    card.top >= canvas.top &&
    card.bottom <= canvas.bottom &&
    card.left >= canvas.left &&
    card.right <= canvas.right
  );
}
