import { setTimeout as sleep } from "node:timers/promises";

const leastRows = 5;
const mostRows = 500;
const firstRows = 40;
/** A batch that took longer is followed by smaller ones; in ms. */
const slowMs = 250;
/** A batch that took less is followed by larger ones; in ms. */
const quickMs = 80;
const longestRestMs = 1_000;
const shortestRestMs = 5;

/** How large the next batch of work on old data may be, and how long to leave the database alone before it. */
export interface BatchPace {
  /** Rows of the next batch. */
  readonly limit: number;
  /** Tells how long a batch took, in ms. */
  took(ms: number): void;
  /** Waits as long as the last batch took, so that live work has at least half of the time; not once ended. */
  rest(signal: AbortSignal): Promise<void>;
}

/** Begins with small batches, grows while they are quick, and halves once one was slow. */
export function createBatchPace(): BatchPace {
  let limit = firstRows;
  let lastMs = 0;
  return {
    get limit() {
      return limit;
    },
    took: (ms) => {
      lastMs = ms;
      if (ms > slowMs) limit = Math.max(leastRows, Math.floor(limit / 2));
      else if (ms < quickMs) limit = Math.min(mostRows, limit * 2);
    },
    rest: async (signal) => {
      const restMs = Math.min(longestRestMs, Math.max(shortestRestMs, lastMs));
      // An end that comes meanwhile ends the rest, and nothing else.
      await sleep(restMs, undefined, { signal }).catch(() => {});
    },
  };
}
