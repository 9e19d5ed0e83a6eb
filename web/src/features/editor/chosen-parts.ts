/** Notes are chosen beside steps; this tells their ids on the canvas from those of steps. */
const notePrefix = "note:";

export function noteKey(noteId: string): string {
  return notePrefix + noteId;
}

/** The note's id of a chosen note; null for a step. */
export function noteIdOf(key: string): string | null {
  return key.startsWith(notePrefix) ? key.slice(notePrefix.length) : null;
}

/** What is chosen, told apart. */
export function chosenParts(chosen: readonly string[]): {
  readonly nodeIds: string[];
  readonly noteIds: string[];
} {
  return {
    nodeIds: chosen.filter((key) => noteIdOf(key) === null),
    noteIds: chosen.flatMap((key) => noteIdOf(key) ?? []),
  };
}
