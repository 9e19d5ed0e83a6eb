import type { Pool, PoolClient } from "pg";
import type { QueuedRun } from "./queue.ts";
import { releaseHeld, type ReleasedRun } from "./sql/release-held.ts";
import { inTransaction } from "./transaction.ts";

const batchSize = 200;

export interface ReleaseDeps {
  readonly pool: Pool;
  readonly enqueue: (client: PoolClient, runs: readonly QueuedRun[]) => Promise<void>;
  /** Called after each batch's commit. */
  readonly onReleased: (runs: readonly ReleasedRun[]) => void;
}

/**
 * Releases the held runs of one pipeline, or of all, as far as they are not paused: batch by batch, each
 * with its jobs in one transaction. Cut off in between, the next call goes on with what is left; the
 * sweep makes one every half a minute. Runs with a turn get no job here: the first of a line is queued
 * by `Turns`. Returns how many it released.
 */
export async function releaseHeldRuns(
  pipelineId: string | null,
  deps: ReleaseDeps,
): Promise<number> {
  for (let count = 0; ;) {
    const released = await inTransaction(deps.pool, async (client) => {
      const values = [pipelineId, batchSize];
      const { rows } = await client.query<ReleasedRun>({ ...releaseHeld, values });
      const free = rows.filter((run) => run.turn === null);
      await deps.enqueue(
        client,
        free.map((run) => ({ runId: run.id, dueInMs: 0 })),
      );
      return rows;
    });
    if (released.length > 0) deps.onReleased(released);
    count += released.length;
    if (released.length < batchSize) return count;
  }
}
