import type { Pool } from "pg";
import { ownerLockClass } from "./owner.ts";
import { findLostRuns, findStrayRuns, requeueStrayRuns } from "./sql/find-lost-runs.ts";

const lostEveryMs = 5_000;
const strayEveryMs = 30_000;
const batchSize = 200;

export interface SweepDeps {
  readonly pool: Pool;
  /** Takes runs out of lost hands; returns the ids of those it took. */
  readonly interrupt: (runIds: readonly string[]) => Promise<readonly string[]>;
  readonly enqueue: (runIds: readonly string[]) => Promise<void>;
  readonly onStray: (runIds: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
}

export interface Sweep {
  stop(): Promise<void>;
}

/** At the start and then every few seconds: takes over what lost its process, mends what lost its job. */
export function startSweep(deps: SweepDeps): Sweep {
  let last: Promise<unknown> = sweepLost(deps).catch(deps.onError);
  const every = (ms: number, sweep: (deps: SweepDeps) => Promise<number>): NodeJS.Timeout =>
    setInterval(() => {
      last = last.then(() => sweep(deps)).catch(deps.onError);
    }, ms);
  const timers = [every(lostEveryMs, sweepLost), every(strayEveryMs, sweepStray)];
  return {
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await last;
    },
  };
}

/** Takes over every run whose process is gone; returns how many. */
export async function sweepLost(deps: SweepDeps): Promise<number> {
  let count = 0;
  for (;;) {
    const found = await deps.pool.query<{ id: string }>({
      ...findLostRuns,
      values: [ownerLockClass, batchSize],
    });
    if (found.rows.length === 0) return count;
    const taken = await deps.interrupt(found.rows.map((row) => row.id));
    count += taken.length;
    if (found.rows.length < batchSize) return count;
  }
}

/** Requeues runs that nobody has; each is a defect of ours, and said so. Returns how many. */
export async function sweepStray(deps: SweepDeps): Promise<number> {
  const found = await deps.pool.query<{ id: string }>({ ...findStrayRuns, values: [batchSize] });
  const ids = found.rows.map((row) => row.id);
  if (ids.length === 0) return 0;
  const requeued = await deps.pool.query<{ id: string }>({ ...requeueStrayRuns, values: [ids] });
  const mended = requeued.rows.map((row) => row.id);
  if (mended.length > 0) {
    await deps.enqueue(mended);
    deps.onStray(mended);
  }
  return mended.length;
}
