import type { Rate } from "../config-values.ts";

interface Window {
  count: number;
  endsAtMs: number;
}

/** Counts what comes in by key, in fixed windows, in memory. */
export interface RequestRate {
  /** Counts one; the time in ms until the key may try again, 0 when it may now. */
  take(key: string, nowMs: number): number;
}

const maxKeys = 50_000;

export function createRequestRate(rate: Rate): RequestRate {
  const windows = new Map<string, Window>();
  function dropOld(nowMs: number): void {
    for (const [key, window] of windows) {
      // In the order of insertion; the oldest goes even if it still counts, so that memory is bounded.
      if (window.endsAtMs > nowMs && windows.size < maxKeys) break;
      windows.delete(key);
    }
  }
  return {
    take(key, nowMs) {
      const window = windows.get(key);
      if (window !== undefined && window.endsAtMs > nowMs) {
        window.count += 1;
        return window.count > rate.limit ? window.endsAtMs - nowMs : 0;
      }
      windows.delete(key);
      dropOld(nowMs);
      windows.set(key, { count: 1, endsAtMs: nowMs + rate.windowMs });
      return 0;
    },
  };
}
