import { useEffect } from "react";
import { appState } from "./editor-acts.ts";
import { duplicateChosen, copyChosen, cutChosen, pasteFrom } from "./clipboard-acts.ts";
import { canvasView } from "./canvas-view.ts";
import { chosenParts, noteIdOf } from "./chosen-parts.ts";
import {
  changeGraph,
  deleteSteps,
  disconnect,
  duplicateStep,
  openPickerAtEnd,
  redo,
  tidy,
  undo,
} from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import type { Point } from "./graph-change.ts";
import { edgesInto, edgesOutOf, type NodeTypes } from "./graph-walk.ts";
import { keyCommand, type KeyCommand } from "./key-commands.ts";
import { addNote } from "./note-acts.ts";
import { openTests } from "./open-tests.ts";

const nudgePx = 10;
const arrows: Readonly<Record<string, Point>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

/** The keys of the editor, wherever the focus is as long as nobody types: commands, clipboard, arrows. */
export function useEditorKeys(): void {
  const types = useEditorFacts((facts) => facts.types);
  const readOnly = useEditorFacts((facts) => facts.readOnly);
  useEffect(() => {
    const context = { types, readOnly };
    const keys = (event: KeyboardEvent) => keyPressed(event, context);
    const clipboard = (event: ClipboardEvent) => clipboardAsked(event, context);
    window.addEventListener("keydown", keys);
    for (const name of ["copy", "cut", "paste"] as const)
      document.addEventListener(name, clipboard);
    return () => {
      window.removeEventListener("keydown", keys);
      for (const name of ["copy", "cut", "paste"] as const)
        document.removeEventListener(name, clipboard);
    };
  }, [types, readOnly]);
}

interface KeyContext {
  readonly types: NodeTypes;
  readonly readOnly: boolean;
}

function keyPressed(event: KeyboardEvent, { types, readOnly }: KeyContext): void {
  const target = targetOf(event);
  const command = keyCommand(event);
  if (event.defaultPrevented || isElsewhere(target, command)) return;
  const focused = focusedStep(target);
  if (arrowPressed(event, target, readOnly)) return;
  if (command === null || !isAllowed(command, { focused, target, readOnly })) return;
  event.preventDefault();
  const edgeId = target.closest(".react-flow__edge")?.getAttribute("data-id") ?? null;
  if (command === "delete" && edgeId !== null) disconnect(edgeId, types);
  else act(command, focused, types);
}

function isAllowed(
  command: KeyCommand,
  facts: { readonly focused: string | null; readonly target: Element; readonly readOnly: boolean },
): boolean {
  if (command === "open") return facts.focused !== null && !isButton(facts.target);
  return !facts.readOnly || harmless.includes(command);
}

/** Arrows on a card lead along the lines; with Alt they move it. */
function arrowPressed(event: KeyboardEvent, target: Element, readOnly: boolean): boolean {
  const card = cardOf(target);
  if (card === null || !Object.hasOwn(arrows, event.key)) return false;
  event.preventDefault();
  if (!event.altKey) walk(card, event.key);
  else if (!readOnly) nudge(card, event.key);
  return true;
}

const harmless: readonly KeyCommand[] = [
  "open",
  "fit",
  "actualSize",
  "close",
  "help",
  "palette",
  "selectAll",
];

function act(command: KeyCommand, focused: string | null, types: NodeTypes): void {
  const state = appState();
  const { editor } = state;
  if (editor === null) return;
  const acts: Readonly<Record<KeyCommand, () => void>> = {
    add: () => openPickerAtEnd(types, focused),
    open: () => focused !== null && state.stepOpened(focused),
    delete: () => {
      const { nodeIds, noteIds } = chosenParts(chosenOr(focused));
      deleteSteps(nodeIds, types, noteIds);
    },
    duplicate: () => {
      const keys = chosenOr(focused);
      const [only = ""] = keys;
      if (keys.length === 1 && noteIdOf(only) === null) duplicateStep(only, types);
      else duplicateChosen(keys, types);
    },
    undo,
    redo,
    selectAll: () => state.stepsChosen(editor.graph.nodes.map((node) => node.id)),
    fit: () => canvasView()?.fit(),
    actualSize: () => canvasView()?.actualSize(),
    tidy,
    note: () => addNote(canvasView()?.freePlace() ?? null),
    test: openTests,
    palette: () => state.paletteToggled(true),
    help: state.keyHelpToggled,
    close: () => (editor.picker === null ? state.stepOpened(null) : state.pickerClosed()),
  };
  acts[command]();
}

