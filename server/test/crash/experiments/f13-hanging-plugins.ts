import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { faultNode, publishChain } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause, quantile } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

export const f13: FaultExperiment = {
  id: "F13",
  title: "Plugins that loop, never settle or match for ever",
  goal: "a thread that answers no ping for 1 s is ended and replaced within 1 s; what never settles is abandoned at its time-out; API p99 < 250 ms meanwhile",
  run: async ({ scale, seed }) => {
    const each = scale === "full" ? 8 : 2;
    return withWorld({ seed, env: { FORMLOOM_THREADS: "2" } }, async (world) => {
      const once = { retry: { maxAttempts: 1 }, timeoutMs: 2_000 };
      const ids: string[] = [];
      for (const how of ["loop", "never", "regex"]) {
        const node = faultNode("bad", { how, marker: `${world.folder}/${how}` }, once);
        ids.push((await publishChain(world.api(), [node], how)).formId);
      }
      const good = await publishChain(world.api(), [faultNode("good", { how: "sleep", ms: 20 })]);
      const answers: number[] = [];
      const asking = new AbortController();
      const asked = askApi(world, answers, asking.signal);
      const from = performance.now();
      await Promise.all(
        [...ids, good.formId].map(
          (formId, n) =>
            world.load({ formId, count: each, clients: each, pauseMs: 0, tag: `-${n}` }).finished,
        ),
      );
      const restMs = await waitForRest(world, 300_000);
      asking.abort();
      await asked;
      const verdict = await judge(world);
      const never =
        await world.sql(`SELECT max("durationMs")::float8 AS ms FROM "PluginExecutionLog" l
        WHERE l.error->>'code' = 'timeout'`);
      const goodOnes = await world.sql(
        `SELECT count(*)::int AS n FROM "PluginJob" WHERE "nodeId" = 'good' AND status <> 'completed'`,
      );
      return [
        exactly("bad runs that did not fail", 3 * each - (verdict.statuses["failed"] ?? 0), 0),
        exactly("good steps that did not complete", Number(goodOnes[0]?.["n"]), 0),
        atMost(
          "what never settles was abandoned after",
          Math.round(Number(never[0]?.["ms"])),
          3_000,
          "ms",
        ),
        atMost("API p99 meanwhile", Math.round(quantile(answers, 0.99)), 250, "ms"),
        exactly("the server lives", world.server.alive() ? "yes" : "no", "yes"),
        reported(
          "at rest",
          `${restMs} ms after the last, ${Math.round(performance.now() - from)} ms in all`,
        ),
        oracleRow(verdict),
      ];
    });
  },
};

/** Asks for the runs ten times a second and notes how long each answer took. */
async function askApi(world: World, answers: number[], signal: AbortSignal): Promise<void> {
  const api = world.api();
  while (!signal.aborted) {
    const from = performance.now();
    await api.request("GET", "/api/runs?limit=20");
    answers.push(performance.now() - from);
    await pause(100);
  }
}
