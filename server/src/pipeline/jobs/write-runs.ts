import type { Pool, PoolClient, QueryResultRow } from "pg";
import type { QueuedRun } from "./queue.ts";
import { inTransaction } from "./transaction.ts";

/** A statement that writes runs, with its values. */
export interface RunsQuery {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** Writes runs; `queued` names those of them that nobody holds. */
export type WriteRuns = <Row extends QueryResultRow>(
  query: RunsQuery,
  queued: readonly string[],
) => Promise<Row[]>;

/**
 * Writes runs in one commit. Where some of them are to wait in the queue, their jobs are part of it, so
 * that no crash leaves a run which nobody looks for; runs that the statement left out get no job.
 */
export function createRunWriter(deps: {
  readonly pool: Pool;
  readonly enqueue: (client: PoolClient, runs: readonly QueuedRun[]) => Promise<void>;
  readonly onQueued: () => void;
}): WriteRuns {
  return async <Row extends QueryResultRow>(query: RunsQuery, queued: readonly string[]) => {
    if (queued.length === 0) return (await deps.pool.query<Row>(query)).rows;
    const rows = await inTransaction(deps.pool, async (client) => {
      const result = await client.query<Row>(query);
      await deps.enqueue(
        client,
        queued.map((runId) => ({ runId, dueInMs: 0 })),
      );
      return result.rows;
    });
    deps.onQueued();
    return rows;
  };
}
