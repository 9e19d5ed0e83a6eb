import type { PrismaClient } from "../db/client.ts";

/** Deletes from the failures inbox what belongs to runs that were pruned or purged, and causes that nothing is left of. */
export async function pruneFailures(prisma: PrismaClient): Promise<number> {
  const steps = await prisma.$executeRaw`
    DELETE FROM "FailedStep" f WHERE NOT EXISTS (SELECT FROM "PluginRun" r WHERE r.id = f."runId")`;
  await prisma.$executeRaw`
    DELETE FROM "FailureGroup" g WHERE g."lastSeenAt" < now() - interval '1 day'
      AND NOT EXISTS (SELECT FROM "FailedStep" f WHERE f.fingerprint = g.fingerprint)`;
  return steps;
}
