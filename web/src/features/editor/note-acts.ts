import type { GraphNote } from "@formloom/shared/graph";
import { noteKey } from "./chosen-parts.ts";
import { appState, changeGraph, currentGraph, deleteSteps, say } from "./editor-acts.ts";
import type { Point } from "./graph-change.ts";
import { newNoteId } from "./new-steps.ts";

/** Beside the picture, which begins at 0: one below the other. */
const beside = { x: -300, step: 170 } as const;

/** Puts an empty note onto the canvas and begins to write it; without a place, it stands beside the steps. */
export function addNote(at: Point | null = null): void {
  const graph = currentGraph();
  if (graph === null) return;
  const place = at ?? { x: beside.x, y: graph.notes.length * beside.step };
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
