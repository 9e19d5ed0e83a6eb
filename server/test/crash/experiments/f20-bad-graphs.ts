import { z } from "zod";
import { exactly, type FaultExperiment, type Row } from "../fault-experiment.ts";
import { chain, faultNode, fields, publishChain, triggerNode } from "../graphs.ts";
import { waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

const edge = (source: string, target: string, id = `${source}-${target}`) => ({
  id,
  source,
  target,
});
const a = faultNode("a", { how: "pass" });
const b = faultNode("b", { how: "pass" });

/** Graphs that must not be published, each with a node that the refusal has to name; null: any. */
const bad: Readonly<Record<string, { readonly graph: unknown; readonly names: string | null }>> = {
  cycle: {
    graph: {
      nodes: [triggerNode, a, b],
      edges: [edge("trigger", "a"), edge("a", "b"), edge("b", "a")],
    },
    names: "a",
  },
  "self-loop": {
    graph: { nodes: [triggerNode, a], edges: [edge("trigger", "a"), edge("a", "a")] },
    names: "a",
  },
  "missing node": {
    graph: { nodes: [triggerNode, a], edges: [edge("trigger", "a"), edge("a", "gone")] },
    names: null,
  },
  "two nodes of one id": {
    graph: { nodes: [triggerNode, a, a], edges: [edge("trigger", "a")] },
    names: "a",
  },
  "edge from nowhere": {
    graph: { nodes: [triggerNode, a], edges: [edge("nowhere", "a")] },
    names: null,
  },
  "two triggers": {
    graph: {
      nodes: [triggerNode, { ...triggerNode, id: "second" }, a],
      edges: [edge("trigger", "a")],
    },
    names: null,
  },
  "1,001 nodes": {
    graph: chain(Array.from({ length: 1_000 }, (_, n) => faultNode(`n${n}`, { how: "pass" }))),
    names: null,
  },
};

const idOnly = z.object({ id: z.string() });

export const f20: FaultExperiment = {
  id: "F20",
  title: "Graphs that are none",
  goal: "422 with the nodes it is about, nothing published; one put straight into the database fails its run and loops nowhere",
  run: async ({ seed }) =>
    withWorld({ seed }, async (world) => {
      const rows: Row[] = [];
      for (const [name, { graph, names }] of Object.entries(bad)) {
        rows.push(exactly(name, await publish(world, graph, names), "422"));
      }
      const versions = await world.sql(`SELECT count(*)::int AS n FROM "PluginConfigVersion"`);
      rows.push(exactly("versions published", Number(versions[0]?.["n"]), 0));
      rows.push(...(await runCyclicPlan(world)));
      return rows;
    }),
};

/** The status that saving or publishing came to, with what is wrong with the refusal. */
async function publish(world: World, graph: unknown, names: string | null): Promise<string> {
  const api = world.api();
  const form = await api.call(idOnly, "POST", "/api/forms", { name: "Bad", fields });
  const body = { name: "Bad", enabled: true, graph };
  const made = await api.request("POST", `/api/forms/${form.id}/pipelines`, body);
  if (made.status >= 300) return String(made.status);
  const { id } = idOnly.parse(made.body);
  const answer = await api.request("POST", `/api/pipelines/${id}/publish`, {}, { "if-match": "*" });
  const isNamed = names === null || JSON.stringify(answer.body).includes(`"${names}"`);
  return isNamed ? String(answer.status) : `${answer.status} without node ${names}`;
}

/** A plan in which the first step waits for the second one, written past the API. */
async function runCyclicPlan(world: World): Promise<Row[]> {
  const { formId, pipelineId } = await publishChain(world.api(), [a, b], "Cyclic");
  await world.sql(
    `UPDATE "PluginConfigVersion" SET plan = jsonb_set(plan::jsonb, '{steps,0,parents}', '[{"from": 1, "port": "out"}]')
    WHERE "pluginConfigId" = $1`,
    [pipelineId],
  );
  // Plans are kept in memory: only another process reads what was written past it.
  await world.server.stop();
  await world.start({}, { samePort: true });
  await world.load({ formId, count: 3, clients: 1, pauseMs: 0 }).finished;
  const rest = await waitForRest(world, 20_000).then(String, (error: unknown) =>
    String(error).slice(0, 120),
  );
  const codes = await world.sql(`SELECT DISTINCT status::text FROM "PluginRun"`);
  const attempts = await world.sql(`SELECT count(*)::int AS n FROM "PluginExecutionLog"`);
  return [
    exactly(
      "cyclic plan in the database: the run is",
      codes.map((row) => row["status"]).join(", "),
      "failed",
    ),
    exactly("cyclic plan in the database: steps executed", Number(attempts[0]?.["n"]), 0),
    exactly("cyclic plan in the database: at rest", /^\d+$/.test(rest) ? "yes" : rest, "yes"),
  ];
}