function clipboardAsked(event: ClipboardEvent, { types, readOnly }: KeyContext): void {
  const target = targetOf(event);
  const { clipboardData: data } = event;
  if (event.defaultPrevented || data === null || isElsewhere(target, null)) return;
  // Chosen text is what is meant.
  if (event.type !== "paste" && document.getSelection()?.toString()) return;
  const keys = chosenOr(focusedStep(target));
  const acts: Readonly<Record<string, () => boolean>> = {
    copy: () => copyChosen(keys, data),
    cut: () => !readOnly && cutChosen(keys, types, data),
    paste: () => !readOnly && pasteFrom(data, types),
  };
  if (acts[event.type]?.() === true) event.preventDefault();
}

function chosenOr(focused: string | null): readonly string[] {
  const chosen = appState().editor?.chosen ?? [];
  if (chosen.length > 0 && (focused === null || chosen.includes(focused))) return chosen;
  return focused === null ? chosen : [focused];
}

/** All that is chosen moves along with the step that has the focus. */
function nudge(nodeId: string, key: string): void {
  const by = arrows[key];
  const view = canvasView();
  const graph = appState().editor?.graph;
  if (by === undefined || view === null || graph === undefined) return;
  const { nodeIds, noteIds } = chosenParts(chosenOr(nodeId));
  const moved = (at: Point) => ({ x: at.x + by.x * nudgePx, y: at.y + by.y * nudgePx });
  const positions = nodeIds.flatMap((id) => {
    const at = view.positionOf(id);
    return at === undefined ? [] : [[id, moved(at)] as const];
  });
  const notes = graph.notes.filter((note) => noteIds.includes(note.id));
  changeGraph({
    type: "nodesMoved",
    positions: Object.fromEntries(positions),
    notePositions: Object.fromEntries(notes.map((note) => [note.id, moved(note.position)])),
  });
}

/** Down to the first step that follows, up to the one before, left and right among siblings. */
function walk(nodeId: string, key: string): void {
  const graph = appState().editor?.graph;
  if (graph === undefined) return;
  const before = edgesInto(graph, nodeId)[0]?.source;
  let next: string | undefined;
  if (key === "ArrowUp") next = before;
  else if (key === "ArrowDown") next = edgesOutOf(graph, nodeId)[0]?.target;
  else if (before !== undefined) {
    const siblings = edgesOutOf(graph, before).map((edge) => edge.target);
    next = siblings[siblings.indexOf(nodeId) + (key === "ArrowRight" ? 1 : -1)];
  }
  if (next !== undefined) canvasView()?.reveal(next);
}

function targetOf({ target }: Event): Element {
  return target instanceof Element ? target : document.body;
}

/** The step that the focus is within, on the picture or in the outline. */
function focusedStep(target: Element): string | null {
  return target.closest("[data-step-id]")?.getAttribute("data-step-id") ?? cardOf(target);
}

function cardOf(target: Element): string | null {
  const id = target.closest(".react-flow__node")?.getAttribute("data-id") ?? null;
  return id === null || id.startsWith("add:") ? null : id;
}

const typing =
  "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range])";

/**
 * Whether a key belongs to a text, a menu or a dialog. Esc closes from within texts, too, unless they take
 * it themselves, and the palette opens from those of one line.
 */
function isElsewhere(target: Element, command: KeyCommand | null): boolean {
  if (target.closest("[role=menu], [role=dialog], [role=listbox]") !== null) return true;
  if (command === "close") return false;
  if (command === "palette") return target.closest("[contenteditable]") !== null;
  return target.closest(typing) !== null;
}

function isButton(target: Element): boolean {
  return target.closest("button, a, summary, [role=switch]") !== null;
}
