import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconPlayerPause,
  IconTool,
} from "@tabler/icons-react";
import type { StepNote } from "./step-notes.ts";

export interface NoteLineProps {
  readonly note: StepNote;
}

const icons = {
  off: IconPlayerPause,
  setup: IconTool,
  failing: IconAlertOctagon,
  warning: IconAlertTriangle,
  loose: IconAlertTriangle,
} as const;

/** A step's state as icon and text. */
export function NoteLine({ note }: NoteLineProps) {
  const NoteIcon = icons[note.tone];
  return (
    <span className="step-note" data-tone={note.tone} title={note.text}>
      <NoteIcon size={14} aria-hidden />
      <span>{note.tone === "setup" ? `Needs set-up: ${note.text}` : note.text}</span>
    </span>
  );
}
