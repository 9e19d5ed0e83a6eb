import type { PrismaClient } from "../db/client.ts";
import { isOutage } from "../db/outage.ts";
import type { Logger } from "../logger.ts";
import { composeMessages } from "./compose-messages.ts";
import { sendMessages, type SendDeps } from "./send-messages.ts";
import { watchExpected } from "./watch-expected.ts";
import { watchFailures } from "./watch-failures.ts";
import { watchRates } from "./watch-rate.ts";
import { watchWaiting } from "./watch-waiting.ts";

const everyMs = 2_000;
/** What is counted over all runs that wait is counted less often. */
const slowlyEveryMs = 30_000;
/** Key of the lock under which one process at a time watches. */
const lockKey = 7_020_612;
const sentAtATime = 4;

export interface AlertWatch {
  /** Looks, and sends what is due, now. */
  wake(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Watches what goes wrong and tells people of it, beside the engine. All that it knows is in the database:
 * it goes on wherever another process, or this one before its end, left off.
 */
export function startAlertWatch(
  deps: SendDeps & { readonly baseUrl: string; readonly logger: Logger },
): AlertWatch {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let current: Promise<void> = Promise.resolve();
  let slowAtMs = Number.NEGATIVE_INFINITY;
  const look = async (): Promise<void> => {
    const slowly = performance.now() - slowAtMs >= slowlyEveryMs;
    if (slowly) slowAtMs = performance.now();
    const now = await databaseNow(deps.prisma);
    await watchOnce(deps.prisma, now, { slowly });
    await composeMessages(deps, now);
    while (!ending.signal.aborted && (await sendMessages(deps, sentAtATime)) === sentAtATime);
  };
  const run = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    current = current.then(look).catch((error: unknown) => {
      // A database that is away is looked for again, like everywhere.
      if (!isOutage(error)) deps.logger.error({ err: error }, "alerts could not be looked after");
    });
    const mine = current;
    return mine.then(() => {
      if (!ending.signal.aborted && mine === current) timer = setTimeout(() => void run(), everyMs);
    });
  };
  void run();
  return {
    wake: run,
    stop: async () => {
      ending.abort();
      if (timer !== null) clearTimeout(timer);
      await current;
    },
  };
}

/**
 * One look at what goes wrong as of `now`, in one transaction that only one process is in at a time: what
 * it finds is on record with everybody who is to be told, or it did not happen. False: another looks.
 */
export async function watchOnce(
  prisma: PrismaClient,
  now: Date,
  { slowly }: { readonly slowly: boolean },
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<{ free: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(${lockKey}) AS free`;
    if (lock?.free !== true) return false;
    const at = { tx, now };
    await watchRates(at, await watchFailures(at));
    if (slowly) {
      await watchWaiting(at);
      await watchExpected(at);
    }
    return true;
  });
}

async function databaseNow(prisma: PrismaClient): Promise<Date> {
  const [row] = await prisma.$queryRaw<{ now: Date }[]>`SELECT now()`;
  return row?.now ?? new Date();
}
