import type { Graph } from "@formloom/shared/graph";
import type { StateCreator } from "zustand";
import {
  newDraftSync,
  nextDraftSync,
  type DraftSync,
  type DraftSyncEvent,
  type TheirDraft,
} from "../features/editor/draft-sync.ts";
import {
  changeRecorded,
  emptyHistory,
  redone,
  stepClosed,
  undone,
  type EditHistory,
  type Travel,
} from "../features/editor/edit-history.ts";
import type { GraphChange, Place, Refusal } from "../features/editor/graph-change.ts";
import { applyChange } from "../features/editor/graph-changes.ts";
import { noteKey } from "../features/editor/chosen-parts.ts";
import type { CopiedSteps } from "../features/editor/copied-steps.ts";

/** The draft on the screen, with what the owner is doing to it. */
export interface EditorDraft {
  readonly pipelineId: string;
  readonly graph: Graph;
  readonly history: EditHistory;
  readonly sync: DraftSync;
  /** Steps and notes that are chosen on the canvas; notes by their `noteKey`. */
  readonly chosen: readonly string[];
  /** The step whose settings stand in the panel. */
  readonly openStep: string | null;
  /** Where the picker's choice goes; null while it is closed. */
  readonly picker: Place | null;
}

/** Two people's drafts in one, as `joinDrafts` makes it. */
export interface JoinedDraft {
  readonly graph: Graph;
  readonly history: EditHistory;
  readonly theirs: TheirDraft;
}

export interface StepDialog {
  readonly kind: "rename" | "move" | "connect";
  readonly nodeId: string;
}

export interface EditorSlice {
  readonly editor: EditorDraft | null;
  /** The dialog about a step that is open. */
  readonly stepDialog: StepDialog | null;
  readonly stepDialogOpened: (dialog: StepDialog | null) => void;
  /** The note that is being written. */
  readonly openNote: string | null;
  readonly noteWritten: (noteId: string | null) => void;
  /** Whether the list of keys is shown. */
  readonly keyHelp: boolean;
  readonly keyHelpToggled: () => void;
  /** Whether the palette of everything that can be done is open. */
  readonly palette: boolean;
  readonly paletteToggled: (open: boolean) => void;
  /** What was said last to those who do not see what happened; `count` tells equal texts apart. */
  readonly spoken: { readonly text: string; readonly count: number };
  readonly spoke: (text: string) => void;
  /** What was copied last in this tab. */
  readonly clipboard: CopiedSteps | null;
  readonly editorOpened: (draft: {
    pipelineId: string;
    graph: Graph;
    version: number;
    history?: EditHistory;
  }) => void;
  readonly editorClosed: () => void;
  /** Gives back why the change was not made; null when it was. */
  readonly graphChanged: (change: GraphChange) => Refusal | null;
  readonly undoAsked: () => string | null;
  readonly redoAsked: () => string | null;
  /** A setting was left: what is typed next is another step back. */
  readonly settingLeft: () => void;
  readonly stepsChosen: (nodeIds: readonly string[]) => void;
  readonly stepOpened: (nodeId: string | null) => void;
  readonly pickerOpened: (place: Place) => void;
  readonly pickerClosed: () => void;
  readonly stepsCopied: (copied: CopiedSteps) => void;
  readonly draftSynced: (event: DraftSyncEvent) => void;
  /** Somebody else's draft is joined with ours; steps back keep what is theirs. */
  readonly theirsJoined: (joined: JoinedDraft) => void;
}

type Get = () => EditorSlice;
type Set = (change: (state: EditorSlice) => Partial<EditorSlice>) => void;

export const createEditorSlice: StateCreator<EditorSlice> = (set, get) => ({
  editor: null,
  stepDialog: null,
  openNote: null,
  keyHelp: false,
  palette: false,
  spoken: { text: "", count: 0 },
  clipboard: null,
  ...lifeActions(set),
  ...joinActions(set),
  ...graphActions(set, get),
  ...viewActions(set),
});

