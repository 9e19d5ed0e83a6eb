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

/** Steps that were under way when the form was deleted are over by then. */
const graceMs = 3_600_000;

/**
 * Removes for good what belongs to forms deleted more than an hour ago, idempotency keys older than 7
 * days, and files whose response never came. To be called every hour; returns how many forms it removed.
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
  await prisma.submissionKey.deleteMany({
    where: { createdAt: { lt: new Date(nowMs - 7 * 24 * graceMs) } },
  });
  await prisma.$executeRaw`
    DELETE FROM "FormFile" f WHERE f."createdAt" < ${new Date(nowMs - 24 * graceMs)}
      AND NOT EXISTS (SELECT 1 FROM "FormResponse" r WHERE r."id" = f."responseId")`;
  return forms.length;
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
  await prisma.pluginRun.deleteMany({ where });
  await prisma.outboxMail.deleteMany({ where });
  await prisma.formEvent.deleteMany({ where });
  await prisma.submissionKey.deleteMany({ where });
  await prisma.formFile.deleteMany({ where });
  await prisma.formResponse.deleteMany({ where });
  await prisma.form.delete({ where: { id: formId } });
}
