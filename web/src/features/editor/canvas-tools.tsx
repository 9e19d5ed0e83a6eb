import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLayoutDistributeVertical, IconNote, IconPlus } from "@tabler/icons-react";
import { Panel } from "@xyflow/react";
import { canvasView } from "./canvas-view.ts";
import { openPickerAtEnd, tidy } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { addNote } from "./note-acts.ts";

/** Add, note and tidy, at the bottom of the picture. */
export function CanvasTools() {
  const types = useEditorFacts((facts) => facts.types);
  const readOnly = useEditorFacts((facts) => facts.readOnly);
  if (readOnly) return null;
  const tools = [
    { label: "Add a step", keys: "N", icon: IconPlus, act: () => openPickerAtEnd(types) },
    {
      label: "Add a note",
      keys: "Shift N",
      icon: IconNote,
      act: () => addNote(canvasView()?.freePlace() ?? null),
    },
    { label: "Tidy", keys: "Shift T", icon: IconLayoutDistributeVertical, act: tidy },
  ];
  return (
    <Panel position="bottom-center">
      <ActionIcon.Group>
        {tools.map(({ label, keys, icon: ToolIcon, act }) => (
          <Tooltip key={label} label={`${label} (${keys})`}>
            <ActionIcon variant="default" size="lg" aria-label={label} onClick={act}>
              <ToolIcon size={17} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ))}
      </ActionIcon.Group>
    </Panel>
  );
}
