import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { publishFive } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause, quantile, until } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import type { Reply } from "../submit-load.ts";
import { withWorld, type World } from "../world.ts";

interface Outage {
  readonly fromMs: number;
  /** When the database answered the experiment again. */
  readonly backMs: number;
}

const sizes = {
  small: { submissions: 300, kills: 2, clients: 8, pauseMs: 150 },
  full: { submissions: 5_000, kills: 20, clients: 20, pauseMs: 250 },
} as const;

export const f04: FaultExperiment = {
  id: "F4",
  title: "Database killed in the middle of a burst",
  goal: "0 acknowledged lost; meanwhile 503 with Retry-After in ≤ 1 s and never a hang above 5 s; service ≤ 2 s after the database is back",
  run: async ({ scale, seed, log }) => {
    const size = sizes[scale];
    return withWorld({ seed }, async (world) => {
      const { formId } = await publishFive(world, { retry: { firstDelayMs: 500 } });
      const load = world.load({ formId, count: size.submissions, ...size });
      const outages: Outage[] = [];
      for (let n = 1; n <= size.kills; n += 1) {
        const share = (size.submissions * n) / (size.kills + 1);
        await until(load.done, (done) => done >= share, 180_000);
        outages.push(await killDatabase(world));
        log(
          `kill ${n}: the database was back after ${Math.round((outages.at(-1)?.backMs ?? 0) - (outages.at(-1)?.fromMs ?? 0))} ms`,
        );
        // The next one finds the server at work again.
        await pause(1_000);
      }
      await load.finished;
      await waitForRest(world);
      const verdict = await judge(world, { outages: true });
      const during = load.replies.filter((reply) => overlaps(reply, outages));
      const errors = load.replies.filter((reply) => reply.status !== 201);
      const unavailable = errors.filter((reply) => reply.status === 503);
      return [
        exactly("acknowledged", verdict.acknowledged, size.submissions),
        oracleRow(verdict),
        exactly("replies that were neither 201 nor 503", errors.length - unavailable.length, 0),
        exactly(
          "503 without Retry-After",
          unavailable.filter((r) => r.retryAfter === null).length,
          0,
        ),
        atMost(
          "503 after, p99",
          quantile(
            unavailable.map((r) => r.ms),
            0.99,
          ),
          1_000,
          "ms",
        ),
        atMost("longest reply of an outage", Math.max(0, ...during.map((r) => r.ms)), 5_000, "ms"),
        atMost(
          "first 201 after the database was back, slowest",
          slowestReturn(load.replies, outages),
          2_000,
          "ms",
        ),
        reported(
          "database down, median",
          `${Math.round(
            quantile(
              outages.map((o) => o.backMs - o.fromMs),
              0.5,
            ),
          )} ms`,
        ),
        exactly("the same process all the time", world.server.alive() ? "yes" : "no", "yes"),
      ];
    });
  },
};

async function killDatabase(world: World): Promise<Outage> {
  const fromMs = performance.now();
  world.database.kill();
  // The old sessions may still answer for a moment: first it has to be gone.
  await until(
    () => world.sql("SELECT 1").catch(() => null),
    (rows) => rows === null,
    5_000,
  );
  await until(
    () => world.sql("SELECT 1").catch(() => null),
    (rows) => rows !== null,
    60_000,
  );
  return { fromMs, backMs: performance.now() };
}

const overlaps = (reply: Reply, outages: readonly Outage[]): boolean =>
  outages.some(
    ({ fromMs, backMs }) => reply.sentAtMs < backMs && reply.sentAtMs + reply.ms > fromMs,
  );

function slowestReturn(replies: readonly Reply[], outages: readonly Outage[]): number {
  const stored = replies
    .filter((reply) => reply.status === 201)
    .map((reply) => reply.sentAtMs + reply.ms)
    .toSorted((a, b) => a - b);
  const waits = outages.map(({ backMs }) => {
    const first = stored.find((at) => at >= backMs);
    return first === undefined ? Number.POSITIVE_INFINITY : first - backMs;
  });
  return Math.round(Math.max(0, ...waits));
}
