import type { PrismaClient } from "../../db/client.ts";
import { createBatchPace, type BatchPace } from "./batch-pace.ts";
import { clearRuns, type RunBatch } from "./clear-runs.ts";
import { pruneRuns } from "./prune-runs.ts";

export interface KeepOptions {
  /** For forms that say nothing themselves. */
  readonly retentionDays: number;
  /** Ends it after the batch that is under way. */
  readonly signal: AbortSignal;
  /** Told of each batch that treated something: how long it took, in ms, and how many runs it treated. */
  readonly onBatch?: (batch: { readonly ms: number; readonly runs: number }) => void;
}

export interface KeptRuns {
  /** Runs whose details were cleared. */
  readonly cleared: number;
  /** Runs that were removed whole. */
  readonly removed: number;
}

/**
 * Clears the details of runs whose form's days are over, and removes runs that are older still, form by form
 * and in small batches with rests between them. Any number of processes may do so at once. By the database's
 * clock; a run's id only says from where on nothing can be old enough.
 */
export async function keepRuns(prisma: PrismaClient, options: KeepOptions): Promise<KeptRuns> {
  const [row] = await prisma.$queryRaw<{ now: Date }[]>`SELECT now()`;
  if (row === undefined) throw new Error("The database did not say what time it is.");
  const { now } = row;
  const clearing = createBatchPace();
  const pruning = createBatchPace();
  let cleared = 0;
  let removed = 0;
  for (const form of await readForms(prisma)) {
    const days = form.retentionDays ?? options.retentionDays;
    cleared += await inBatches(clearing, options, (at) =>
      clearRuns(prisma, { ...at, formId: form.id, days, now }),
    );
    for (const { id: pipelineId } of form.pipelines) {
      removed += await inBatches(pruning, options, (at) =>
        pruneRuns(prisma, { ...at, pipelineId, days, now }),
      );
    }
    if (options.signal.aborted) break;
  }
  return { cleared, removed };
}

/** Deleted ones as well: their runs are kept as long as any, or until they are purged. */
function readForms(prisma: PrismaClient) {
  return prisma.form.findMany({
    select: { id: true, retentionDays: true, pipelines: { select: { id: true } } },
    orderBy: { id: "asc" },
  });
}

/** Batch after batch, until one is not full. Gives how many runs they treated. */
export async function inBatches(
  pace: BatchPace,
  { signal, onBatch }: Pick<KeepOptions, "signal" | "onBatch">,
  treat: (at: { readonly afterId: string | null; readonly limit: number }) => Promise<RunBatch>,
): Promise<number> {
  let total = 0;
  let afterId: string | null = null;
  while (!signal.aborted) {
    const { limit } = pace;
    const began = performance.now();
    const { count, lastId }: RunBatch = await treat({ afterId, limit });
    if (count === 0) break;
    const ms = performance.now() - began;
    onBatch?.({ ms, runs: count });
    // A few rows tell nothing of how many would be too many.
    if (count === limit) pace.took(ms);
    total += count;
    afterId = lastId;
    if (count < limit) break;
    await pace.rest(signal);
  }
  return total;
}
