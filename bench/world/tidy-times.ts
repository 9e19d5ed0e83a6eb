import { createPrisma } from "../../server/src/db/client.ts";
import { createBatchPace } from "../../server/src/pipeline/log/batch-pace.ts";
import { clearRuns, type RunBatch } from "../../server/src/pipeline/log/clear-runs.ts";
import { inBatches } from "../../server/src/pipeline/log/keep-runs.ts";
import { pruneRuns } from "../../server/src/pipeline/log/prune-runs.ts";

/** Batches of tidying that are timed, of each kind. */
const maxBatches = 200;

export interface BatchTimes {
  readonly what: string;
  /** In ms. */
  readonly times: readonly number[];
  /** Runs in the largest batch. */
  readonly most: number;
}

/** As housekeeping does, at its pace and from the oldest run on, while no server runs. */
export async function timeTidying(
  connectionString: string,
  place: { readonly formId: string; readonly pipelineId: string },
): Promise<BatchTimes[]> {
  const prisma = createPrisma(connectionString);
  const due = { formId: place.formId, pipelineId: place.pipelineId, days: 0, now: new Date() };
  try {
    return [
      await timeBatches("tidying: clearing a batch of runs", (at) =>
        clearRuns(prisma, { ...at, ...due }),
      ),
      await timeBatches("tidying: removing a batch of runs", (at) =>
        pruneRuns(prisma, { ...at, ...due }),
      ),
    ];
  } finally {
    await prisma.$disconnect();
  }
}

async function timeBatches(
  what: string,
  treat: (at: { readonly afterId: string | null; readonly limit: number }) => Promise<RunBatch>,
): Promise<BatchTimes> {
  const ending = new AbortController();
  const times: number[] = [];
  let most = 0;
  const onBatch = ({ ms, runs }: { readonly ms: number; readonly runs: number }): void => {
    times.push(ms);
    most = Math.max(most, runs);
    if (times.length === maxBatches) ending.abort();
  };
  await inBatches(createBatchPace(), { signal: ending.signal, onBatch }, treat);
  if (times.length === 0) throw new Error(`${what}: there was none`);
  return { what, times, most };
}
