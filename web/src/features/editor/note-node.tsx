import { ActionIcon, Menu } from "@mantine/core";
import { IconCheck, IconDotsVertical, IconPencil, IconTrash } from "@tabler/icons-react";
import { noteColors, noteLimits, type GraphNote } from "@formloom/shared/graph";
import { NodeResizeControl, type Node, type NodeProps } from "@xyflow/react";
import { memo, type MouseEvent } from "react";
import { useAppStore } from "../../store/store.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { changeNote, deleteNote } from "./note-acts.ts";
import { NoteText } from "./note-text.tsx";
import { noteColorWords, shortText } from "./note-words.ts";

export interface NoteData extends Record<string, unknown> {
  readonly note: GraphNote;
}

export type NoteNodeModel = Node<NoteData, "note">;

/** A remark on the picture: written in place, moved, resized and coloured. */
export const NoteNode = memo(function NoteNode({ data, selected }: NodeProps<NoteNodeModel>) {
  const { note } = data;
  const readOnly = useEditorFacts((facts) => facts.readOnly);
  const isWritten = useAppStore((state) => state.openNote === note.id);
  const noteWritten = useAppStore((state) => state.noteWritten);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Enter and the menu do the same by keyboard
    <div
      className="note"
      data-color={note.color ?? "yellow"}
      data-selected={selected || undefined}
      onDoubleClick={() => !readOnly && noteWritten(note.id)}
    >
      {isWritten ? (
        <NoteText note={note} className="note-input nodrag nopan nowheel" takesFocus />
      ) : (
        <p className="note-words nowheel">{note.text === "" ? "An empty note" : note.text}</p>
      )}
      {!readOnly && <NoteMenu note={note} />}
      {!readOnly && selected && (
        <NodeResizeControl
          className="note-resize"
          minWidth={noteLimits.width.min}
          maxWidth={noteLimits.width.max}
          minHeight={noteLimits.height.min}
          maxHeight={noteLimits.height.max}
          onResizeEnd={(_event, { width, height }) =>
            changeNote(note.id, { size: { width: Math.round(width), height: Math.round(height) } })
          }
        />
      )}
    </div>
  );
});

function NoteMenu({ note }: { readonly note: GraphNote }) {
  const noteWritten = useAppStore((state) => state.noteWritten);
  const stay = (event: MouseEvent) => event.stopPropagation();
  return (
    <Menu position="bottom-end" withinPortal shadow="md" width={200} keepMounted={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          className="note-menu nodrag nopan"
          aria-label={`More for the note “${shortText(note.text)}”`}
        >
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onClick={stay}>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => noteWritten(note.id)}>
          Write
        </Menu.Item>
        <Menu.Label>Colour</Menu.Label>
        {noteColors.map((color) => (
          <Menu.Item
            key={color}
            leftSection={<span className="note-swatch" data-color={color} />}
            rightSection={(note.color ?? "yellow") === color && <IconCheck size={16} />}
            onClick={() => changeNote(note.id, { color })}
          >
            {noteColorWords[color]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          color="madder"
          leftSection={<IconTrash size={16} />}
          onClick={() => deleteNote(note.id)}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
