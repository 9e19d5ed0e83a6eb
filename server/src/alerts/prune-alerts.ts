import type { PrismaClient } from "../db/client.ts";

/** Deletes alerts that were over before a time, with their notices, and messages and caught mails from before it. */
export async function pruneAlerts(prisma: PrismaClient, before: Date): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM "Alert" a WHERE a."settledAt" < ${before}
      OR NOT EXISTS (SELECT FROM "PluginConfig" c WHERE c.id = a."pipelineId")`;
  await prisma.$executeRaw`
    DELETE FROM "AlertRule" r WHERE NOT EXISTS (SELECT FROM "PluginConfig" c WHERE c.id = r."pipelineId")`;
  await prisma.alertMessage.deleteMany({ where: { endedAt: { lt: before } } });
  await prisma.outboxMail.deleteMany({
    where: { userId: { not: null }, createdAt: { lt: before } },
  });
}
