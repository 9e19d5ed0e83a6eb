import { useMediaQuery } from "@mantine/hooks";
import { type KeyboardEvent, lazy, Suspense, useEffect, useState } from "react";
import { useAppStore } from "../../store/store.ts";
import { EditorHeader, type EditorView } from "./editor-header.tsx";
import { EditorOutline } from "./editor-outline.tsx";
import { findNode } from "./graph-walk.ts";
import { keyCommand } from "./key-commands.ts";
import { StepPicker } from "./step-picker.tsx";
import { useAutosave } from "./use-autosave.ts";
import "./editor.css";

/** Phones work with the outline and never fetch the canvas. */
const EditorCanvas = lazy(async () => ({
  default: (await import("./editor-canvas.tsx")).EditorCanvas,
}));
const loadPanel = () => import("./step-panel.tsx");
const StepPanel = lazy(async () => ({ default: (await loadPanel()).StepPanel }));
const KeyHelp = lazy(async () => ({ default: (await import("./key-help.tsx")).KeyHelp }));

/** Header, picture or outline, and the panels beside it. */
export function EditorWorkspace() {
  useAutosave();
  const keyHelp = useAppStore((state) => state.keyHelp);
  // The panel's controls are a chunk of their own; they are there before the first click.
  useEffect(() => void loadPanel(), []);
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
      <EditorHeader view={view} onView={setPicked} />
      <div className="editor-body" data-view={view}>
        {view === "picture" ? (
          <Suspense fallback={<div className="editor-canvas" aria-busy />}>
            <EditorCanvas />
          </Suspense>
        ) : (
          <EditorOutline />
        )}
        {picker != null && <StepPicker place={picker} />}
        {graph !== undefined && node !== undefined && (
          <Suspense
            fallback={<aside className="editor-side" aria-label="Opening the settings" aria-busy />}
          >
            <StepPanel key={node.id} graph={graph} node={node} />
          </Suspense>
        )}
      </div>
      <Suspense>{keyHelp && <KeyHelp />}</Suspense>
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
