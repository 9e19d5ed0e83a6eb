import type { Graph } from "@formloom/shared/graph";
import type { GraphChange, Point } from "./graph-change.ts";

export type NoteEdit = Extract<GraphChange, { type: "noteAdded" | "noteChanged" }>;

export function editNotes(graph: Graph, change: NoteEdit): Graph {
  const notes =
    change.type === "noteAdded"
      ? [...graph.notes, change.note]
      : graph.notes.map((note) =>
          note.id === change.noteId ? { ...note, ...change.change } : note,
        );
  return { ...graph, notes };
}

export function removeNotes(graph: Graph, noteIds: readonly string[]): Graph {
  if (noteIds.length === 0) return graph;
  return { ...graph, notes: graph.notes.filter((note) => !noteIds.includes(note.id)) };
}

export function placeNotes(graph: Graph, positions: Readonly<Record<string, Point>>): Graph {
  if (Object.keys(positions).length === 0) return graph;
  const notes = graph.notes.map((note) => {
    const at = Object.hasOwn(positions, note.id) ? positions[note.id] : undefined;
    return at === undefined
      ? note
      : { ...note, position: { x: Math.round(at.x), y: Math.round(at.y) } };
  });
  return { ...graph, notes };
}
