import type { Pool, PoolClient } from "pg";
import { fromPrisma, PgBoss, type Db } from "pg-boss";
import type { TransactionClient } from "../../db/client.ts";

/** The one queue: runs that do not end in their first pass. */
const queueName = "runs";
const tenYearsSeconds = 315_360_000;

export interface QueuedRun {
  readonly runId: string;
  /** ms until it is due; 0: now. */
  readonly dueInMs: number;
}

/** Which due runs to take. */
export interface QueueRequest {
  readonly limit: number;
  /** `bulk`: only runs of negative priority; `live`: only the others. */
  readonly lane: "live" | "bulk";
  /** Pipelines that have their share of what is in flight; their runs stay where they are. */
  readonly without: readonly string[];
}

/**
 * pg-boss as the durable queue and timer over any number of processes. A job only says "look at this
 * run"; it is deleted in the transaction that claims the run, from where the owner stands for it.
 */
export interface RunQueue {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Adds runs, with their priority and pipeline, within a transaction of the caller's. */
  readonly add: (client: Pick<PoolClient, "query">, runs: readonly QueuedRun[]) => Promise<void>;
  /** Adds runs that are due now within a Prisma transaction of the caller's, which may have written them. */
  readonly addIn: (tx: TransactionClient, runIds: readonly string[]) => Promise<void>;
  /** Fetches and deletes due jobs within a transaction of the caller's; ids of their runs. */
  readonly take: (client: Pick<PoolClient, "query">, request: QueueRequest) => Promise<string[]>;
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
      if (runs.length === 0) return;
      const known = await client.query<RunFacts>({
        ...readRunFacts,
        values: [runs.map((run) => run.runId)],
      });
      const jobs = toJobs(runs, known.rows);
      if (jobs.length > 0) await boss.insert(queueName, jobs, { db: asDb(client) });
    },
    addIn: async (tx, runIds) => {
      const known = await tx.pluginRun.findMany({
        where: { id: { in: [...runIds] } },
        select: { id: true, pluginConfigId: true, priority: true },
      });
      const runs = runIds.map((runId) => ({ runId, dueInMs: 0 }));
      await boss.insert(queueName, toJobs(runs, known), { db: fromPrisma(tx) });
    },
    take: (client, request) => takeJobs(boss, asDb(client), request),
  };
}

async function takeJobs(
  boss: PgBoss,
  db: Db,
  { limit, lane, without }: QueueRequest,
): Promise<string[]> {
  const jobs = await boss.fetch<{ runId: string }>(queueName, {
    batchSize: limit,
    db,
    ...(lane === "live" ? { minPriority: 0 } : { maxPriority: -1 }),
    ...(without.length > 0 ? { ignoreGroups: [...without] } : {}),
  });
  if (jobs.length === 0) return [];
  await boss.deleteJob(
    queueName,
    jobs.map((job) => job.id),
    { db },
  );
  return [...new Set(jobs.map((job) => job.data.runId))];
}

/** What the queue has to know of runs. Served by PluginRun_pkey. $1 run ids. */
const readRunFacts = {
  text: `SELECT id, "pluginConfigId", priority FROM "PluginRun" WHERE id = ANY($1::uuid[])`,
} as const;

interface RunFacts {
  readonly id: string;
  readonly pluginConfigId: string;
  readonly priority: number;
}

function toJobs(runs: readonly QueuedRun[], known: readonly RunFacts[]) {
  const facts = new Map(known.map((row) => [row.id, row]));
  return runs.flatMap(({ runId, dueInMs }) => {
    const run = facts.get(runId);
    if (run === undefined) return [];
    return {
      data: { runId },
      priority: run.priority,
      group: { id: run.pluginConfigId },
      // An interval, so that the database's clock decides when it is over.
      ...(dueInMs > 0 ? { startAfter: `${dueInMs / 1000} seconds` } : {}),
    };
  });
}

function asDb(client: Pick<PoolClient, "query">): Db {
  return { executeSql: (text, values) => client.query(text, values) };
}
