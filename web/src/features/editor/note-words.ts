import type { noteColors } from "@formloom/shared/graph";

export const noteColorWords: Readonly<Record<(typeof noteColors)[number], string>> = {
  yellow: "Yellow",
  blue: "Blue",
  green: "Green",
  red: "Red",
  grey: "Grey",
};

/** The beginning of a note, to call it by. */
export function shortText(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line === "") return "empty";
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
