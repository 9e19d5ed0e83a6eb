import { useReactFlow, type ReactFlowInstance } from "@xyflow/react";
import type { KeyboardEvent } from "react";
import { useAppStore } from "../../store/store.ts";
import {
  changeGraph,
  deleteSteps,
  duplicateStep,
  openPickerAtEnd,
  pasteSteps,
} from "./editor-acts.ts";
import type { Point } from "./graph-change.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { edgesInto, edgesOutOf, type NodeTypes } from "./graph-walk.ts";
import { keyCommand, type KeyCommand } from "./key-commands.ts";

const nudgePx = 10;
const arrows: Readonly<Record<string, Point>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

/** The keys of the canvas: commands, arrows along the lines, Alt and arrows to nudge. */
export function useEditorKeys(options: {
  readonly edgeId: string | null;
  readonly onEdgeGone: () => void;
}): (event: KeyboardEvent) => void {
  const { types, readOnly } = useEditorFacts();
  const flow = useReactFlow();
  return (event) => {
    if (isTyping(event.target)) return;
    const focused = focusedStep(event.target);
    if (focused !== null && Object.hasOwn(arrows, event.key)) {
      event.preventDefault();
      event.stopPropagation();
      arrowPressed(event, { focused, readOnly, at: flow.getNode(focused)?.position });
      return;
    }
    const command = keyCommand(event);
    if (command === null || !isAllowed(command, { readOnly, target: event.target })) return;
    event.preventDefault();
    const edgeId = focusedEdge(event.target) ?? options.edgeId;
    if (command === "fit" || command === "actualSize") zoom(flow, command);
    else if (command === "delete" && edgeId !== null) {
      changeGraph({ type: "edgeRemoved", edgeId });
      options.onEdgeGone();
    } else act(command, focused, types);
  };
}

const harmless: readonly KeyCommand[] = ["open", "fit", "actualSize", "close", "help"];

function isAllowed(
  command: KeyCommand,
  facts: { readonly readOnly: boolean; readonly target: EventTarget },
): boolean {
  if (command === "open" && isButton(facts.target)) return false;
  return !facts.readOnly || harmless.includes(command);
}

function act(command: KeyCommand, focused: string | null, types: NodeTypes): void {
  const state = useAppStore.getState();
  const { editor } = state;
  if (editor === null) return;
  const chosen = editor.chosen.length > 0 ? editor.chosen : focused === null ? [] : [focused];
  const acts: Partial<Record<KeyCommand, () => void>> = {
    add: () => openPickerAtEnd(types, focused),
    open: () => focused !== null && state.stepOpened(focused),
    delete: () => deleteSteps(chosen, types),
    copy: () => state.stepsCopied(chosen),
    cut: () => {
      state.stepsCopied(chosen);
      deleteSteps(chosen, types);
    },
    paste: pasteSteps,
    duplicate: () => chosen.length === 1 && duplicateStep(chosen[0] ?? "", types),
    undo: () => void state.undoAsked(),
    redo: () => void state.redoAsked(),
    selectAll: () => state.stepsChosen(editor.graph.nodes.map((node) => node.id)),
    tidy: () => changeGraph({ type: "nodesTidied" }),
    help: () => state.keyHelpToggled(),
    close: () => (editor.picker === null ? state.stepOpened(null) : state.pickerClosed()),
  };
  acts[command]?.();
}

function arrowPressed(
  event: Pick<KeyboardEvent, "key" | "altKey">,
  step: { readonly focused: string; readonly readOnly: boolean; readonly at: Point | undefined },
): void {
  if (!event.altKey) walk(step.focused, event.key);
  else if (!step.readOnly) nudge(step.focused, event.key, step.at);
}

function zoom(
  flow: Pick<ReactFlowInstance, "fitView" | "zoomTo">,
  command: "fit" | "actualSize",
): void {
  if (command === "fit") void flow.fitView({ padding: 0.2, maxZoom: 1, duration: 250 });
  else void flow.zoomTo(1, { duration: 250 });
}

function nudge(nodeId: string, key: string, at: Point | undefined): void {
  const by = arrows[key];
  if (at === undefined || by === undefined) return;
  changeGraph({
    type: "nodesMoved",
    positions: { [nodeId]: { x: at.x + by.x * nudgePx, y: at.y + by.y * nudgePx } },
  });
}

/** Down to the first step that follows, up to the one before, left and right among siblings. */
function walk(nodeId: string, key: string): void {
  const graph = useAppStore.getState().editor?.graph;
  if (graph === undefined) return;
  const before = edgesInto(graph, nodeId)[0]?.source;
  if (key === "ArrowUp") focusStep(before);
  else if (key === "ArrowDown") focusStep(edgesOutOf(graph, nodeId)[0]?.target);
  else if (before !== undefined) {
    const siblings = edgesOutOf(graph, before).map((edge) => edge.target);
    focusStep(siblings[siblings.indexOf(nodeId) + (key === "ArrowRight" ? 1 : -1)]);
  }
}

function focusStep(nodeId: string | undefined): void {
  if (nodeId === undefined) return;
  const element = document.querySelector(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`);
  if (element instanceof HTMLElement) element.focus();
}

function focusedStep(target: EventTarget): string | null {
  if (!(target instanceof Element)) return null;
  const id = target.closest(".react-flow__node")?.getAttribute("data-id") ?? null;
  return id === null || id.startsWith("add:") ? null : id;
}

function focusedEdge(target: EventTarget): string | null {
  return target instanceof Element
    ? (target.closest(".react-flow__edge")?.getAttribute("data-id") ?? null)
    : null;
}

function isTyping(target: EventTarget): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable], [role=menu]") !== null
  );
}

function isButton(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button, a") !== null;
}
