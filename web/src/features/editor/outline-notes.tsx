import { ActionIcon, NativeSelect } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { noteColors, type GraphNote } from "@formloom/shared/graph";
import { useAppStore } from "../../store/store.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { changeNote, deleteNote } from "./note-acts.ts";
import { noteColorWords, shortText } from "./note-words.ts";
import { NoteText } from "./note-text.tsx";

const noNotes: readonly GraphNote[] = [];

/** The notes of the picture, below the steps. */
export function OutlineNotes() {
  const { readOnly } = useEditorFacts();
  const notes = useAppStore((state) => state.editor?.graph.notes) ?? noNotes;
  if (notes.length === 0) return null;
  return (
    <section className="outline-notes" aria-label="Notes">
      <h2 className="outline-via">Notes</h2>
      <ul className="outline-list">
        {notes.map((note) => (
          <li key={note.id} className="note outline-note" data-color={note.color ?? "yellow"}>
            {readOnly ? <p className="note-words">{note.text}</p> : <NoteEditor note={note} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoteEditor({ note }: { readonly note: GraphNote }) {
  const isWritten = useAppStore((state) => state.openNote === note.id);
  return (
    <>
      <NoteText note={note} className="note-input" takesFocus={isWritten} />
      <div className="outline-note-foot">
        <NativeSelect
          size="sm"
          aria-label={`Colour of the note “${shortText(note.text)}”`}
          value={note.color ?? "yellow"}
          data={noteColors.map((color) => ({ value: color, label: noteColorWords[color] }))}
          onChange={(event) => {
            const color = noteColors.find((each) => each === event.currentTarget.value);
            if (color !== undefined) changeNote(note.id, { color });
          }}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          className="outline-button"
          aria-label={`Delete the note “${shortText(note.text)}”`}
          onClick={() => deleteNote(note.id)}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </div>
    </>
  );
}
