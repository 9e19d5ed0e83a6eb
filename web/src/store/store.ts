import { create } from "zustand";
import { createEditorSlice, type EditorSlice } from "./editor-slice.ts";
import { createLiveSlice, type LiveSlice } from "./live-slice.ts";
import { createPendingSlice, type PendingSlice } from "./pending-slice.ts";

export type AppState = EditorSlice & LiveSlice & PendingSlice;

/** The one store: slices by domain, actions named as events. Server data lives in react-query. */
export const useAppStore = create<AppState>()((...args) => ({
  ...createEditorSlice(...args),
  ...createLiveSlice(...args),
  ...createPendingSlice(...args),
}));
