import { getPipeline, updatePipeline, type PipelineView } from "@formloom/shared/api";
import { callRoute } from "../../effects/api-client.ts";
import { ApiError } from "../../effects/api-error.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import type { EditorDraft } from "../../store/editor-slice.ts";
import { useAppStore } from "../../store/store.ts";
import { hasUnsaved, shouldSave, type DraftSyncEvent } from "./draft-sync.ts";
import { pipelineQuery } from "./editor-queries.ts";

/** Browsers let a page that closes send at most 64 KiB. */
const keepaliveBytes = 60_000;

/** Saves run one after another, since each needs the version the one before brought. */
let tail: Promise<void> = Promise.resolve();

/** Saves what is unsaved, after any save under way. Resolves when it is done, whatever it came to. */
export function saveDraft(options: { readonly closing?: boolean } = {}): Promise<void> {
  const snapshot = useAppStore.getState().editor;
  if (options.closing === true && snapshot !== null && shouldSave(snapshot.sync)) {
    tail = save(snapshot, true);
    return tail;
  }
  tail = tail.then(() => save(currentOr(snapshot), false));
  return tail;
}

/** Saves and says whether the server now has what is on the screen. */
export async function flushDraft(): Promise<boolean> {
  await saveDraft();
  const { editor } = useAppStore.getState();
  return editor !== null && !hasUnsaved(editor.sync);
}

/** Changes name or switch with the version at hand, after any save under way. Throws what the server said. */
export async function patchPipeline(body: {
  readonly name?: string;
  readonly enabled?: boolean;
}): Promise<PipelineView> {
  await flushDraft();
  const { editor, draftSynced } = useAppStore.getState();
  if (editor === null) throw new Error("Expected an open draft.");
  const saved = await callRoute(updatePipeline, {
    params: { pipelineId: editor.pipelineId },
    body,
    ifMatch: editor.sync.version,
  });
  draftSynced({ type: "versionSeen", version: saved.version });
  remember(saved);
  return saved;
}

/** The server's draft takes the place of ours, which stays one undo away. */
export async function loadTheirs(pipelineId: string): Promise<void> {
  const theirs = await callRoute(getPipeline, { params: { pipelineId } });
  remember(theirs);
  useAppStore.getState().theirsTaken(theirs);
}

/** Saves ours over theirs, which stays one redo away. */
export async function keepOurs(pipelineId: string): Promise<void> {
  const theirs = await callRoute(getPipeline, { params: { pipelineId } });
  const { theirsTaken, undoAsked } = useAppStore.getState();
  theirsTaken(theirs);
  undoAsked();
  await saveDraft();
}

async function save(editor: EditorDraft | null, closing: boolean): Promise<void> {
  if (editor === null || !shouldSave(editor.sync)) return;
  const { pipelineId, graph, sync } = editor;
  report(pipelineId, { type: "saveStarted" });
  try {
    const keepalive = closing && JSON.stringify(graph).length < keepaliveBytes;
    const saved = await callRoute(updatePipeline, {
      params: { pipelineId },
      body: { graph },
      ifMatch: sync.version,
      ...(keepalive ? { keepalive } : {}),
    });
    remember(saved);
    report(pipelineId, { type: "saveSucceeded", version: saved.version });
  } catch (error) {
    report(pipelineId, failureOf(error));
  }
}

function failureOf(error: unknown): DraftSyncEvent {
  const conflict = error instanceof ApiError && (error.status === 409 || error.status === 412);
  return conflict ? { type: "saveConflicted" } : { type: "saveFailed", message: reasonOf(error) };
}

function report(pipelineId: string, event: DraftSyncEvent): void {
  const { editor, draftSynced } = useAppStore.getState();
  if (editor?.pipelineId === pipelineId) draftSynced(event);
}

/** The draft as it is now, unless another pipeline took its place on the screen. */
function currentOr(snapshot: EditorDraft | null): EditorDraft | null {
  const { editor } = useAppStore.getState();
  return editor?.pipelineId === snapshot?.pipelineId ? editor : snapshot;
}

function remember(pipeline: PipelineView): void {
  queryClient.setQueryData(pipelineQuery(pipeline.id).queryKey, pipeline);
}
