import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLive, type LiveFilter } from "./live-stream.ts";

/** Reads again what a live hint says has changed. */
export function useLiveRefresh(filter: LiveFilter | null, queryKey: QueryKey): void {
  const refresh = useRefresh(queryKey);
  useLive(filter, refresh);
}

/**
 * How to read something again after a hint. Hints come in bursts: one reading in `gatherMs` is enough. A
 * reading is never cut off by the next hint, or under many hints none would end; what was hinted at
 * meanwhile is read after it.
 */
export function useRefresh(queryKey: QueryKey, gatherMs = 250): () => void {
  const client = useQueryClient();
  const state = useRef<RefreshState>({ timer: undefined, busy: false, again: false, gone: false });
  useEffect(() => {
    const { current } = state;
    current.gone = false;
    return () => {
      clearTimeout(current.timer);
      current.timer = undefined;
      current.gone = true;
    };
  }, []);
  const refresh = () => {
    const { current } = state;
    current.again = true;
    if (current.busy || current.gone || current.timer !== undefined) return;
    current.timer = setTimeout(() => {
      Object.assign(current, { timer: undefined, busy: true, again: false });
      void client.invalidateQueries({ queryKey }).finally(() => {
        current.busy = false;
        if (current.again) refresh();
      });
    }, gatherMs);
  };
  return refresh;
}

interface RefreshState {
  timer: ReturnType<typeof setTimeout> | undefined;
  busy: boolean;
  /** Something changed since the last reading began. */
  again: boolean;
  /** The page is not shown any more. */
  gone: boolean;
}
