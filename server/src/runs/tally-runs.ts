import { z } from "zod";
import { asJson, Prisma, type PrismaClient, type TransactionClient } from "../db/client.ts";
import { firstIdAt, timeOfId } from "../search/id-time.ts";

// Counts of runs by quarter of an hour, so that a chart need not look at every run. They are counted behind
// the runs: the newest quarters again and again, and older ones when what was unfinished there no longer is.

const quarterMs = 900_000;
/** Runs come on record a little after their ids are made, in ms. */
const lateMs = 60_000;
/** Quarters that one round counts, at most. */
const quartersPerRound = 400;
const key = "runTally";

const stateSchema = z.strictObject({ countedMs: z.number() });

/** The quarter in which an id was made, in ms since 1970. */
const quarterOf = Prisma.sql`((('x' || substr(r.id::text, 1, 8) || substr(r.id::text, 10, 4))::bit(48)::int8 / ${quarterMs}) * ${quarterMs})`;

/**
 * One round. Returns whether there is more to count. Several processes may call it: one works, the others
 * return at once. Served by PluginRun_pkey, PluginRun_unfinished and RunTally_open.
 */
export async function tallyRuns(prisma: PrismaClient): Promise<boolean> {
  return prisma.$transaction(
    async (tx) => {
      const [lock] = await tx.$queryRaw<{ ok: boolean; now: Date }[]>`
        SELECT pg_try_advisory_xact_lock(hashtext('run tally')) AS ok, clock_timestamp() AS now`;
      if (lock?.ok !== true) return false;
      const row = await tx.setting.findUnique({ where: { key } });
      const countedMs = row === null ? 0 : stateSchema.parse(row.value).countedMs;
      const fromMs = await firstRunSince(tx, countedMs - lateMs, lock.now.getTime());
      const toMs = Math.min(fromMs + quartersPerRound * quarterMs, lock.now.getTime() + lateMs);
      await recount(tx, await changedBefore(tx, fromMs));
      await recountRange(tx, fromMs, toMs);
      const value = asJson({ countedMs: Math.min(toMs, lock.now.getTime()) });
      await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
      return toMs < lock.now.getTime();
    },
    { timeout: 60_000 },
  );
}

/** The quarter of the first run from then on; of now where there is none. */
async function firstRunSince(tx: TransactionClient, ms: number, nowMs: number): Promise<number> {
  const quarter = Math.floor(ms / quarterMs) * quarterMs;
  const run = await tx.pluginRun.findFirst({
    where: { id: { gte: firstIdAt(quarter) } },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  const firstMs = run === null ? nowMs : Math.min(timeOfId(run.id).getTime(), nowMs);
  return Math.floor(firstMs / quarterMs) * quarterMs;
}

/** Quarters in which there are now fewer, or more, unfinished runs than were counted. */
async function changedBefore(tx: TransactionClient, beforeMs: number): Promise<Date[]> {
  const rows = await tx.$queryRaw<{ at: Date }[]>`
    SELECT COALESCE(t.at, u.at) AS at
    FROM (
      SELECT at, sum(count)::int8 AS n FROM "RunTally"
      WHERE status <> 'completed' AND status <> 'failed' AND status <> 'cancelled' GROUP BY at
    ) t FULL JOIN (
      SELECT to_timestamp(${quarterOf} / 1000) AS at, count(*) AS n FROM "PluginRun" r
      WHERE r."finishedAt" IS NULL AND NOT r."isTest" GROUP BY 1
    ) u ON u.at = t.at
    WHERE COALESCE(t.n, 0) <> COALESCE(u.n, 0) AND COALESCE(t.at, u.at) < ${new Date(beforeMs)}
    ORDER BY 1 LIMIT ${quartersPerRound}`;
  return rows.map(({ at }) => at);
}

async function recount(tx: TransactionClient, quarters: readonly Date[]): Promise<void> {
  for (const at of quarters) await recountRange(tx, at.getTime(), at.getTime() + quarterMs);
}

async function recountRange(tx: TransactionClient, fromMs: number, toMs: number): Promise<void> {
  const from = new Date(fromMs);
  const to = new Date(Math.ceil(toMs / quarterMs) * quarterMs);
  await tx.runTally.deleteMany({ where: { at: { gte: from, lt: to } } });
  await tx.$executeRaw`
    INSERT INTO "RunTally" ("pipelineId", at, "versionId", "eventType", status, filtered, count)
    SELECT r."pluginConfigId", to_timestamp(${quarterOf} / 1000), r."versionId", r."eventType", r.status,
      COALESCE(r.outcome = 'filtered', false), count(*)
    FROM "PluginRun" r
    WHERE r.id >= ${firstIdAt(from.getTime())}::uuid AND r.id < ${firstIdAt(to.getTime())}::uuid
      AND NOT r."isTest"
    GROUP BY 1, 2, 3, 4, 5, 6`;
}
