import { create } from "zustand";
import { createEditorSlice, type EditorSlice } from "./editor-slice.ts";
import { createLiveSlice, type LiveSlice } from "./live-slice.ts";
import { createPendingSlice, type PendingSlice } from "./pending-slice.ts";
import { createTrialSlice, type TrialSlice } from "./trial-slice.ts";

export type AppState = EditorSlice & LiveSlice & PendingSlice & TrialSlice;

/** The one store: slices by domain, actions named as events. Server data lives in react-query. */
export const useAppStore = create<AppState>()((...args) => ({
  ...createEditorSlice(...args),
  ...createLiveSlice(...args),
  ...createPendingSlice(...args),
  ...createTrialSlice(...args),
}));
