import { noteLimits, type GraphNote } from "@formloom/shared/graph";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { appState } from "./editor-acts.ts";
import { changeNote } from "./note-acts.ts";

export interface NoteTextProps {
  readonly note: GraphNote;
  readonly className: string;
  /** Whether it takes the focus as soon as it is there. */
  readonly takesFocus?: boolean;
}

/** Where a note is written. What was typed is one step back, made when it is left. */
export function NoteText({ note, className, takesFocus = false }: NoteTextProps) {
  const [typed, setTyped] = useState({ from: note.text, text: note.text });
  const input = useRef<HTMLTextAreaElement>(null);
  // What an undo brings back takes the place of what was typed.
  const text = typed.from === note.text ? typed.text : note.text;
  useEffect(() => {
    if (takesFocus) input.current?.focus();
  }, [takesFocus]);
  const leave = () => {
    if (text !== note.text) changeNote(note.id, { text });
    if (appState().openNote === note.id) appState().noteWritten(null);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    input.current?.blur();
  };
  return (
    <textarea
      ref={input}
      className={className}
      aria-label="Text of the note"
      placeholder="What should the next person know?"
      maxLength={noteLimits.textLength}
      value={text}
      onChange={(event) => setTyped({ from: note.text, text: event.currentTarget.value })}
      onBlur={leave}
      onKeyDown={keys}
    />
  );
}
