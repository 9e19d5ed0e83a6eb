import type { PrismaClient } from "../db/client.ts";
import { isOutage } from "../db/outage.ts";
import type { Logger } from "../logger.ts";
import { noteBatch, noteFailures } from "./note-failures.ts";

/** How long a failure may take to get into the inbox, in ms. */
const everyMs = 1_000;

/**
 * Fills the failures inbox beside the engine: looks every second for runs that failed and replays that
 * completed, by an index that no other run enters. Any number of processes may do so.
 */
export function startFailureCollector(deps: {
  readonly prisma: PrismaClient;
  readonly logger: Logger;
}): { readonly stop: () => Promise<void> } {
  const { prisma, logger } = deps;
  const stop = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let current: Promise<void> = Promise.resolve();
  const collect = async (): Promise<void> => {
    try {
      while (!stop.signal.aborted && (await noteFailures(prisma)) === noteBatch);
    } catch (error) {
      // A database that is away is looked for again, like everywhere.
      if (!isOutage(error))
        logger.error({ err: error }, "failures could not be noted; tried again");
    }
  };
  const begin = (): void => {
    current = collect().then(() => {
      if (!stop.signal.aborted) timer = setTimeout(begin, everyMs);
    });
  };
  begin();
  return {
    stop: () => {
      stop.abort();
      if (timer !== null) clearTimeout(timer);
      return current;
    },
  };
}
