import type { PrismaClient } from "./db/client.ts";
import { pruneFailures } from "./failures/prune-failures.ts";
import { purgeDeleted } from "./forms/delete-form.ts";
import type { Logger } from "./logger.ts";
import { pruneRuns } from "./pipeline/log/prune-runs.ts";
import { pruneTasks } from "./tasks/prune-tasks.ts";
import { pruneTestVersions } from "./trials/prune-test-versions.ts";

const everyMs = 3_600_000;
const dayMs = 86_400_000;
const batchSize = 500;

/** At the start and then every hour: purges what was deleted, and prunes what is older than it is kept. */
export function startHousekeeping(deps: {
  readonly prisma: PrismaClient;
  readonly logger: Logger;
  readonly retentionDays: number;
}): { readonly stop: () => void } {
  const stop = new AbortController();
  const tidy = async (): Promise<void> => {
    const { prisma } = deps;
    await purgeDeleted(prisma);
    await pruneTasks(prisma);
    await pruneFailures(prisma);
    await pruneTestVersions(prisma);
    // By the database's clock, as the times it is compared with.
    const [row] = await prisma.$queryRaw<{ now: Date }[]>`SELECT now()`;
    if (row === undefined) return;
    const before = new Date(row.now.getTime() - deps.retentionDays * dayMs);
    for (let pruned = batchSize; pruned === batchSize && !stop.signal.aborted;) {
      pruned = await pruneRuns(prisma, { before, now: row.now, limit: batchSize });
    }
  };
  const run = (): void => {
    tidy().catch((error: unknown) => deps.logger.error({ err: error }, "housekeeping failed"));
  };
  const timer = setInterval(run, everyMs);
  run();
  return {
    stop: () => {
      stop.abort();
      clearInterval(timer);
    },
  };
}
