import { getPipeline, updatePipeline, type PipelineView } from "@formloom/shared/api";
import type { MergeSide } from "@formloom/shared/graph";
import { sameJson } from "@formloom/shared/kernel";
import { callRoute } from "../../effects/api-client.ts";
import { hasCode } from "../../effects/api-error.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import type { EditorDraft } from "../../store/editor-slice.ts";
import { useAppStore } from "../../store/store.ts";
import { showDone } from "../../ui/toast.tsx";
import { nodeTypesQuery } from "../../plugins/node-types-query.ts";
import { hasUnsaved, shouldSave, type DraftSyncEvent } from "./draft-sync.ts";
import { pipelineQuery } from "../../effects/pipeline-queries.ts";
import type { NodeTypes } from "./graph-walk.ts";

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
  readonly oneAtATime?: boolean;
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

/** Puts the owner's choices between two drafts into effect and saves. */
export async function settleConflict(choices: ReadonlyMap<string, MergeSide>): Promise<void> {
  const [{ joinDrafts }, nodeTypes] = await Promise.all([loadJoining(), knownTypes()]);
  const { editor } = useAppStore.getState();
  if (editor?.sync.state.kind !== "conflict") return;
  const { theirs } = editor.sync.state;
  const joined = joinDrafts(editor, theirs, { nodeTypes, choices });
  useAppStore.getState().theirsJoined({ ...joined, theirs });
  await saveDraft();
}

/** Looks at a draft that was read anew, after any save under way. */
export function noticeDraft(read: PipelineView): Promise<void> {
  tail = tail.then(() => {
    const { editor } = useAppStore.getState();
    return editor?.sync.state.kind === "idle" ? takeNewer(read) : undefined;
  });
  return tail;
}

/**
 * Joins what somebody else saved with what is on the screen, at once where both changed different
 * steps; else the owner is asked. Says who it was.
 */
async function takeNewer(theirs: PipelineView): Promise<void> {
  if (theirs.version <= (useAppStore.getState().editor?.sync.version ?? 0)) return;
  // What cannot be fetched now is tried with the next look: saving goes on either way.
  const joining = await loadJoining().catch(() => null);
  if (joining === null) return;
  const { joinDrafts, joinedWords, theirDraft } = joining;
  const nodeTypes = await knownTypes();
  const { editor, theirsJoined } = useAppStore.getState();
  if (editor?.pipelineId !== theirs.id || theirs.version <= editor.sync.version) return;
  const draft = theirDraft(theirs);
  if (sameJson(draft.graph, editor.sync.base)) {
    report(theirs.id, { type: "theirsJoined", theirs: draft });
    return;
  }
  const joined = joinDrafts(editor, draft, { nodeTypes });
  if (joined.conflicts.length > 0) {
    report(theirs.id, { type: "saveConflicted", theirs: draft });
    return;
  }
  const hadOwn = hasUnsaved(editor.sync);
  theirsJoined({ ...joined, theirs: draft });
  if (!hadOwn)
    report(theirs.id, { type: "theirsLoaded", version: draft.version, graph: draft.graph });
  showDone(joinedWords(draft, editor.sync.base, nodeTypes));
}

/** How often a save builds on what somebody else saved meanwhile before it waits for the next pause. */
const maxJoins = 3;

async function save(editor: EditorDraft | null, closing: boolean, joins = 0): Promise<void> {
  if (editor === null || !shouldSave(editor.sync)) return;
  const { pipelineId, graph, sync } = editor;
  report(pipelineId, { type: "saveStarted", graph });
  try {
    const keepalive = closing && JSON.stringify(graph).length < keepaliveBytes;
    const saved = await callRoute(updatePipeline, {
      params: { pipelineId },
      body: { graph },
      ifMatch: sync.version,
      ...(keepalive ? { keepalive } : {}),
    });
    // With the graph that was sent, whose steps are those on the screen: only what changed is compared.
    remember({ ...saved, graph });
    report(pipelineId, { type: "saveSucceeded", version: saved.version });
  } catch (error) {
    await recover(pipelineId, error);
    if (joins < maxJoins && hasCode(error, "stale"))
      await save(currentOr(editor), false, joins + 1);
  }
}

/** After a save that the server did not take: joins theirs where that is why, and saves again by itself. */
async function recover(pipelineId: string, error: unknown): Promise<void> {
  const failed = (reason: unknown): void =>
    report(pipelineId, { type: "saveFailed", message: reasonOf(reason) });
  if (!hasCode(error, "stale")) return failed(error);
  try {
    const theirs = await callRoute(getPipeline, { params: { pipelineId } });
    report(pipelineId, {
      type: "saveFailed",
      message: "Somebody else saved this draft meanwhile.",
    });
    remember(theirs);
    await takeNewer(theirs);
  } catch (reason) {
    failed(reason);
  }
}

/** Fetched once somebody else saved meanwhile. */
const loadJoining = () => import("./changes/join-drafts.ts");

async function knownTypes(): Promise<NodeTypes> {
  return queryClient.ensureQueryData(nodeTypesQuery);
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

/** Takes note of a change that was made beside the draft, such as a pause. */
export function noticeChanged(pipeline: PipelineView): void {
  useAppStore.getState().draftSynced({ type: "versionSeen", version: pipeline.version });
  remember(pipeline);
}

function remember(pipeline: PipelineView): void {
  queryClient.setQueryData(pipelineQuery(pipeline.id).queryKey, pipeline);
}
