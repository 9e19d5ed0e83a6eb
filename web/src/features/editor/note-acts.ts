import { noteLimits, type Graph, type GraphNote } from "@formloom/shared/graph";
import { cardSize } from "../../ui/flow/flow-card.tsx";
import { layOut } from "../../ui/flow/flow-layout.ts";
import { noteKey } from "./chosen-parts.ts";
import { appState, changeGraph, currentGraph, deleteSteps, say } from "./editor-acts.ts";
import type { Point } from "./graph-change.ts";
import { newNoteId } from "./new-steps.ts";

/** Left of the picture, one below the other. */
function besideSteps(graph: Graph): Point {
  const boxes = graph.nodes.map(({ id, position }) => ({ id, ...cardSize, fixed: position }));
  const { at } = layOut(
    boxes,
    graph.edges.map(({ source, target }, order) => ({ source, target, order })),
  );
  const left = Math.min(0, ...Array.from(at.values(), ({ x }) => x));
  const { width, height } = noteLimits;
  return { x: left - width.usual - 60, y: graph.notes.length * (height.usual + 30) };
}

/** Puts an empty note onto the canvas and begins to write it; without a place, it stands beside the steps. */
export function addNote(at: Point | null = null): void {
  const graph = currentGraph();
  if (graph === null) return;
  const place = at ?? besideSteps(graph);
  const position = { x: Math.round(place.x), y: Math.round(place.y) };
  const note: GraphNote = { id: newNoteId(Math.random), text: "", position };
  if (!changeGraph({ type: "noteAdded", note })) return;
  appState().stepsChosen([noteKey(note.id)]);
  appState().noteWritten(note.id);
  say("A note is added.");
}

export function changeNote(noteId: string, change: Partial<Omit<GraphNote, "id">>): void {
  changeGraph({ type: "noteChanged", noteId, change });
}

export function deleteNote(noteId: string): void {
  deleteSteps([], new Map(), [noteId]);
}
