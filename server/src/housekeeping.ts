import type { PrismaClient } from "./db/client.ts";
import { purgeDeleted } from "./forms/delete-form.ts";
import type { Logger } from "./logger.ts";
import { pruneRuns } from "./pipeline/log/prune-runs.ts";

const everyMs = 3_600_000;
const dayMs = 86_400_000;
const keyDays = 7;
const batchSize = 500;

/** At the start and then every hour: purges what was deleted, and prunes what is older than it is kept. */
export function startHousekeeping(deps: {
  readonly prisma: PrismaClient;
  readonly logger: Logger;
  readonly retentionDays: number;
}): { readonly stop: () => void } {
  let stopped = false;
  const tidy = async (): Promise<void> => {
    const { prisma } = deps;
    await purgeDeleted(prisma);
    const keysBefore = new Date(Date.now() - keyDays * dayMs);
    await prisma.submissionKey.deleteMany({ where: { createdAt: { lt: keysBefore } } });
    const before = new Date(Date.now() - deps.retentionDays * dayMs);
    while (!stopped && (await pruneRuns(prisma, { before, limit: batchSize })) === batchSize);
  };
  const run = (): void => {
    tidy().catch((error: unknown) => deps.logger.error({ err: error }, "housekeeping failed"));
  };
  const timer = setInterval(run, everyMs);
  run();
  return {
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}
