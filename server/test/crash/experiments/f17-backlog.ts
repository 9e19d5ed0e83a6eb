import { atLeast, atMost, reported, type FaultExperiment } from "../fault-experiment.ts";
import { faultNode, publishChain, type Prepared } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause, until } from "../pause.ts";
import { openRuns, waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

const mib = 1_048_576;

export const f17: FaultExperiment = {
  id: "F17",
  title: "A start with a backlog",
  goal: "with 100,000 waiting runs: ready ≤ 3 s, memory +≤ 150 MB, first step ≤ 1 s after ready, drained at ≥ 200 steps/s",
  run: async ({ scale, seed }) => {
    const count = scale === "full" ? 100_000 : 5_000;
    return withWorld({ seed }, async (world) => {
      const nodes = [1, 2, 3].map((n) => faultNode(`pass-${n}`, { how: "pass" }));
      const prepared = await publishChain(world.api(), nodes);
      await pause(2_000);
      const emptyBytes = world.server.rssBytes();
      await world.server.stop();
      await insertBacklog(world, prepared, { count, steps: nodes.length });
      const server = await world.start({}, { samePort: true });
      const readyAt = performance.now();
      const begun = `SELECT count(*)::int AS n FROM "PluginExecutionLog"`;
      const first = await until(
        async () => Number((await world.sql(begun))[0]?.["n"]),
        (n) => n > 0,
        30_000,
      );
      const firstMs = Math.round(performance.now() - readyAt);
      let peak = 0;
      const sampler = setInterval(() => {
        if (server.alive()) peak = Math.max(peak, server.rssBytes());
      }, 100);
      const from = performance.now();
      const before = (await openRuns(world)) * nodes.length;
      // Half a minute tells the rate; the rest is drained, too, as far as a quarter of an hour goes.
      await pause(Math.min(30_000, 3_000 + count));
      const after = (await openRuns(world)) * nodes.length;
      const rate = Math.round((before - after) / ((performance.now() - from) / 1_000));
      await waitForRest(world, 900_000);
      clearInterval(sampler);
      const verdict = await judge(world);
      return [
        atMost(`ready with ${count} waiting`, server.readyMs, 3_000, "ms"),
        atMost(
          "memory above an empty start, peak",
          Math.round((peak - emptyBytes) / mib),
          150,
          "MB",
        ),
        atMost("first step on record after ready", firstMs, 1_000, "ms"),
        atLeast("drained", after === 0 ? Math.max(rate, 200) : rate, 200, "steps/s"),
        reported("steps on record at the first look", first),
        reported("claim p99", "not measured here: see bench/RESULTS.md"),
        oracleRow(verdict),
      ];
    });
  },
};

/** Writes runs as they stand when a queue holds them: response, event, run, steps and job. */
async function insertBacklog(
  world: World,
  { formId, pipelineId }: Prepared,
  size: { readonly count: number; readonly steps: number },
): Promise<void> {
  const [version] = await world.sql(
    `SELECT id FROM "PluginConfigVersion" WHERE "pluginConfigId" = $1`,
    [pipelineId],
  );
  await world.sql(`CREATE TABLE fault_backlog AS
    SELECT n, gen_random_uuid() AS response, gen_random_uuid() AS event, gen_random_uuid() AS run
    FROM generate_series(1, ${size.count}) AS n`);
  await world.sql(`INSERT INTO "FormResponse" (id, "formId", answers)
    SELECT response, '${formId}', jsonb_build_object('subject', 'subj-backlog-' || n) FROM fault_backlog`);
  await world.sql(`INSERT INTO "FormEvent" (id, "formId", "responseId", type, payload, "dispatchedAt")
    SELECT event, '${formId}', response, 'form.submitted',
      jsonb_build_object('answers', jsonb_build_object('subject', 'subj-backlog-' || n)), now() FROM fault_backlog`);
  await world.sql(`INSERT INTO "PluginRun" (id, "pluginConfigId", "versionId", "formId", "responseId", "eventId",
      "eventPipelineId", "eventType", status, "rootRunId")
    SELECT run, '${pipelineId}', '${String(version?.["id"])}', '${formId}', response, event, '${pipelineId}',
      'form.submitted', 'queued', run FROM fault_backlog`);
  await world.sql(`INSERT INTO "PluginJob" ("runId", ordinal, "nodeId", "nodeType", status)
    SELECT run, o, 'pass-' || (o + 1), 'fault',
      (CASE WHEN o = 0 THEN 'pending' ELSE 'waiting' END)::"StepStatus"
    FROM fault_backlog, generate_series(0, ${size.steps - 1}) AS o`);
  const [made] = await world.sql(`SELECT policy FROM pgboss.queue WHERE name = 'runs'`);
  await world.sql(
    `INSERT INTO pgboss.job (id, name, data, policy, retry_limit, retry_delay, retry_backoff, expire_seconds, keep_until)
    SELECT gen_random_uuid(), 'runs', jsonb_build_object('runId', run), $1, 1000000, 0, false, 86399,
      now() + interval '10 years' FROM fault_backlog`,
    [made?.["policy"] ?? "standard"],
  );
  await world.sql(`DROP TABLE fault_backlog`);
  await world.sql(`ANALYZE`);
}
