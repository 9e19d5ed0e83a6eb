import { assertNever } from "@formloom/shared/kernel";

/**
 * How the draft on the screen stands to the draft on the server. `edit` counts changes on the screen;
 * `savedEdit` is the last one the server has.
 */
export interface DraftSync {
  readonly edit: number;
  readonly savedEdit: number;
  /** The row's version, for `If-Match`. */
  readonly version: number;
  readonly state:
    | { readonly kind: "idle" }
    | { readonly kind: "saving"; readonly edit: number }
    /** The server said no for a reason that saving again may cure. */
    | { readonly kind: "failed"; readonly message: string }
    /** Somebody else saved in between; the owner decides. */
    | { readonly kind: "conflict" };
}

export type DraftSyncEvent =
  | { readonly type: "edited" }
  | { readonly type: "saveStarted" }
  | { readonly type: "saveSucceeded"; readonly version: number }
  /** The row changed by another act of ours. */
  | { readonly type: "versionSeen"; readonly version: number }
  | { readonly type: "saveFailed"; readonly message: string }
  | { readonly type: "saveConflicted" }
  /** Theirs is loaded: the screen shows the server's draft. */
  | { readonly type: "theirsLoaded"; readonly version: number };

export function newDraftSync(version: number): DraftSync {
  return { edit: 0, savedEdit: 0, version, state: { kind: "idle" } };
}

export function nextDraftSync(sync: DraftSync, event: DraftSyncEvent): DraftSync {
  switch (event.type) {
    case "edited":
      return { ...sync, edit: sync.edit + 1 };
    case "saveStarted":
      return { ...sync, state: { kind: "saving", edit: sync.edit } };
    case "saveSucceeded":
      return {
        ...sync,
        version: event.version,
        savedEdit: sync.state.kind === "saving" ? sync.state.edit : sync.savedEdit,
        state: { kind: "idle" },
      };
    case "versionSeen":
      return { ...sync, version: event.version };
    case "saveFailed":
      return { ...sync, state: { kind: "failed", message: event.message } };
    case "saveConflicted":
      return { ...sync, state: { kind: "conflict" } };
    case "theirsLoaded":
      return { ...sync, savedEdit: sync.edit, version: event.version, state: { kind: "idle" } };
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
      return { text: "Changed elsewhere", tone: "bad" };
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
