import { atLeast, exactly, type FaultExperiment } from "../fault-experiment.ts";
import { faultNode, publishChain, webhookNode, chain } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { withWorld } from "../world.ts";

const versionsSql = `
SELECT v.number, count(*)::int AS runs, count(*) FILTER (WHERE l."nodeId" = 'b' || v.number)::int AS right
FROM "PluginRun" r JOIN "PluginConfigVersion" v ON v.id = r."versionId"
JOIN "PluginExecutionLog" l ON l."runId" = r.id AND l.ordinal = 1 AND l.outcome = 'succeeded'
GROUP BY 1 ORDER BY 1`;

export const f10: FaultExperiment = {
  id: "F10",
  title: "Servers replaced one after the other, and the graph edited, while runs are open",
  goal: "runs finish on the version they began with; no failure, no submission refused for good",
  run: async ({ scale, seed }) => {
    const count = scale === "full" ? 2_000 : 120;
    const rounds = scale === "full" ? 8 : 3;
    return withWorld({ seed }, async (world) => {
      // The step after the pause is another in each version, so that a mix of versions would show.
      const nodes = (version: number) => [
        faultNode("a", { how: "sleep", ms: 400 }),
        webhookNode(world, `b${version}`),
      ];
      const { formId, pipelineId } = await publishChain(world.api(), nodes(1));
      const pauseMs = Math.round((rounds * 4_000 * 10) / count);
      const load = world.load({ formId, count, clients: 10, pauseMs });
      for (let version = 2; version <= rounds + 1; version += 1) {
        await pause(1_500);
        const api = world.api();
        const graph = chain(nodes(version));
        await api.request("PATCH", `/api/pipelines/${pipelineId}`, { graph }, { "if-match": "*" });
        await api.request("POST", `/api/pipelines/${pipelineId}/publish`, {});
        const old = world.server;
        await world.start();
        old.kill("SIGTERM");
        await old.exited;
      }
      await load.finished;
      await waitForRest(world);
      const verdict = await judge(world, { outages: true });
      const versions = await world.sql(versionsSql);
      const right = versions.reduce((sum, row) => sum + Number(row["right"]), 0);
      const used = versions.filter((row) => Number(row["runs"]) > 0).length;
      return [
        exactly("acknowledged", verdict.acknowledged, count),
        exactly("runs completed", verdict.statuses["completed"] ?? 0, count),
        exactly("runs whose second step is their own version's", right, count),
        atLeast("versions that were used", used, 2),
        oracleRow(verdict),
      ];
    });
  },
};
