import type { Point } from "./graph-change.ts";

/** What can be asked of the picture from outside of it. */
export interface CanvasView {
  readonly fit: () => void;
  readonly actualSize: () => void;
  /** Brings a step into view and gives it the focus. */
  readonly reveal: (nodeId: string) => void;
  readonly positionOf: (nodeId: string) => Point | undefined;
  /** Near the middle of what is seen, beside what stands there. */
  readonly freePlace: () => Point;
}

let current: CanvasView | null = null;

/** The picture that is shown; null while the outline is. */
export function canvasView(): CanvasView | null {
  return current;
}

/** Called by the picture while it stands; gives back how to take it away. */
export function showCanvasView(view: CanvasView): () => void {
  current = view;
  return () => {
    if (current === view) current = null;
  };
}
