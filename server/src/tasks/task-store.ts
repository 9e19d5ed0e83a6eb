import type { TaskKind } from "@formloom/shared/api";
import { asJson, type PrismaClient } from "../db/client.ts";
import type { Task } from "../db/generated/client.ts";
import type { TaskPiece } from "./task-work.ts";

/** A task whose process said nothing for this long is taken over, in seconds. */
const lostAfterS = 15;
/** What a piece writes may wait for a form that is being changed. */
const writeLimits = { timeout: 30_000, maxWait: 10_000 };

/** What this process holds of a task; what another has taken over since is refused. */
export type Hold = Pick<Task, "id" | "epoch">;

/**
 * Takes up the oldest task of these kinds that is due and that nobody works on; null where there is none.
 * Two processes never take the same one. One that waits for its time belongs to nobody. Served by
 * Task_unfinished.
 */
export async function claimTask(
  prisma: PrismaClient,
  kinds: readonly TaskKind[],
): Promise<Task | null> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    UPDATE "Task" SET status = 'running', epoch = epoch + 1, "seenAt" = now(), "dueAt" = NULL,
      "startedAt" = COALESCE("startedAt", now())
    WHERE id = (
      SELECT id FROM "Task"
      WHERE "finishedAt" IS NULL AND kind = ANY(${[...kinds]}::text[])
        AND ("dueAt" IS NULL OR "dueAt" <= now())
        AND (status = 'queued' OR (status = 'running'
          AND ("dueAt" IS NOT NULL OR "seenAt" < now() - make_interval(secs => ${lostAfterS}))))
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

/**
 * Writes a piece with the progress; null where the task was paused, cancelled or taken over. A task that
 * goes on later is given up with its time: it is anybody's from then on.
 */
export async function writePiece(
  prisma: PrismaClient,
  task: Task,
  piece: TaskPiece,
): Promise<Task | null> {
  const total = piece.total ?? task.total;
  const done = Math.min(total, task.done + piece.advanced);
  const summary = JSON.stringify(piece.summary);
  const goOnInMs = piece.goOnInMs ?? null;
  return prisma.$transaction(async (tx) => {
    const count = await tx.$executeRaw`
      UPDATE "Task" SET done = ${done}, total = ${total}, summary = ${summary}::jsonb, "seenAt" = now(),
        "dueAt" = now() + make_interval(secs => ${goOnInMs}::float8 / 1000)
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
    await piece.write?.(tx);
    return tx.task.findUnique({ where: { id: task.id } });
  }, writeLimits);
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
