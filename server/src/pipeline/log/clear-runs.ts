import { leastIdAt } from "@formloom/shared/kernel";
import type { PrismaClient, TransactionClient } from "../../db/client.ts";
import { failPoint } from "../../fail-point.ts";
import { unseenKeptDays } from "./retention.ts";

/** A batch of a walk through runs from the oldest on. */
export interface RunBatch {
  /** How many runs were treated; fewer than were asked for: the walk is at its end. */
  readonly count: number;
  /** The last of them, for the next batch; null: none. */
  readonly lastId: string | null;
}

export interface ClearBatch {
  readonly formId: string;
  /** How long the form's runs keep their details, in days. */
  readonly days: number;
  /** The database's time, to know from which id on no run can be old enough. */
  readonly now: Date;
  /** Only runs after this one; null: from the oldest on. */
  readonly afterId: string | null;
  readonly limit: number;
}

/**
 * Clears inputs, results and written lines of one batch of a form's runs that ended more than its days ago,
 * and deletes their caught mails, in one transaction: of each run either all is cleared, with `clearedAt`
 * set, or nothing. What failed waits until somebody has seen it and the days have gone by since, or for
 * {@link unseenKeptDays}. Unfinished runs, and those that a replay or another process has locked, are left
 * alone. Served by PluginRun_uncleared and PluginExecutionLog_pkey.
 */
export async function clearRuns(prisma: PrismaClient, batch: ClearBatch): Promise<RunBatch> {
  return prisma.$transaction(async (tx) => {
    const ids = await lockRipe(tx, batch);
    if (ids.length > 0) await clearDetails(tx, ids);
    return { count: ids.length, lastId: ids.at(-1) ?? null };
  });
}

/** Ids begin with their time, so the oldest come first without a sort. */
async function lockRipe(
  tx: TransactionClient,
  { formId, days, now, afterId, limit }: ClearBatch,
): Promise<string[]> {
  const unseenDays = Math.max(days, unseenKeptDays);
  const beforeId = leastIdAt(now.getTime() - days * 86_400_000);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "PluginRun"
    WHERE "formId" = ${formId}::uuid AND "clearedAt" IS NULL AND "finishedAt" IS NOT NULL
      AND id > ${afterId ?? leastIdAt(0)}::uuid AND id < ${beforeId}::uuid
      AND "finishedAt" < now() - make_interval(days => ${days}::int)
      AND (status NOT IN ('failed', 'needs_attention')
        OR "finishedAt" < now() - make_interval(days => ${unseenDays}::int)
        OR ("seenAt" >= "finishedAt" AND "seenAt" < now() - make_interval(days => ${days}::int)))
    ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  return rows.map((row) => row.id);
}

async function clearDetails(tx: TransactionClient, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "PluginExecutionLog" SET input = NULL, output = NULL, lines = NULL
    WHERE "runId" = ANY(${[...ids]}::uuid[])
      AND (input IS NOT NULL OR output IS NOT NULL OR lines IS NOT NULL)`;
  await tx.outboxMail.deleteMany({ where: { runId: { in: [...ids] } } });
  failPoint("clearing");
  // Final settings that somebody typed for a replay hold answers as well.
  await tx.$executeRaw`
    UPDATE "PluginRun" SET "clearedAt" = now(), edits = CASE
      WHEN edits IS NULL THEN NULL
      ELSE jsonb_set(edits, '{steps}', COALESCE((
        SELECT jsonb_object_agg(key, CASE WHEN (value->>'resolved')::boolean
          THEN value || '{"config": {}}'::jsonb ELSE value END)
        FROM jsonb_each(edits->'steps')), '{}'::jsonb)) END
    WHERE id = ANY(${[...ids]}::uuid[])`;
}
