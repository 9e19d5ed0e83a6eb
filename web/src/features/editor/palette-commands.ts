import type { SpotlightActionData } from "@mantine/spotlight";
import { canvasView } from "./canvas-view.ts";
import { appState, openPickerAtEnd, redo, tidy, undo } from "./editor-acts.ts";
import type { NodeTypes } from "./graph-walk.ts";
import { addNote } from "./note-acts.ts";
import { openTests } from "./open-tests.ts";

interface Command {
  readonly label: string;
  readonly keys: string;
  readonly act: () => void;
  /** Whether it changes the draft. */
  readonly edits: boolean;
}

/** What can be done besides adding steps, with the keys that do the same. */
export function paletteCommands(facts: {
  readonly types: NodeTypes;
  readonly readOnly: boolean;
}): SpotlightActionData[] {
  const commands: Command[] = [
    { label: "Add a step…", keys: "N", act: () => openPickerAtEnd(facts.types), edits: true },
    {
      label: "Add a note",
      keys: "Shift N",
      act: () => addNote(canvasView()?.freePlace() ?? null),
      edits: true,
    },
    { label: "Test", keys: "T", act: openTests, edits: true },
    { label: "Undo", keys: "Ctrl Z", act: undo, edits: true },
    { label: "Redo", keys: "Ctrl Shift Z", act: redo, edits: true },
    { label: "Tidy the picture", keys: "Shift T", act: tidy, edits: true },
    { label: "Show everything", keys: "1", act: () => canvasView()?.fit(), edits: false },
    { label: "Full size", keys: "0", act: () => canvasView()?.actualSize(), edits: false },
    { label: "List of keys", keys: "?", act: () => appState().keyHelpToggled(), edits: false },
  ];
  return commands
    .filter(({ edits }) => !edits || !facts.readOnly)
    .map(({ label, keys, act }) => ({
      id: `command:${label}`,
      label,
      description: keys,
      onClick: act,
    }));
}
