import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { faultNode, publishChain, webhookNode } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause } from "../pause.ts";
import { waitUnderSupervision } from "../rest.ts";
import { withWorld } from "../world.ts";

export const f16: FaultExperiment = {
  id: "F16",
  title: "A job that kills the whole process each time",
  goal: "it fails after 3 crashes that count, everything else completes",
  run: async ({ scale, seed }) => {
    const others = scale === "full" ? 1_000 : 60;
    return withWorld({ seed }, async (world) => {
      const good = await publishChain(world.api(), [webhookNode(world, "hook")], "Good");
      const poison = await publishChain(
        world.api(),
        [faultNode("poison", { how: "kill-process" })],
        "Poison",
      );
      const load = world.load({ formId: good.formId, count: others, clients: 5, pauseMs: 100 });
      await pause(500);
      const bad = world.load({
        formId: poison.formId,
        count: 1,
        clients: 1,
        pauseMs: 0,
        tag: "-poison",
      });
      const restarts = await waitUnderSupervision(
        world,
        () => load.done() < others || bad.done() < 1,
      );
      await Promise.all([load.finished, bad.finished]);
      const charged = await world.sql(
        `SELECT attempts - uncharged AS n, status::text FROM "PluginJob" WHERE "nodeId" = 'poison'`,
      );
      const verdict = await judge(world, { outages: true });
      return [
        exactly("others completed", verdict.statuses["completed"] ?? 0, others),
        exactly("the poison ended as", String(charged[0]?.["status"]), "failed"),
        exactly("crashes that counted", Number(charged[0]?.["n"]), 2),
        // Two interruptions are nobody's fault; the crash-loop breaker of the plan would stop at 3 restarts.
        atMost("restarts", restarts, 3),
        reported("repeated deliveries of others", verdict.duplicates),
        oracleRow(verdict),
      ];
    });
  },
};
