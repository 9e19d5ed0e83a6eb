import { ownerLockClass } from "../../../src/pipeline/jobs/owner.ts";
import { atLeast, atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { publishFive } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause, quantile, until } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import type { ServerProcess } from "../start-server.ts";
import { withWorld, type World } from "../world.ts";

const sizes = {
  small: { count: 400, kills: 2, clients: 8, pauseMs: 150 },
  full: { count: 10_000, kills: 50, clients: 20, pauseMs: 350 },
} as const;

/** Unfinished runs whose owner's lock is free. */
const orphansSql = `
SELECT count(*)::int AS n FROM "PluginRun" r
WHERE r."finishedAt" IS NULL AND r.owner IS NOT NULL AND NOT EXISTS (
  SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = $1::int::oid AND l.objid = r.owner::oid
)`;

export const f07: FaultExperiment = {
  id: "F7",
  title: "Two servers on one database, one of them killed",
  goal: "the survivor takes over in ≤ 20 s (≤ 5 s, as the database lives); no step has two results; throughput back at ≥ 45 % within 10 s",
  run: async ({ scale, seed, log }) => {
    const size = sizes[scale];
    return withWorld({ seed }, async (world) => {
      const { formId } = await publishFive(world);
      const pair: [ServerProcess, ServerProcess] = [world.server, await world.start()];
      let turn = 0;
      const url = (): string => {
        turn += 1;
        const living = pair.filter((server) => server.alive());
        return (living[turn % living.length] ?? pair[0]).url;
      };
      const load = world.load({ formId, ...size, url });
      const takenMs: number[] = [];
      const shares: number[] = [];
      for (let n = 1; n <= size.kills; n += 1) {
        await until(
          load.done,
          (done) => done >= (size.count * (n - 0.5)) / (size.kills + 1),
          180_000,
        );
        const before = await rate(load.done, 1_500);
        const victim = world.random.next() < 0.5 ? 0 : 1;
        pair[victim].kill("SIGKILL");
        await pair[victim].exited;
        takenMs.push(await takeOverMs(world));
        shares.push(Math.round((100 * (await rate(load.done, 1_500))) / Math.max(1, before)));
        pair[victim] = await world.start();
        if (n % 10 === 0) log(`kill ${n}: taken over after ${takenMs.at(-1)} ms`);
      }
      await load.finished;
      await waitForRest(world);
      const verdict = await judge(world, { outages: true });
      return [
        exactly("acknowledged", verdict.acknowledged, size.count),
        oracleRow(verdict),
        atMost("taken over, slowest", Math.max(...takenMs), 5_000, "ms"),
        reported("taken over, median", `${quantile(takenMs, 0.5)} ms`),
        atLeast("throughput with one server, median", quantile(shares, 0.5), 45, "%"),
        reported("repeated deliveries", verdict.duplicates),
      ];
    });
  },
};

async function rate(done: () => number, ms: number): Promise<number> {
  const before = done();
  await pause(ms);
  return done() - before;
}

/** How long until no unfinished run belongs to a process that is gone. */
async function takeOverMs(world: World): Promise<number> {
  const start = performance.now();
  await until(
    async () => Number((await world.sql(orphansSql, [ownerLockClass]))[0]?.["n"]),
    (n) => n === 0,
    60_000,
  );
  return Math.round(performance.now() - start);
}
