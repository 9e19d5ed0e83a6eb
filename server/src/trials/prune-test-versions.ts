import type { PrismaClient } from "../db/client.ts";

/**
 * Deletes the versions that tests, and backfills of one step alone, ran by, once their runs are gone. A
 * version is written with its first run, or with a task that is going to make runs, so one without
 * either is over.
 */
export async function pruneTestVersions(prisma: PrismaClient): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM "PluginConfigVersion" v WHERE v.number IS NULL
      AND NOT EXISTS (SELECT FROM "PluginRun" r WHERE r."pluginConfigId" = v."pluginConfigId" AND r."versionId" = v.id)
      AND NOT EXISTS (SELECT FROM "Task" t WHERE t."finishedAt" IS NULL AND t.input->>'versionId' = v.id::text)`;
}
