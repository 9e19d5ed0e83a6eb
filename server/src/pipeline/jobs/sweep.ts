import type { Pool } from "pg";
import { ownerLockClass } from "./owner.ts";
import { dropLostOwners } from "./sql/owners.ts";
import {
  findLostRuns,
  findOwnRuns,
  findStrayRuns,
  requeueStrayRuns,
} from "./sql/find-lost-runs.ts";

const lostEveryMs = 2_000;
/** A process that was not seen for this long is lost, even where its connection still stands. */
const staleAfterMs = 10_000;
const strayEveryMs = 30_000;
const headsEveryMs = 5_000;
const batchSize = 200;

export interface SweepDeps {
  readonly pool: Pool;
  readonly owner: { readonly id: number; readonly steadyForMs: number };
  /** Takes runs out of lost hands; returns the ids of those it took. */
  readonly interrupt: (runIds: readonly string[]) => Promise<readonly string[]>;
  readonly enqueue: (runIds: readonly string[]) => Promise<void>;
  /** Queues the first of each line of a pipeline that runs one at a time, where it was forgotten. */
  readonly queueHeads: () => Promise<number>;
  /** Releases held runs that a resume left behind. */
  readonly releaseHeld: () => Promise<number>;
  /** Whether this process has the run in its hands. */
  readonly isHeld: (runId: string) => boolean;
  /** A process is gone, or froze. */
  readonly onLost: (name: string) => void;
  readonly onStray: (runIds: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
}

export interface Sweep {
  /** When it last looked for lost runs, in ms since 1970; null: not yet. */
  sweptAtMs(): number | null;
  stop(): Promise<void>;
}

/** At the start and then every few seconds: takes over what lost its process, mends what lost its job. */
export function startSweep(deps: SweepDeps): Sweep {
  let last: Promise<unknown> = sweepLost(deps)
    .then(() => deps.releaseHeld())
    .then(() => deps.queueHeads())
    .catch(deps.onError);
  const every = (ms: number, sweep: (deps: SweepDeps) => Promise<number>): NodeJS.Timeout =>
    setInterval(() => {
      last = last.then(() => sweep(deps)).catch(deps.onError);
    }, ms);
  const forgotten = createForgottenSweep();
  let sweptAtMs: number | null = null;
  const sweepAndTell = async (all: SweepDeps): Promise<number> => {
    const count = await sweepLost(all);
    sweptAtMs = Date.now();
    return count;
  };
  const timers = [
    every(lostEveryMs, sweepAndTell),
    every(strayEveryMs, sweepStray),
    every(strayEveryMs, forgotten),
    every(strayEveryMs, () => deps.releaseHeld()),
    every(headsEveryMs, () => deps.queueHeads()),
  ];
  return {
    sweptAtMs: () => sweptAtMs,
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await last;
    },
  };
}

/** Takes over every run whose process is gone; returns how many. */
export async function sweepLost(deps: SweepDeps): Promise<number> {
  await declareLost(deps);
  let count = 0;
  for (;;) {
    const found = await deps.pool.query<{ id: string }>({ ...findLostRuns, values: [batchSize] });
    if (found.rows.length === 0) return count;
    const taken = await deps.interrupt(found.rows.map((row) => row.id));
    count += taken.length;
    if (found.rows.length < batchSize) return count;
  }
}

async function declareLost({ pool, owner, onLost }: SweepDeps): Promise<void> {
  const staleMs = owner.steadyForMs > staleAfterMs ? staleAfterMs : null;
  const lost = await pool.query<{ name: string }>({
    ...dropLostOwners,
    values: [ownerLockClass, staleMs, owner.id],
  });
  for (const { name } of lost.rows) onLost(name);
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

/**
 * Finds runs that are ours by the database and that this process does not have in its hands, twice in a
 * row: something failed between the claim and the thread. Each is a defect of ours, mended and said so.
 */
function createForgottenSweep(): (deps: SweepDeps) => Promise<number> {
  let suspected = new Set<string>();
  return async (deps) => {
    const found = await deps.pool.query<{ id: string }>({
      ...findOwnRuns,
      values: [deps.owner.id],
    });
    const missing = found.rows.map((row) => row.id).filter((id) => !deps.isHeld(id));
    const forgotten = missing.filter((id) => suspected.has(id));
    suspected = new Set(missing);
    if (forgotten.length === 0) return 0;
    deps.onStray(forgotten);
    return (await deps.interrupt(forgotten)).length;
  };
}
