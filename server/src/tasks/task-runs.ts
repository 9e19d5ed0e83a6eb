import type { TaskRunsSummary, TaskRunState } from "@formloom/shared/api";
import { z } from "zod";
import type { PrismaClient } from "../db/client.ts";
import type { PluginRun, Task } from "../db/generated/client.ts";

/**
 * What a task that makes runs keeps in its `summary`; a kind may keep more beside it. The totals are
 * counted from the task's items, so that they are right whatever was interrupted.
 */
export const keptOfRunsSchema = z.looseObject({
  perMinute: z.number().int().nullable(),
  canaryRunId: z.string().nullable(),
  waitsFor: z.string().nullable(),
});

/**
 * Notes how runs ended that a task had made, and tells how many of its runs still move by themselves:
 * those that wait for a time or for a person are not among them. Served by TaskItem_state.
 */
export async function settleTaskRuns(prisma: PrismaClient, taskId: string): Promise<number> {
  await prisma.$executeRaw`
    UPDATE "TaskItem" i
    SET state = CASE WHEN r.status = 'completed' AND r.outcome IS NOT NULL THEN 'filtered'
      ELSE r.status::text END
    FROM "PluginRun" r
    WHERE i."taskId" = ${taskId}::uuid AND i.state = 'under-way' AND r.id = i."runId"
      AND r."finishedAt" IS NOT NULL`;
  const [row] = await prisma.$queryRaw<{ moving: bigint }[]>`
    SELECT count(*) AS moving FROM "TaskItem" i JOIN "PluginRun" r ON r.id = i."runId"
    WHERE i."taskId" = ${taskId}::uuid AND i.state = 'under-way' AND r.status IN ('queued', 'running')`;
  return Number(row?.moving ?? 0);
}

interface CountRow {
  readonly state: TaskRunState | "needs-attention";
  readonly count: bigint;
  /** Of these, how many got a run. */
  readonly made: bigint;
}

/** The totals of a task that makes runs, as of now; null before its first progress. */
export async function readTaskRunsSummary(
  prisma: PrismaClient,
  task: Pick<Task, "id" | "summary">,
): Promise<TaskRunsSummary | null> {
  if (task.summary === null) return null;
  const { perMinute, canaryRunId, waitsFor } = keptOfRunsSchema.parse(task.summary);
  const rows = await countStates(prisma, task.id);
  const counts = new Map(rows.map(({ state, count }) => [state, Number(count)]));
  const of = (state: CountRow["state"]): number => counts.get(state) ?? 0;
  return {
    made: rows.reduce((sum, { made }) => sum + Number(made), 0),
    completed: of("completed"),
    filtered: of("filtered"),
    failed: of("failed"),
    cancelled: of("cancelled"),
    needsAttention: of("needs-attention"),
    underWay: of("under-way"),
    skippedAsDone: of("skipped-done"),
    skippedAsUnderWay: of("skipped-under-way"),
    skippedAsPartly: of("skipped-partly"),
    refused: of("refused"),
    perMinute,
    canary: canaryRunId === null ? null : await readCanary(prisma, canaryRunId),
    waitsFor,
  };
}

/**
 * A run that has not been noted as ended is looked up: it may have ended since. One that is not kept any
 * more ended, but how is not known: it counts as cancelled. Served by TaskItem_state.
 */
async function countStates(prisma: PrismaClient, taskId: string): Promise<CountRow[]> {
  return prisma.$queryRaw<CountRow[]>`
    SELECT state, count(*) AS count, count("runId") AS made FROM (
      SELECT state, "runId" FROM "TaskItem" WHERE "taskId" = ${taskId}::uuid AND state <> 'under-way'
      UNION ALL
      SELECT CASE WHEN r.id IS NULL THEN 'cancelled' WHEN r.status = 'needs_attention' THEN 'needs-attention'
        WHEN r."finishedAt" IS NULL THEN 'under-way'
        WHEN r.status = 'completed' AND r.outcome IS NOT NULL THEN 'filtered'
        ELSE r.status::text END, i."runId"
      FROM "TaskItem" i LEFT JOIN "PluginRun" r ON r.id = i."runId"
      WHERE i."taskId" = ${taskId}::uuid AND i.state = 'under-way'
    ) s GROUP BY state`;
}

async function readCanary(prisma: PrismaClient, runId: string): Promise<TaskRunsSummary["canary"]> {
  const run = await prisma.pluginRun.findUnique({
    where: { id: runId },
    select: { status: true, outcome: true },
  });
  return { runId, state: run === null ? "cancelled" : endOf(run) };
}

/** How a run that a task made stands. */
export function endOf(run: Pick<PluginRun, "status" | "outcome">): TaskRunState {
  const { status, outcome } = run;
  if (status === "completed") return outcome === null ? "completed" : "filtered";
  return status === "failed" || status === "cancelled" ? status : "under-way";
}
