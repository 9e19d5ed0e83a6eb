import type { NodeChange } from "@xyflow/react";
import { noteIdOf } from "./chosen-parts.ts";
import { appState, changeGraph, say } from "./editor-acts.ts";
import type { EditorNode } from "./editor-elements.ts";
import type { Point } from "./graph-change.ts";

/** What has not become part of the draft yet: places while dragging, sizes while resizing. */
export interface Transient {
  readonly position?: Point;
  readonly size?: { readonly width: number; readonly height: number };
}
export type Transients = Readonly<Record<string, Transient>>;
export const noTransients: Transients = {};

/** A drag stays on the canvas until it ends; then it is one change of the draft. */
export function takeChanges(
  changes: readonly NodeChange<EditorNode>[],
  showTransients: (change: (before: Transients) => Transients) => void,
): void {
  const moving: Record<string, Transient> = {};
  const moved: Record<string, Point> = {};
  for (const change of changes) {
    if (change.type === "position" && change.position !== undefined) {
      if (change.dragging === true) moving[change.id] = { position: change.position };
      else moved[change.id] = change.position;
    }
    if (change.type === "dimensions" && change.resizing === true && change.dimensions !== undefined)
      moving[change.id] = { ...moving[change.id], size: change.dimensions };
  }
  takeSelection(changes);
  if (Object.keys(moving).length > 0)
    showTransients((before) => {
      const next = { ...before };
      for (const [id, change] of Object.entries(moving)) next[id] = { ...before[id], ...change };
      return next;
    });
  // A new draft: the canvas draws it, and with it nothing is under way.
  if (Object.keys(moved).length > 0) place(moved);
}

function takeSelection(changes: readonly NodeChange<EditorNode>[]): void {
  const { editor, stepsChosen } = appState();
  const chosen = new Set(editor?.chosen);
  let changed = false;
  for (const change of changes) {
    if (change.type !== "select" || change.id.startsWith("add:")) continue;
    if (chosen.has(change.id) === change.selected) continue;
    changed = true;
    if (change.selected) chosen.add(change.id);
    else chosen.delete(change.id);
  }
  if (changed) stepsChosen([...chosen]);
}

function place(moved: Readonly<Record<string, Point>>): void {
  const entries = Object.entries(moved);
  const notes = entries.flatMap(([key, at]) => {
    const id = noteIdOf(key);
    return id === null ? [] : [[id, at] as const];
  });
  const positions = Object.fromEntries(entries.filter(([key]) => noteIdOf(key) === null));
  changeGraph({ type: "nodesMoved", positions, notePositions: Object.fromEntries(notes) });
  if (entries.length > 1) say(`${entries.length} moved.`);
}

/** The elements with what is chosen and what is under way. */
export function withTransients(
  nodes: readonly EditorNode[],
  chosen: readonly string[],
  transients: Transients,
): EditorNode[] {
  const selected = new Set(chosen);
  return nodes.map((node) => {
    const change = Object.hasOwn(transients, node.id) ? transients[node.id] : undefined;
    if (change === undefined) return selected.has(node.id) ? selectedNode(node) : node;
    const { position = node.position, size } = change;
    return {
      ...node,
      selected: selected.has(node.id),
      position,
      ...(size !== undefined && { ...size, measured: size }),
    };
  });
}

const selectedNodes = new WeakMap<EditorNode, EditorNode>();

/** The same object each time, so that what did not change is not drawn again. */
function selectedNode(node: EditorNode): EditorNode {
  const known = selectedNodes.get(node);
  if (known !== undefined) return known;
  const selected = { ...node, selected: true };
  selectedNodes.set(node, selected);
  return selected;
}
