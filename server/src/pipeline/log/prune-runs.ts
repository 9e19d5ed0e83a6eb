import { leastIdAt } from "@formloom/shared/kernel";
import type { PrismaClient, TransactionClient } from "../../db/client.ts";
import { failPoint } from "../../fail-point.ts";
import type { ClearBatch, RunBatch } from "./clear-runs.ts";
import { rememberWork } from "./remember-work.ts";
import { rowsKeptTimes } from "./retention.ts";

export interface PruneBatch extends Omit<ClearBatch, "formId"> {
  readonly pipelineId: string;
}

/**
 * Deletes one batch of a pipeline's runs that were cleared and ended more than {@link rowsKeptTimes} times
 * its form's days ago, with their steps and attempts, in one transaction. What they did for their responses
 * is remembered. Served by PluginRun_pluginConfigId_id_idx.
 */
export async function pruneRuns(prisma: PrismaClient, batch: PruneBatch): Promise<RunBatch> {
  return prisma.$transaction(async (tx) => {
    const ids = await takeDue(tx, batch);
    if (ids.length > 0) {
      const ofRuns = { where: { runId: { in: ids } } };
      await rememberWork(tx, ids);
      await tx.pluginExecutionLog.deleteMany(ofRuns);
      await tx.pluginJob.deleteMany(ofRuns);
      failPoint("pruning");
      await tx.outboxMail.deleteMany(ofRuns);
      await tx.pluginRun.deleteMany({ where: { id: { in: ids } } });
    }
    return { count: ids.length, lastId: ids.at(-1) ?? null };
  });
}

/**
 * Locks the oldest runs of the batch. The index or nothing: right after the first runs were cleared the
 * planner still believes that there are none, and would look through the whole table for each batch.
 */
export async function takeDue(tx: TransactionClient, batch: PruneBatch): Promise<string[]> {
  const { pipelineId, now, afterId, limit } = batch;
  const days = batch.days * rowsKeptTimes;
  const beforeId = leastIdAt(now.getTime() - days * 86_400_000);
  await tx.$queryRaw`
    SELECT set_config(name, 'off', true)
    FROM unnest(ARRAY['enable_seqscan', 'enable_bitmapscan', 'enable_sort']) name`;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "PluginRun"
    WHERE "pluginConfigId" = ${pipelineId}::uuid AND "clearedAt" IS NOT NULL
      AND id > ${afterId ?? leastIdAt(0)}::uuid AND id < ${beforeId}::uuid
      AND "finishedAt" < now() - make_interval(days => ${days}::int)
    ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  return rows.map((row) => row.id);
}
