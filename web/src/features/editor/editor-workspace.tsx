import { ReactFlowProvider } from "@xyflow/react";
import { useMediaQuery } from "@mantine/hooks";
import { type KeyboardEvent, useState } from "react";
import { useAppStore } from "../../store/store.ts";
import { EditorCanvas } from "./editor-canvas.tsx";
import { EditorHeader, type EditorView } from "./editor-header.tsx";
import { EditorOutline } from "./editor-outline.tsx";
import { findNode } from "./graph-walk.ts";
import { KeyHelp } from "./key-help.tsx";
import { keyCommand } from "./key-commands.ts";
import { StepPanel } from "./step-panel.tsx";
import { StepPicker } from "./step-picker.tsx";
import { useAutosave } from "./use-autosave.ts";
import "./editor.css";

/** Header, picture or outline, and the panels beside it. */
export function EditorWorkspace() {
  useAutosave();
  const isSmall = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const [picked, setPicked] = useState<EditorView | null>(null);
  const view = picked ?? (isSmall ? "outline" : "picture");
  const graph = useAppStore((state) => state.editor?.graph);
  const openStep = useAppStore((state) => state.editor?.openStep);
  const picker = useAppStore((state) => state.editor?.picker);
  const node = graph === undefined || openStep == null ? undefined : findNode(graph, openStep);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- undo works from anywhere within
    <div className="editor" onKeyDown={undoKeys}>
      <ReactFlowProvider>
        <EditorHeader view={view} onView={setPicked} />
        <div className="editor-body" data-view={view}>
          {view === "picture" ? <EditorCanvas /> : <EditorOutline />}
          {picker != null && <StepPicker place={picker} />}
          {graph !== undefined && node !== undefined && (
            <StepPanel key={node.id} graph={graph} node={node} />
          )}
        </div>
        <KeyHelp />
      </ReactFlowProvider>
    </div>
  );
}

/** Within a text the browser's own undo is what is meant. */
function undoKeys(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  if (
    event.target instanceof Element &&
    event.target.closest("input, textarea, [contenteditable]") !== null
  )
    return;
  const command = keyCommand(event);
  const { undoAsked, redoAsked } = useAppStore.getState();
  if (command !== "undo" && command !== "redo") return;
  event.preventDefault();
  if (command === "undo") undoAsked();
  else redoAsked();
}