function lifeActions(set: Set) {
  return {
    editorOpened: ({ pipelineId, graph, version, history = emptyHistory }) =>
      set(() => ({
        editor: {
          pipelineId,
          graph,
          history,
          sync: newDraftSync(version, graph),
          chosen: [],
          openStep: null,
          picker: null,
        },
      })),
    editorClosed: () => set(() => ({ editor: null })),
    draftSynced: (event) => update(set, ({ sync }) => ({ sync: nextDraftSync(sync, event) })),
  } satisfies Partial<EditorSlice>;
}

function joinActions(set: Set) {
  return {
    theirsJoined: ({ graph, history, theirs }) =>
      update(set, (editor) => {
        const next = withGraph(editor, graph, history);
        return { ...next, sync: nextDraftSync(next.sync, { type: "theirsJoined", theirs }) };
      }),
  } satisfies Partial<EditorSlice>;
}

function graphActions(set: Set, get: Get) {
  const travel = (go: (history: EditHistory, present: Graph) => Travel | null): string | null => {
    const { editor } = get();
    const arrival = editor === null ? null : go(editor.history, editor.graph);
    if (editor === null || arrival === null) return null;
    set(() => ({ editor: withGraph(editor, arrival.graph, arrival.history) }));
    return arrival.label;
  };
  return {
    graphChanged: (change) => {
      const { editor } = get();
      if (editor === null) return null;
      const result = applyChange(editor.graph, change);
      if (!result.ok) return result.error;
      if (result.value === editor.graph) return null;
      const history = changeRecorded(editor.history, editor.graph, { change, at: Date.now() });
      set(() => ({ editor: withGraph(editor, result.value, history) }));
      return null;
    },
    undoAsked: () => travel(undone),
    redoAsked: () => travel(redone),
  } satisfies Partial<EditorSlice>;
}

function viewActions(set: Set) {
  return {
    stepDialogOpened: (stepDialog) => set(() => ({ stepDialog })),
    noteWritten: (openNote) => set(() => ({ openNote })),
    keyHelpToggled: () => set(({ keyHelp }) => ({ keyHelp: !keyHelp })),
    settingLeft: () => update(set, ({ history }) => ({ history: stepClosed(history) })),
    stepsChosen: (chosen) => update(set, () => ({ chosen })),
    stepOpened: (openStep) =>
      update(set, ({ history, chosen }) => ({
        openStep,
        history: stepClosed(history),
        picker: null,
        chosen: openStep === null ? chosen : [openStep],
      })),
    pickerOpened: (picker) => update(set, () => ({ picker })),
    pickerClosed: () => update(set, () => ({ picker: null })),
    stepsCopied: (clipboard) => set(() => ({ clipboard })),
    paletteToggled: (palette) => set(() => ({ palette })),
    spoke: (text) => set(({ spoken }) => ({ spoken: { text, count: spoken.count + 1 } })),
  } satisfies Partial<EditorSlice>;
}

function update(set: Set, change: (editor: EditorDraft) => Partial<EditorDraft>): void {
  set(({ editor }) => (editor === null ? {} : { editor: { ...editor, ...change(editor) } }));
}

/** The draft with another graph: what no longer exists is neither chosen nor open. */
function withGraph(editor: EditorDraft, graph: Graph, history: EditHistory): EditorDraft {
  const nodeIds = graph.nodes.map((node) => node.id);
  const ids = new Set([...nodeIds, ...graph.notes.map((note) => noteKey(note.id))]);
  return {
    ...editor,
    graph,
    history,
    sync: nextDraftSync(editor.sync, { type: "edited" }),
    chosen: editor.chosen.every((id) => ids.has(id))
      ? editor.chosen
      : editor.chosen.filter((id) => ids.has(id)),
    openStep: editor.openStep !== null && ids.has(editor.openStep) ? editor.openStep : null,
  };
}
