import type { StateCreator } from "zustand";

export interface LiveSlice {
  /** Whether changes arrive by themselves. */
  readonly liveState: "idle" | "open" | "lost";
  readonly liveStateChanged: (state: LiveSlice["liveState"]) => void;
}

export const createLiveSlice: StateCreator<LiveSlice> = (set) => ({
  liveState: "idle",
  liveStateChanged: (liveState) => set({ liveState }),
});
