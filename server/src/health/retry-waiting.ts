import type { PrismaClient } from "../db/client.ts";
import type { Pipeline } from "../pipeline/ports.ts";

/** Runs that are brought forward at once; more of them wait for the next time. */
const maxRuns = 1_000;

interface Wish {
  /** Null: of all. */
  readonly pipelineId: string | null;
  /** Only what was put off without an attempt, as when a service is left alone. */
  readonly onlyPutOff: boolean;
}

/**
 * Brings forward runs that rest until a step is tried again. Those that wait by a Wait step are left, and
 * what another process takes up meanwhile. Gives how many. Served by PluginRun_unfinished.
 */
export async function retryWaiting(
  deps: {
    readonly prisma: PrismaClient;
    readonly pipeline: Pick<Pipeline, "queueRuns" | "announceRun">;
  },
  { pipelineId, onlyPutOff }: Wish,
): Promise<number> {
  const runs = await deps.prisma.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string; pipelineId: string; formId: string }[]>`
      WITH resting AS (
        SELECT r.id FROM "PluginRun" r
        WHERE r."finishedAt" IS NULL AND r.owner IS NULL AND r.status = 'waiting'
          AND (${pipelineId}::uuid IS NULL OR r."pluginConfigId" = ${pipelineId}::uuid)
          AND EXISTS (SELECT FROM "PluginJob" j WHERE j."runId" = r.id AND j.status = 'pending'
            AND j."nodeType" <> 'delay' AND j."dueAt" > now() AND (NOT ${onlyPutOff} OR j.uncharged > 0))
        ORDER BY r.id LIMIT ${maxRuns} FOR UPDATE SKIP LOCKED
      ), steps AS (
        UPDATE "PluginJob" j SET "dueAt" = now() FROM resting
        WHERE j."runId" = resting.id AND j.status = 'pending' AND j."nodeType" <> 'delay'
      )
      UPDATE "PluginRun" r SET status = 'queued', "dueAt" = NULL FROM resting WHERE r.id = resting.id
      RETURNING r.id, r."pluginConfigId" AS "pipelineId", r."formId"`;
    if (rows.length > 0)
      await deps.pipeline.queueRuns(
        tx,
        rows.map(({ id }) => id),
      );
    return rows;
  });
  for (const { id: runId, pipelineId: of, formId } of runs) {
    deps.pipeline.announceRun({ runId, pipelineId: of, formId, status: "queued" });
  }
  return runs.length;
}
