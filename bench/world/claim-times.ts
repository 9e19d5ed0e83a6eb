import { claimDueRuns } from "../../server/src/pipeline/jobs/claim.ts";
import { createEnginePools } from "../../server/src/pipeline/jobs/engine-pools.ts";
import { createRunQueue } from "../../server/src/pipeline/jobs/queue.ts";

/** No process has this number, nor its lock. */
const owner = 1;

/**
 * Claims what is due as the engine does, in batches, and gives the time of each in ms. Nobody else may
 * be at the queue, and whoever asks for it has to remove the runs that it leaves claimed by nobody.
 */
export async function timeClaims(
  connectionString: string,
  { batches, limit }: { readonly batches: number; readonly limit: number },
): Promise<number[]> {
  const fail = (error: Error): void => {
    throw error;
  };
  const pools = createEnginePools(connectionString, fail);
  const queue = createRunQueue(pools.side, fail);
  try {
    await queue.start();
    const times: number[] = [];
    for (let n = 0; n < batches; n += 1) {
      const began = performance.now();
      const claimed = await claimDueRuns(
        { limit, lane: "live", without: [] },
        { pool: pools.side, owner: () => owner, take: queue.take },
      );
      times.push(performance.now() - began);
      if (claimed.length < limit) throw new Error(`only ${claimed.length} of ${limit} were due`);
    }
    return times;
  } finally {
    await queue.stop();
    await pools.end();
  }
}
