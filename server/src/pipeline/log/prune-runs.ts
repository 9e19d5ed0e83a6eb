import type { PrismaClient } from "../../db/client.ts";
import { failPoint } from "../../fail-point.ts";
import { rememberWork } from "./remember-work.ts";

/** How long a failed run is kept whatever the retention says, in ms: somebody has to see it. */
const failedKeptMs = 180 * 86_400_000;

/**
 * Deletes one batch of runs that ended before `before`, with their steps, attempts and caught mails, in
 * one transaction. Failed runs stay for 180 days. Returns how many runs it deleted.
 */
export async function pruneRuns(
  prisma: PrismaClient,
  { before, now, limit }: { readonly before: Date; readonly now: Date; readonly limit: number },
): Promise<number> {
  const failedBefore = new Date(Math.min(before.getTime(), now.getTime() - failedKeptMs));
  const rows = await prisma.pluginRun.findMany({
    where: {
      OR: [
        { finishedAt: { lt: before }, status: { not: "failed" } },
        { finishedAt: { lt: failedBefore } },
      ],
    },
    select: { id: true },
    // Ids begin with their time, so the oldest come first without a sort.
    orderBy: { id: "asc" },
    take: limit,
  });
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return 0;
  const ofRuns = { where: { runId: { in: ids } } };
  await prisma.$transaction(async (tx) => {
    await rememberWork(tx, ids);
    await tx.pluginExecutionLog.deleteMany(ofRuns);
    await tx.pluginJob.deleteMany(ofRuns);
    failPoint("pruning");
    await tx.outboxMail.deleteMany(ofRuns);
    await tx.pluginRun.deleteMany({ where: { id: { in: ids } } });
  });
  return ids.length;
}
