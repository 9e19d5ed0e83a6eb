import type { PrismaClient } from "../db/client.ts";

/** How long a task's result is kept after it ended, in days. */
const keptDays = 7;

/** Deletes tasks, with their results, that ended a week ago, or whose form or automation is gone. */
export async function pruneTasks(prisma: PrismaClient): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM "Task" t WHERE t."finishedAt" < now() - make_interval(days => ${keptDays})
      OR NOT EXISTS (SELECT FROM "Form" f WHERE f.id = t."formId" AND f."deletedAt" IS NULL)
      OR (t."pipelineId" IS NOT NULL AND NOT EXISTS (
        SELECT FROM "PluginConfig" p WHERE p.id = t."pipelineId" AND p."deletedAt" IS NULL))`;
}
