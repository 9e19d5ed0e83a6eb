import type { PrismaClient } from "./db/client.ts";
import { isOutage } from "./db/outage.ts";
import type { Logger } from "./logger.ts";
import { tallyRuns } from "./runs/tally-runs.ts";
import { indexResponses } from "./search/index-responses.ts";

const indexEveryMs = 2_000;
const thoroughEveryMs = 3_600_000;
const tallyEveryMs = 30_000;
/** Where there is much to do, it works this share of the time: what people wait for goes first. */
const share = 1 / 5;

interface Deps {
  readonly prisma: PrismaClient;
  readonly logger: Logger;
}

/** Keeps what lists and charts are read from up to date, behind the submissions and the runs. */
export function startRecords(deps: Deps): { readonly stop: () => Promise<void> } {
  let thoroughAt = Date.now() + thoroughEveryMs;
  const index = async (): Promise<boolean> => {
    const thorough = Date.now() >= thoroughAt;
    const count = await indexResponses(deps.prisma, { thorough });
    if (thorough && count === 0) thoroughAt = Date.now() + thoroughEveryMs;
    return count > 0;
  };
  const stops = [
    repeat(deps, index, indexEveryMs),
    repeat(deps, () => tallyRuns(deps.prisma), tallyEveryMs),
  ];
  return { stop: async () => void (await Promise.all(stops.map((stop) => stop()))) };
}

/** Does `work` again and again: soon while it says that there is more, else after `everyMs`. Returns how to stop. */
function repeat(
  { logger }: Deps,
  work: () => Promise<boolean>,
  everyMs: number,
): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  const next = (inMs: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      const began = performance.now();
      working = work().then(
        (more) => next(more ? (performance.now() - began) * (1 / share - 1) : everyMs),
        (error: unknown) => {
          if (!isOutage(error))
            logger.error({ err: error }, "records could not be kept up to date");
          next(everyMs);
        },
      );
    }, inMs);
  };
  next(indexEveryMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
    return working;
  };
}
