import { atMost, exactly, type FaultExperiment } from "../fault-experiment.ts";
import { faultNode, publishChain } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { waitForRest } from "../rest.ts";
import { withWorld } from "../world.ts";

export const f34: FaultExperiment = {
  id: "F34",
  title: "A form deleted under its open runs",
  goal: "all cancelled ≤ 5 s, no error, nothing left over",
  run: async ({ scale, seed }) => {
    const count = scale === "full" ? 1_000 : 100;
    return withWorld({ seed }, async (world) => {
      const sleep = faultNode("sleep", { how: "sleep", ms: 120_000 }, { timeoutMs: 300_000 });
      const { formId } = await publishChain(world.api(), [sleep]);
      await world.load({ formId, count, clients: 20, pauseMs: 0 }).finished;
      const from = performance.now();
      const answer = await world
        .api()
        .request("DELETE", `/api/forms/${formId}`, undefined, { "if-match": "*" });
      await waitForRest(world, 60_000);
      const tookMs = Math.round(performance.now() - from);
      const verdict = await judge(world);
      const steps = await world.sql(`SELECT count(*)::int AS n FROM "PluginJob"
        WHERE status NOT IN ('cancelled', 'completed', 'failed', 'skipped')`);
      const errors = world.server
        .output()
        .split("\n")
        .filter((line) => line.includes('"level":50'));
      return [
        exactly("status of the deletion", Math.floor(answer.status / 100), 2),
        atMost("all at rest after", tookMs, 5_000, "ms"),
        exactly("runs cancelled", verdict.statuses["cancelled"] ?? 0, count),
        exactly("steps left open", Number(steps[0]?.["n"]), 0),
        exactly("errors in the log", errors.length, 0),
        oracleRow(verdict),
      ];
    });
  },
};
