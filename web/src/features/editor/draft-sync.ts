import type { Graph } from "@formloom/shared/graph";
import { assertNever } from "@formloom/shared/kernel";

/** A draft that somebody else saved meanwhile. */
export interface TheirDraft {
  readonly graph: Graph;
  readonly version: number;
  /** Who saved it, and when; null where nobody knows. */
  readonly by: { readonly name: string; readonly at: string } | null;
}

/**
 * How the draft on the screen stands to the draft on the server. `edit` counts changes on the screen;
 * `savedEdit` is the last one the server has.
 */
export interface DraftSync {
  readonly edit: number;
  readonly savedEdit: number;
  /** The row's version, for `If-Match`. */
  readonly version: number;
  /** The draft as the server had it at that version: what both sides' changes are told from. */
  readonly base: Graph;
  readonly state:
    | { readonly kind: "idle" }
    | { readonly kind: "saving"; readonly edit: number; readonly graph: Graph }
    /** The server said no for a reason that saving again may cure. */
    | { readonly kind: "failed"; readonly message: string }
    /** Somebody else changed the same steps in between; the owner decides. */
    | { readonly kind: "conflict"; readonly theirs: TheirDraft };
}

export type DraftSyncEvent =
  | { readonly type: "edited" }
  | { readonly type: "saveStarted"; readonly graph: Graph }
  | { readonly type: "saveSucceeded"; readonly version: number }
  /** The row changed by another act of ours. */
  | { readonly type: "versionSeen"; readonly version: number }
  | { readonly type: "saveFailed"; readonly message: string }
  | { readonly type: "saveConflicted"; readonly theirs: TheirDraft }
  /** Theirs is loaded: the screen shows the server's draft. */
  | { readonly type: "theirsLoaded"; readonly version: number; readonly graph: Graph }
  /** Both drafts are joined on the screen: theirs is what the next save builds on. */
  | { readonly type: "theirsJoined"; readonly theirs: TheirDraft };

export function newDraftSync(version: number, base: Graph): DraftSync {
  return { edit: 0, savedEdit: 0, version, base, state: { kind: "idle" } };
}

export function nextDraftSync(sync: DraftSync, event: DraftSyncEvent): DraftSync {
  switch (event.type) {
    case "edited":
      return { ...sync, edit: sync.edit + 1 };
    case "saveStarted":
      return { ...sync, state: { kind: "saving", edit: sync.edit, graph: event.graph } };
    case "saveSucceeded":
      return {
        ...sync,
        version: event.version,
        ...(sync.state.kind === "saving"
          ? { savedEdit: sync.state.edit, base: sync.state.graph }
          : {}),
        state: { kind: "idle" },
      };
    case "versionSeen":
      return { ...sync, version: event.version };
    case "saveFailed":
      return { ...sync, state: { kind: "failed", message: event.message } };
    case "saveConflicted":
      return { ...sync, state: { kind: "conflict", theirs: event.theirs } };
    case "theirsLoaded":
      return {
        ...sync,
        savedEdit: sync.edit,
        version: event.version,
        base: event.graph,
        state: { kind: "idle" },
      };
    case "theirsJoined":
      return {
        ...sync,
        version: event.theirs.version,
        base: event.theirs.graph,
        state: { kind: "idle" },
      };
    default:
      return assertNever(event);
  }
}

export function hasUnsaved(sync: DraftSync): boolean {
  return sync.edit !== sync.savedEdit;
}

/** Whether a save should begin now (after the pause): never over a conflict, never two at once. */
export function shouldSave(sync: DraftSync): boolean {
  return hasUnsaved(sync) && (sync.state.kind === "idle" || sync.state.kind === "failed");
}

export interface SyncLabel {
  readonly text: string;
  readonly tone: "quiet" | "busy" | "bad";
}

/** What the header says. */
export function syncLabel(sync: DraftSync): SyncLabel {
  switch (sync.state.kind) {
    case "conflict":
      return { text: "Changed by two people", tone: "bad" };
    case "failed":
      return { text: "Not saved", tone: "bad" };
    case "saving":
      return { text: "Saving…", tone: "busy" };
    case "idle":
      return hasUnsaved(sync)
        ? { text: "Saving…", tone: "busy" }
        : { text: "Saved", tone: "quiet" };
    default:
      return assertNever(sync.state);
  }
}
