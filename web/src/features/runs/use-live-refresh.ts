import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLive, type LiveFilter } from "../../effects/live-stream.ts";

/** Hints come in bursts; one reading in this many ms is enough. */
const gatherMs = 250;

/** Reads again what a live hint says has changed. */
export function useLiveRefresh(filter: LiveFilter | null, queryKey: QueryKey): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLive(filter, () => {
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey });
    }, gatherMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
