import { Button, Group } from "@mantine/core";
import {
  IconCopy,
  IconCut,
  IconListCheck,
  IconNote,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { useAppStore } from "../../store/store.ts";
import { chosenParts } from "./chosen-parts.ts";
import { copyChosen, cutChosen } from "./clipboard-acts.ts";
import { appState, deleteSteps, openPickerAtEnd } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { addNote } from "./note-acts.ts";

export interface OutlineToolsProps {
  readonly choosing: boolean;
  readonly onChoosing: (choosing: boolean) => void;
}

/** Above the list: add, and what can be done with several steps at once. */
export function OutlineTools({ choosing, onChoosing }: OutlineToolsProps) {
  const { types } = useEditorFacts();
  return (
    <div className="outline-tools">
      <Group gap="xs">
        <Button
          size="sm"
          variant="light"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => openPickerAtEnd(types)}
        >
          Add a step
        </Button>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconNote size={16} aria-hidden />}
          onClick={() => addNote()}
        >
          Add a note
        </Button>
        <Button
          size="sm"
          variant={choosing ? "filled" : "default"}
          aria-pressed={choosing}
          leftSection={<IconListCheck size={16} aria-hidden />}
          onClick={() => {
            appState().stepsChosen([]);
            onChoosing(!choosing);
          }}
        >
          {choosing ? "Done choosing" : "Choose several"}
        </Button>
      </Group>
      {choosing && <ChosenTools />}
    </div>
  );
}

function ChosenTools() {
  const { types } = useEditorFacts();
  const chosen = useAppStore((state) => state.editor?.chosen) ?? [];
  const count = chosenParts(chosen).nodeIds.length;
  const acts = [
    { label: "Copy", icon: IconCopy, act: () => void copyChosen(chosen) },
    { label: "Cut", icon: IconCut, act: () => void cutChosen(chosen, types) },
    {
      label: "Delete",
      icon: IconTrash,
      act: () => deleteSteps(chosenParts(chosen).nodeIds, types),
    },
  ];
  return (
    <Group
      component="fieldset"
      gap="xs"
      className="outline-chosen"
      aria-label="With the chosen steps"
    >
      <span className="outline-count">
        {count === 0 ? "Nothing chosen yet" : `${count} chosen`}
      </span>
      {acts.map(({ label, icon: ActIcon, act }) => (
        <Button
          key={label}
          size="sm"
          variant="subtle"
          disabled={count === 0}
          leftSection={<ActIcon size={16} aria-hidden />}
          onClick={act}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
