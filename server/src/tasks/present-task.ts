import { taskKindSchema, type TaskView } from "@formloom/shared/api";
import type { PrismaClient } from "../db/client.ts";
import type { Task } from "../db/generated/client.ts";

/** Tasks as the form's readers see them, with names read once for all. */
export async function presentTasks(
  prisma: PrismaClient,
  rows: readonly Task[],
): Promise<(row: Task) => TaskView> {
  const [pipelines, people] = await Promise.all([
    prisma.pluginConfig.findMany({
      where: { id: { in: rows.flatMap(({ pipelineId }) => pipelineId ?? []) } },
      select: { id: true, name: true },
    }),
    prisma.user.findMany({
      where: { id: { in: rows.map(({ createdById }) => createdById) } },
      select: { id: true, name: true },
    }),
  ]);
  const names = new Map([...pipelines, ...people].map(({ id, name }) => [id, name]));
  return (row) => ({
    id: row.id,
    kind: taskKindSchema.parse(row.kind),
    status: row.status,
    done: row.done,
    total: row.total,
    formId: row.formId,
    pipelineId: row.pipelineId,
    pipelineName: row.pipelineId === null ? "" : (names.get(row.pipelineId) ?? ""),
    createdBy: { id: row.createdById, name: names.get(row.createdById) ?? "" },
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    dueAt: row.dueAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    problem: row.problem,
  });
}

/** One task as its form's readers see it. */
export async function presentTask(prisma: PrismaClient, row: Task): Promise<TaskView> {
  return (await presentTasks(prisma, [row]))(row);
}
