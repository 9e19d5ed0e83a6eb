import { asJson, type PrismaClient } from "../db/client.ts";
import type { Task } from "../db/generated/client.ts";
import type { TaskPiece } from "./task-work.ts";

/** A task whose process said nothing for this long is taken over, in seconds. */
const lostAfterS = 15;

/** What this process holds of a task; what another has taken over since is refused. */
export type Hold = Pick<Task, "id" | "epoch">;

/**
 * Takes up the oldest task that nobody works on; null where there is none. Two processes never take the
 * same one. Served by Task_unfinished.
 */
export async function claimTask(prisma: PrismaClient): Promise<Task | null> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    UPDATE "Task" SET status = 'running', epoch = epoch + 1, "seenAt" = now(),
      "startedAt" = COALESCE("startedAt", now())
    WHERE id = (
      SELECT id FROM "Task"
      WHERE "finishedAt" IS NULL AND (status = 'queued'
        OR (status = 'running' AND "seenAt" < now() - make_interval(secs => ${lostAfterS})))
      ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id`;
  const [row] = rows;
  return row === undefined ? null : prisma.task.findUnique({ where: { id: row.id } });
}

/** Says that it is worked on. False: it is no longer ours. */
export async function touchTask(prisma: PrismaClient, hold: Hold): Promise<boolean> {
  const count = await prisma.$executeRaw`
    UPDATE "Task" SET "seenAt" = now()
    WHERE id = ${hold.id}::uuid AND epoch = ${hold.epoch} AND status = 'running'`;
  return count > 0;
}

/** Writes a piece with the progress; null where the task was paused, cancelled or taken over. */
export async function writePiece(
  prisma: PrismaClient,
  task: Task,
  piece: TaskPiece,
): Promise<Task | null> {
  const done = Math.min(task.total, task.done + piece.advanced);
  const summary = JSON.stringify(piece.summary);
  return prisma.$transaction(async (tx) => {
    const count = await tx.$executeRaw`
      UPDATE "Task" SET done = ${done}, summary = ${summary}::jsonb, "seenAt" = now()
      WHERE id = ${task.id}::uuid AND epoch = ${task.epoch} AND status = 'running'`;
    if (count === 0) return null;
    await tx.taskItem.createMany({
      data: piece.items.map((item, index) => ({
        ...item,
        data: asJson(item.data),
        taskId: task.id,
        ordinal: task.done + index,
      })),
    });
    return tx.task.findUnique({ where: { id: task.id } });
  });
}

/** Ends a task that this process holds. */
export async function finishTask(
  prisma: PrismaClient,
  hold: Hold,
  end: { readonly status: "completed" | "failed"; readonly problem: string | null },
): Promise<void> {
  const where = { id: hold.id, epoch: hold.epoch, status: "running" as const };
  await prisma.task.updateMany({ where, data: { ...end, finishedAt: new Date() } });
}

/** Hands a task back, so that another process goes on with it at once. */
export async function handTaskBack(prisma: PrismaClient, hold: Hold): Promise<void> {
  const where = { id: hold.id, epoch: hold.epoch, status: "running" as const };
  await prisma.task.updateMany({ where, data: { status: "queued" } });
}
