import type { PrismaClient } from "../db/client.ts";
import type { FormDeps } from "./form-deps.ts";
import { lockForm } from "./update-form.ts";

/** Takes a form out of sight at once and cancels its runs; {@link purgeDeleted} removes its data. */
export async function removeForm(deps: FormDeps, userId: string, formId: string): Promise<void> {
  await deps.prisma.$transaction(async (tx) => {
    await lockForm(tx, formId);
    await tx.form.update({
      where: { id: formId },
      data: {
        deletedAt: new Date(),
        open: false,
        // Its address is free again.
        slug: `deleted-${formId}`,
        revision: { increment: 1 },
        version: { increment: 1 },
      },
    });
    const subject = { subjectType: "form", subjectId: formId };
    await deps.audit.record({ userId, action: "form.deleted", ...subject }, tx);
  });
  deps.pipeline.forms.forget(formId);
  await deps.pipeline.cancelRuns({ formId });
}

const responseBatch = 200;

/** Steps that were under way when the form was deleted are over by then. */
const graceMs = 3_600_000;

/**
 * Removes for good what belongs to forms and responses deleted more than an hour ago, idempotency keys
 * older than 7 days, and files whose response never came. To be called every hour; returns how many forms it removed.
 */
export async function purgeDeleted(
  prisma: PrismaClient,
  nowMs: number = Date.now(),
): Promise<number> {
  const forms = await prisma.form.findMany({
    where: { deletedAt: { lt: new Date(nowMs - graceMs) } },
    select: { id: true },
  });
  for (const { id } of forms) await purgeForm(prisma, id);
  while ((await purgeResponses(prisma, new Date(nowMs - graceMs))) === responseBatch);
  await prisma.submissionKey.deleteMany({
    where: { createdAt: { lt: new Date(nowMs - 7 * 24 * graceMs) } },
  });
  await prisma.$executeRaw`
    DELETE FROM "FormFile" f WHERE f."createdAt" < ${new Date(nowMs - 24 * graceMs)}
      AND NOT EXISTS (SELECT 1 FROM "FormResponse" r WHERE r."id" = f."responseId")`;
  return forms.length;
}

/**
 * Removes what is left of deleted responses whose runs have ended: the copies in their events and logs,
 * and their caught mails. Returns how many it treated. Served by FormEvent_deleted.
 */
async function purgeResponses(prisma: PrismaClient, before: Date): Promise<number> {
  const rows = await prisma.$queryRaw<{ responseId: string; formId: string }[]>`
    SELECT e."responseId", e."formId" FROM "FormEvent" e
    WHERE e.type = 'response.deleted' AND e.at < ${before} AND e."dispatchedAt" IS NOT NULL
      AND e.payload <> '{}'::jsonb AND NOT EXISTS (
        SELECT FROM "PluginRun" r WHERE r."responseId" = e."responseId" AND r."finishedAt" IS NULL)
    LIMIT ${responseBatch}`;
  const responses = [...new Set(rows.map((row) => row.responseId))];
  const forms = [...new Set(rows.map((row) => row.formId))];
  if (responses.length === 0) return 0;
  await prisma.$transaction([
    prisma.$executeRaw`
      UPDATE "PluginExecutionLog" SET input = NULL, output = NULL, lines = NULL WHERE "runId" IN
        (SELECT id FROM "PluginRun" WHERE "responseId" = ANY(${responses}::uuid[]))`,
    prisma.$executeRaw`
      DELETE FROM "OutboxMail" WHERE "runId" IN
        (SELECT id FROM "PluginRun" WHERE "responseId" = ANY(${responses}::uuid[]))`,
    prisma.taskItem.deleteMany({ where: { responseId: { in: responses } } }),
    prisma.workDone.deleteMany({ where: { responseId: { in: responses } } }),
    prisma.$executeRaw`
      UPDATE "FormEvent" SET payload = '{}'
      WHERE "formId" = ANY(${forms}::uuid[]) AND "responseId" = ANY(${responses}::uuid[])`,
  ]);
  return rows.length;
}

/** Each statement commits by itself: cut off half-way, the next call goes on with what is left. */
async function purgeForm(prisma: PrismaClient, formId: string): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM "PluginExecutionLog" WHERE "runId" IN
      (SELECT "id" FROM "PluginRun" WHERE "formId" = ${formId}::uuid)`;
  await prisma.$executeRaw`
    DELETE FROM "PluginJob" WHERE "runId" IN
      (SELECT "id" FROM "PluginRun" WHERE "formId" = ${formId}::uuid)`;
  const where = { formId };
  await prisma.$executeRaw`
    DELETE FROM "RunTally" WHERE "pipelineId" IN
      (SELECT "id" FROM "PluginConfig" WHERE "formId" = ${formId}::uuid)`;
  await prisma.pluginRun.deleteMany({ where });
  await prisma.outboxMail.deleteMany({ where });
  await prisma.task.deleteMany({ where });
  await prisma.workDone.deleteMany({ where });
  await prisma.formEvent.deleteMany({ where });
  await prisma.submissionKey.deleteMany({ where });
  await prisma.formFile.deleteMany({ where });
  await prisma.formResponse.deleteMany({ where });
  await prisma.form.delete({ where: { id: formId } });
}
