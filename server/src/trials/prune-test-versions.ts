import type { PrismaClient } from "../db/client.ts";

/**
 * Deletes the versions that tests ran by, once their runs are gone. A version is written
 * with its run, so one without any is over.
 */
export async function pruneTestVersions(prisma: PrismaClient): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM "PluginConfigVersion" v WHERE v.number IS NULL
      AND NOT EXISTS (SELECT FROM "PluginRun" r WHERE r."pluginConfigId" = v."pluginConfigId" AND r."versionId" = v.id)`;
}
