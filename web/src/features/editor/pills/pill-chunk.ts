import { useEffect, useState } from "react";
import type * as chunk from "./pill-editor.tsx";

type PillChunk = typeof chunk;

let loaded: PillChunk | null = null;

/** Fetches the editor of texts with pills; a failure is tried again with the next field. */
async function loadPillEditor(): Promise<PillChunk | null> {
  try {
    loaded ??= await import("./pill-editor.tsx");
  } catch {
    // The plain input stays, and everything can be written in it.
  }
  return loaded;
}

/** The editor once it has arrived; null before. */
export function useLoadedEditor(): PillChunk | null {
  const [arrived, setArrived] = useState(loaded);
  useEffect(() => {
    let waiting = arrived === null;
    if (waiting) void loadPillEditor().then((found) => waiting && setArrived(found));
    return () => {
      waiting = false;
    };
  }, [arrived]);
  return arrived;
}
