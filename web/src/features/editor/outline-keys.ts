import type { KeyboardEvent } from "react";
import { moveStep, say } from "./editor-acts.ts";
import type { NodeTypes } from "./graph-walk.ts";
import { neighbourPlace } from "./outline-rows.ts";
import { currentGraph } from "./editor-acts.ts";

/** Arrows, Home and End go from row to row; Alt with up and down moves the step itself. */
export function outlineKeys(
  event: KeyboardEvent<HTMLElement>,
  { types, readOnly }: { readonly types: NodeTypes; readonly readOnly: boolean },
): void {
  if (!(event.target instanceof Element) || !event.target.matches(".outline-main")) return;
  const direction = event.key === "ArrowUp" ? "up" : event.key === "ArrowDown" ? "down" : null;
  if (event.altKey) {
    if (direction === null || readOnly) return;
    event.preventDefault();
    moveByKey(event.target, direction, types);
    return;
  }
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(".outline-main")];
  const at = rows.findIndex((row) => row === event.target);
  const target: Readonly<Record<string, HTMLElement | undefined>> = {
    ArrowUp: rows[at - 1],
    ArrowDown: rows[at + 1],
    Home: rows[0],
    End: rows.at(-1),
  };
  if (!Object.hasOwn(target, event.key)) return;
  event.preventDefault();
  target[event.key]?.focus();
}

function moveByKey(row: Element, direction: "up" | "down", types: NodeTypes): void {
  const id = row.closest("[data-step-id]")?.getAttribute("data-step-id") ?? null;
  const graph = currentGraph();
  if (id === null || graph === null) return;
  if (neighbourPlace(graph, id, direction) === null) {
    say(`It cannot go further ${direction}. “Move to” in its menu leads into other ways.`);
    return;
  }
  moveStep(id, direction, types);
  requestAnimationFrame(() => focusRow(id));
}

/** The row is drawn anew at its place. */
function focusRow(id: string): void {
  document.querySelector<HTMLElement>(`[data-step-id="${CSS.escape(id)}"] .outline-main`)?.focus();
}
