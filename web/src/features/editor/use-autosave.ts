import { useEffect } from "react";
import { useAppStore } from "../../store/store.ts";
import { saveDraft } from "./draft-saver.ts";
import { shouldSave, type DraftSync } from "./draft-sync.ts";

/** Pause after the last change, in ms. */
const pauseMs = 1_200;
/** Pause after a failed save, in ms. */
const retryMs = 8_000;

/** Saves the open draft by itself: after a pause, when the page is hidden, and when it is left. */
export function useAutosave(): void {
  const sync = useAppStore((state) => state.editor?.sync);
  useEffect(() => {
    if (sync === undefined || !shouldSave(sync)) return undefined;
    const timer = setTimeout(() => void saveDraft(), pauseOf(sync));
    return () => clearTimeout(timer);
  }, [sync]);
  useEffect(() => {
    const saveNow = () => void saveDraft({ closing: true });
    const visibilityChanged = () => {
      if (document.visibilityState === "hidden") saveNow();
    };
    window.addEventListener("pagehide", saveNow);
    document.addEventListener("visibilitychange", visibilityChanged);
    return () => {
      window.removeEventListener("pagehide", saveNow);
      document.removeEventListener("visibilitychange", visibilityChanged);
      saveNow();
    };
  }, []);
}

function pauseOf(sync: DraftSync): number {
  return sync.state.kind === "failed" ? retryMs : pauseMs;
}
