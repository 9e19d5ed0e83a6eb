import type { RunView } from "@formloom/shared/api";
import type { PrismaClient } from "../db/client.ts";

/**
 * Notes, by the database's clock, that somebody has looked at a run that failed or needs attention: until
 * then its details are kept for longer. A look before it ended does not count. Served by PluginRun_pkey.
 */
export async function markSeen(
  prisma: PrismaClient,
  { id, status }: Pick<RunView, "id" | "status">,
): Promise<void> {
  if (status !== "failed" && status !== "needs_attention") return;
  await prisma.$executeRaw`
    UPDATE "PluginRun" SET "seenAt" = now()
    WHERE id = ${id}::uuid AND ("seenAt" IS NULL OR "seenAt" < "finishedAt")`;
}
