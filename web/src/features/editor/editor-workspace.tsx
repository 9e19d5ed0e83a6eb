import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense, useEffect, useState } from "react";
import { useAppStore } from "../../store/store.ts";
import { EditorHeader, type EditorView } from "./editor-header.tsx";
import { EditorOutline } from "./editor-outline.tsx";
import { findNode } from "./graph-walk.ts";
import { Spoken } from "./spoken.tsx";
import { useAutosave } from "./use-autosave.ts";
import { useEditorKeys } from "./use-editor-keys.ts";
import { useKeptHistory } from "./use-kept-history.ts";
import "./editor.css";

/** Phones work with the outline and never fetch the canvas. */
const EditorCanvas = lazy(async () => ({
  default: (await import("./editor-canvas.tsx")).EditorCanvas,
}));
const laterMs = 600;
const loadPicker = () => import("./step-picker.tsx");
const StepPicker = lazy(async () => ({ default: (await loadPicker()).StepPicker }));
const loadPanel = () => import("./step-panel.tsx");
const StepPanel = lazy(async () => ({ default: (await loadPanel()).StepPanel }));
const loadMenu = () => import("./step-menu-items.tsx");
const KeyHelp = lazy(async () => ({ default: (await import("./key-help.tsx")).KeyHelp }));
const StepDialogs = lazy(async () => ({
  default: (await import("./step-dialogs.tsx")).StepDialogs,
}));
const CommandPalette = lazy(async () => ({
  default: (await import("./command-palette.tsx")).CommandPalette,
}));

/** Header, picture or outline, and the panels beside it. */
export function EditorWorkspace() {
  useEditorKeys();
  const keyHelp = useAppStore((state) => state.keyHelp);
  const stepDialog = useAppStore((state) => state.stepDialog !== null);
  const palette = useAppStore((state) => state.palette);
  // The picker, the panel's controls and what a step's menu holds are chunks of their own; they come once the picture is drawn,
  // before the first click.
  useEffect(() => {
    const timer = setTimeout(
      () => void Promise.all([loadPicker(), loadPanel(), loadMenu()]),
      laterMs,
    );
    return () => clearTimeout(timer);
  }, []);
  const isSmall = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const [picked, setPicked] = useState<EditorView | null>(null);
  const view = picked ?? (isSmall ? "outline" : "picture");
  const picker = useAppStore((state) => state.editor?.picker);
  return (
    <div className="editor">
      <DraftKeeper />
      <EditorHeader view={view} onView={setPicked} isSmall={isSmall} />
      <div className="editor-body" data-view={view}>
        {view === "picture" ? (
          <Suspense fallback={<div className="editor-canvas" aria-busy />}>
            <EditorCanvas />
          </Suspense>
        ) : (
          <EditorOutline />
        )}
        <Suspense>{picker != null && <StepPicker place={picker} />}</Suspense>
        <OpenStep />
      </div>
      <Suspense>{keyHelp && <KeyHelp />}</Suspense>
      <Suspense>{palette && <CommandPalette />}</Suspense>
      <Suspense>{stepDialog && <StepDialogs />}</Suspense>
      <Spoken />
    </div>
  );
}

/** Follows each change of the draft, and draws nothing. */
function DraftKeeper() {
  useAutosave();
  useKeptHistory();
  return null;
}

/** The panel of the step that is open. The rest of the page is not drawn again with each change of the draft. */
function OpenStep() {
  const isOpen = useAppStore((state) => state.editor?.openStep != null);
  return isOpen ? <OpenPanel /> : null;
}

function OpenPanel() {
  const graph = useAppStore((state) => state.editor?.graph);
  const openStep = useAppStore((state) => state.editor?.openStep);
  const node = graph === undefined || openStep == null ? undefined : findNode(graph, openStep);
  if (graph === undefined || node === undefined) return null;
  return (
    <Suspense
      fallback={<aside className="editor-side" aria-label="Opening the settings" aria-busy />}
    >
      <StepPanel key={node.id} graph={graph} node={node} />
    </Suspense>
  );
}
