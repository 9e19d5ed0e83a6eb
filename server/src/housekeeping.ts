import { pruneAlerts } from "./alerts/prune-alerts.ts";
import { asJson, type PrismaClient } from "./db/client.ts";
import { pruneFailures } from "./failures/prune-failures.ts";
import { purgeDeleted } from "./forms/delete-form.ts";
import { housekeepingKey, type HousekeepingNote } from "./health/housekeeping-note.ts";
import type { Logger } from "./logger.ts";
import { keepRuns, type KeptRuns } from "./pipeline/log/keep-runs.ts";
import { pruneTasks } from "./tasks/prune-tasks.ts";
import { pruneTestVersions } from "./trials/prune-test-versions.ts";

const everyMs = 3_600_000;
const dayMs = 86_400_000;

interface HousekeepingDeps {
  readonly prisma: PrismaClient;
  readonly logger: Logger;
  readonly retentionDays: number;
}

export interface Housekeeping {
  /** Tidies now, or waits for the end of what is at it; what it did is on record. */
  tidyNow(): Promise<HousekeepingNote>;
  /** At the start and then every hour. */
  start(): void;
  stop(): void;
}

/** Purges what was deleted, and prunes what is older than it is kept. */
export function createHousekeeping(deps: HousekeepingDeps): Housekeeping {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let current: Promise<HousekeepingNote> | null = null;
  const tidyNow = (): Promise<HousekeepingNote> => {
    current ??= tidyAndNote(deps, ending.signal).finally(() => {
      current = null;
    });
    return current;
  };
  const run = (): void => {
    tidyNow().catch((error: unknown) => deps.logger.error({ err: error }, "housekeeping failed"));
  };
  return {
    tidyNow,
    start: () => {
      timer = setInterval(run, everyMs);
      run();
    },
    stop: () => {
      ending.abort();
      if (timer !== null) clearInterval(timer);
    },
  };
}

async function tidyAndNote(deps: HousekeepingDeps, signal: AbortSignal): Promise<HousekeepingNote> {
  const startMs = performance.now();
  const note = async (runs: KeptRuns, problem: string | null): Promise<HousekeepingNote> => {
    const tookMs = Math.round(performance.now() - startMs);
    const value = {
      at: new Date().toISOString(),
      tookMs,
      clearedRuns: runs.cleared,
      removedRuns: runs.removed,
      problem,
    };
    await deps.prisma.setting.upsert({
      where: { key: housekeepingKey },
      create: { key: housekeepingKey, value: asJson(value) },
      update: { value: asJson(value) },
    });
    return value;
  };
  try {
    return await note(await tidy(deps, signal), null);
  } catch (error) {
    await note(
      { cleared: 0, removed: 0 },
      "It ended with an error, which is in the server's log.",
    ).catch(() => {});
    throw error;
  }
}

/** Gives what became of old runs. */
async function tidy(
  { prisma, retentionDays }: HousekeepingDeps,
  signal: AbortSignal,
): Promise<KeptRuns> {
  await purgeDeleted(prisma);
  await pruneTasks(prisma);
  await pruneFailures(prisma);
  await pruneTestVersions(prisma);
  // By the database's clock, as the times it is compared with.
  const [row] = await prisma.$queryRaw<{ now: Date }[]>`SELECT now()`;
  if (row !== undefined) {
    await pruneAlerts(prisma, new Date(row.now.getTime() - retentionDays * dayMs));
  }
  return keepRuns(prisma, { retentionDays, signal });
}
