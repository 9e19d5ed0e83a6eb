import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { publishFive } from "../graphs.ts";
import { judge, oracleRow, type Verdict } from "../oracle.ts";
import { pause, quantile } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

export interface KillSizes {
  readonly submissions: number;
  readonly kills: number;
  readonly clients: number;
  readonly pauseMs: number;
  readonly seed: number;
}

export interface KillResult extends Verdict {
  /** From each kill to ready again, in ms. */
  readonly readyMs: readonly number[];
  readonly resent: number;
  readonly restMs: number;
  /** Interrupted attempts on record: each may have acted once more. */
  readonly interrupted: number;
}

const sizes = {
  small: { submissions: 500, kills: 20, clients: 10, pauseMs: 300 },
  full: { submissions: 10_000, kills: 200, clients: 50, pauseMs: 1_200 },
} as const;

/** Kills the server at random moments of a steady load, waits for rest, and asks the oracle. */
export function killExperiment(options: KillSizes, log: (line: string) => void) {
  return withWorld({ seed: options.seed }, async (world): Promise<KillResult> => {
    const { formId } = await publishFive(world);
    const load = world.load({
      ...options,
      formId,
      count: options.submissions,
      // To every third one the filter says no: what stands behind it must never be sent.
      answers: (n) => (n % 3 === 2 ? { budget: 500 } : {}),
    });
    const readyMs: number[] = [];
    for (let n = 1; n <= options.kills; n += 1) {
      const share = (n - 0.5 + world.random.next() * 0.5) / (options.kills + 1);
      await waitForShare(load, options.submissions * share);
      readyMs.push((await world.killAndRestart()).readyMs);
      if (n % 5 === 0) log(`kill ${n}: ready again after ${readyMs.at(-1)} ms`);
    }
    await load.finished;
    const restMs = await waitForRest(world, 300_000);
    const verdict = await judge(world, { outages: true });
    return {
      ...verdict,
      readyMs,
      resent: load.resent(),
      restMs,
      interrupted: await interrupted(world),
    };
  });
}

async function interrupted(world: World): Promise<number> {
  const rows = await world.sql(
    `SELECT count(*)::int AS n FROM "PluginExecutionLog" WHERE outcome = 'interrupted'`,
  );
  return Number(rows[0]?.["n"]);
}

async function waitForShare(load: { done: () => number }, share: number): Promise<void> {
  const end = performance.now() + 180_000;
  while (load.done() < share) {
    if (performance.now() > end) throw new Error("the load does not get on");
    await pause(3);
  }
}

export const f01: FaultExperiment = {
  id: "F1",
  title: "Server killed at random moments",
  goal: "0 acknowledged lost, 0 steps skipped or accepted twice; ready again ≤ 3 s (p99)",
  run: async ({ scale, seed, log }) => {
    const result = await killExperiment({ ...sizes[scale], seed }, log);
    return [
      exactly("submissions acknowledged", result.acknowledged, sizes[scale].submissions),
      oracleRow(result),
      exactly("runs that did not complete", result.runs - (result.statuses["completed"] ?? 0), 0),
      atMost(
        "repeated deliveries, against interrupted attempts",
        result.duplicates,
        result.interrupted,
      ),
      atMost("ready again after a kill, p99", quantile(result.readyMs, 0.99), 3_000, "ms"),
      reported("ready again after a kill, median", `${quantile(result.readyMs, 0.5)} ms`),
      reported("requests sent again", result.resent),
      reported("at rest after the last submission", `${result.restMs} ms`),
    ];
  },
};
