export type KeyCommand =
  | "add"
  | "open"
  | "delete"
  | "copy"
  | "cut"
  | "paste"
  | "duplicate"
  | "undo"
  | "redo"
  | "selectAll"
  | "fit"
  | "actualSize"
  | "tidy"
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
  "?": "help",
  escape: "close",
};

const withControl: Readonly<Record<string, KeyCommand>> = {
  z: "undo",
  y: "redo",
  c: "copy",
  x: "cut",
  v: "paste",
  d: "duplicate",
  a: "selectAll",
};

/** What a key means on the canvas; null when it means nothing here. */
export function keyCommand(event: KeyFacts): KeyCommand | null {
  const key = event.key.toLowerCase();
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (key === "z" && event.shiftKey) return "redo";
    return Object.hasOwn(withControl, key) ? (withControl[key] ?? null) : null;
  }
  if (event.shiftKey && key === "t") return "tidy";
  return Object.hasOwn(plain, key) ? (plain[key] ?? null) : null;
}

/** The list behind `?`. */
export const keyHelp: readonly (readonly [string, string])[] = [
  ["N or /", "Add a step"],
  ["Enter", "Open the chosen step"],
  ["Delete", "Delete what is chosen"],
  ["Ctrl C, X, V", "Copy, cut, paste"],
  ["Ctrl D", "Duplicate"],
  ["Ctrl Z", "Undo"],
  ["Ctrl Shift Z", "Redo"],
  ["Ctrl A", "Choose all steps"],
  ["Shift T", "Tidy"],
  ["1 or 0", "Fit to the window, or full size"],
  ["Esc", "Close the panel"],
];
