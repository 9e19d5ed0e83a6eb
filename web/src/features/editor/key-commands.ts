export type KeyCommand =
  | "add"
  | "open"
  | "delete"
  | "duplicate"
  | "undo"
  | "redo"
  | "selectAll"
  | "fit"
  | "actualSize"
  | "tidy"
  | "note"
  | "test"
  | "palette"
  | "help"
  | "close";

interface KeyFacts {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const plain: Readonly<Record<string, KeyCommand>> = {
  n: "add",
  "/": "add",
  enter: "open",
  delete: "delete",
  backspace: "delete",
  "1": "fit",
  "0": "actualSize",
  t: "test",
  "?": "help",
  escape: "close",
};

const withShift: Readonly<Record<string, KeyCommand>> = {
  t: "tidy",
  n: "note",
  // Where these stand above the digits.
  "/": "add",
  "?": "help",
};

/** Copy, cut and paste are the browser's own events. */
const withControl: Readonly<Record<string, KeyCommand>> = {
  z: "undo",
  y: "redo",
  d: "duplicate",
  a: "selectAll",
  k: "palette",
};

/** What a key means in the editor; null when it means nothing here. */
export function keyCommand(event: KeyFacts): KeyCommand | null {
  const key = event.key.toLowerCase();
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (key === "z" && event.shiftKey) return "redo";
    return own(withControl, key);
  }
  return own(event.shiftKey ? withShift : plain, key);
}

function own(table: Readonly<Record<string, KeyCommand>>, key: string): KeyCommand | null {
  return Object.hasOwn(table, key) ? (table[key] ?? null) : null;
}

/** The list behind `?`. */
export const keyHelp: readonly (readonly [string, string])[] = [
  ["N or /", "Add a step"],
  ["Shift N", "Add a note"],
  ["Enter", "Open the chosen step"],
  ["Delete", "Delete what is chosen"],
  ["Arrows", "Go along the lines, or through the outline"],
  ["Alt with arrows", "Move a step: on the picture a little, in the outline up or down"],
  ["Ctrl C, X, V", "Copy, cut, paste; also into another automation"],
  ["Ctrl D", "Duplicate"],
  ["Ctrl Z", "Undo"],
  ["Ctrl Shift Z", "Redo"],
  ["Ctrl A", "Choose all steps"],
  ["Ctrl K", "Find a step, a command or another automation"],
  ["T", "Test"],
  ["Shift T", "Tidy"],
  ["1 or 0", "Fit to the window, or full size"],
  ["Esc", "Close the panel"],
];
