import type { Pool, PoolClient } from "pg";
import { PgBoss, type Db } from "pg-boss";

/** The one queue: runs that do not end in their first pass. */
const queueName = "runs";
const tenYearsSeconds = 315_360_000;

export interface QueuedRun {
  readonly runId: string;
  /** ms until it is due; 0: now. */
  readonly dueInMs: number;
  readonly priority?: number;
}

/**
 * pg-boss as the durable queue and timer over any number of processes. A job only says "look at this
 * run"; it is deleted in the transaction that claims the run, from where the owner's lock stands for it.
 */
export interface RunQueue {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Adds runs within a transaction of the caller's. */
  readonly add: (client: Pick<PoolClient, "query">, runs: readonly QueuedRun[]) => Promise<void>;
  /** Fetches and deletes due jobs within a transaction of the caller's; ids of their runs. */
  readonly take: (client: Pick<PoolClient, "query">, limit: number) => Promise<string[]>;
}

export function createRunQueue(pool: Pool, onError: (error: Error) => void): RunQueue {
  const boss = new PgBoss({
    db: asDb(pool),
    schema: "pgboss",
    schedule: false,
    supervise: true,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on("error", onError);
  return {
    start: async () => {
      await boss.start();
      await boss.createQueue(queueName, {
        expireInSeconds: 86_399,
        retryLimit: 1_000_000,
        retryDelay: 0,
        retryBackoff: false,
        retentionSeconds: tenYearsSeconds,
        heartbeatSeconds: 10,
      });
    },
    stop: () => boss.stop({ graceful: false, close: false }),
    add: async (client, runs) => {
      const jobs = runs.map(({ runId, dueInMs, priority = 0 }) => ({
        data: { runId },
        priority,
        // An interval, so that the database's clock decides when it is over.
        ...(dueInMs > 0 ? { startAfter: `${dueInMs / 1000} seconds` } : {}),
      }));
      await boss.insert(queueName, jobs, { db: asDb(client) });
    },
    take: async (client, limit) => {
      const db = asDb(client);
      const jobs = await boss.fetch<{ runId: string }>(queueName, { batchSize: limit, db });
      if (jobs.length === 0) return [];
      await boss.deleteJob(
        queueName,
        jobs.map((job) => job.id),
        { db },
      );
      return [...new Set(jobs.map((job) => job.data.runId))];
    },
  };
}

function asDb(client: Pick<PoolClient, "query">): Db {
  return { executeSql: (text, values) => client.query(text, values) };
}
