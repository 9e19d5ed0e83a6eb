import type { StateCreator } from "zustand";

export interface PendingSlice {
  /** Ids of things that are hidden because their deletion can still be undone. */
  readonly pendingDeletions: readonly string[];
  readonly deletionRequested: (id: string) => void;
  /** Undone, done or refused: it is no longer hidden by us. */
  readonly deletionSettled: (id: string) => void;
}

export const createPendingSlice: StateCreator<PendingSlice> = (set) => ({
  pendingDeletions: [],
  deletionRequested: (id) =>
    set(({ pendingDeletions }) => ({ pendingDeletions: [...pendingDeletions, id] })),
  deletionSettled: (id) =>
    set(({ pendingDeletions }) => ({
      pendingDeletions: pendingDeletions.filter((pending) => pending !== id),
    })),
});
