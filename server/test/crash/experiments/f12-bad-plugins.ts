import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { faultNode, publishChain, type Prepared } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { quantile } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

const throws = ["throw", "reject", "throw-string", "throw-null", "throw-frozen", "throw-getter"];
const exits = ["exit-0", "exit-3", "unhandled"];

export const f12: FaultExperiment = {
  id: "F12",
  title: "Plugins that exit, throw and reject",
  goal: "each fails its step and nothing else; the server stays up; other steps' p99 changes by < 20 %; exit code 0 without a result is a failure",
  run: async ({ scale, seed, log }) => {
    const each = scale === "full" ? 100 : 3;
    return withWorld({ seed }, async (world) => {
      const { pid } = world.server;
      const once = { retry: { maxAttempts: 1 } };
      const good = await publishChain(
        world.api(),
        [faultNode("good", { how: "sleep", ms: 20 })],
        "Good",
      );
      const bad = new Map<string, Prepared>();
      for (const how of [...throws, ...exits]) {
        bad.set(how, await publishChain(world.api(), [faultNode("bad", { how }, once)], how));
      }
      const submit = (formId: string, tag: string, count: number) =>
        world.load({ formId, count, clients: 4, pauseMs: 20, tag }).finished;
      await submit(good.formId, "-before", 40);
      await waitForRest(world);
      const before = await p99(world, good.formId);
      for (const [how, { formId }] of bad) {
        await Promise.all([
          submit(formId, `-${how}`, each),
          submit(good.formId, `-with-${how}`, 20),
        ]);
        log(`${how}: at rest after ${await waitForRest(world, 300_000)} ms`);
      }
      const after = await p99(world, good.formId);
      const verdict = await judge(world);
      const wrong = await world.sql(
        `SELECT count(*)::int AS n FROM "PluginRun" r JOIN "PluginJob" j ON j."runId" = r.id
        WHERE j."nodeId" = 'bad' AND r."formId" <> $1 AND (r.status <> 'failed' OR j.status <> 'failed')`,
        [bad.get("unhandled")?.formId],
      );
      const stray = await world.sql(
        `SELECT count(*)::int AS n FROM "PluginRun" WHERE "formId" = $1 AND status = 'failed'`,
        [bad.get("unhandled")?.formId],
      );
      const codes = await world.sql(`SELECT error->>'code' AS code, count(*)::int AS n
        FROM "PluginExecutionLog" WHERE "nodeId" = 'bad' GROUP BY 1 ORDER BY 1`);
      const goodOnes = await world.sql(
        `SELECT count(*)::int AS n FROM "PluginJob" WHERE "nodeId" = 'good' AND status <> 'completed'`,
      );
      return [
        exactly("bad steps that did not fail", Number(wrong[0]?.["n"]), 0),
        // The step goes on and hands back a result: a rejection that nobody listens to is nobody's by then.
        exactly("steps with an unhandled rejection that failed", Number(stray[0]?.["n"]), each),
        exactly("good steps that did not complete", Number(goodOnes[0]?.["n"]), 0),
        exactly(
          "the same process all the time",
          world.server.alive() && world.server.pid === pid ? "yes" : "no",
          "yes",
        ),
        atMost("good steps' p99 against before", Math.round((100 * after) / before), 120, "%"),
        reported(
          "classes of the failures",
          codes.map((row) => `${String(row["code"])} ${String(row["n"])}`).join(", "),
        ),
        oracleRow(verdict),
      ];
    });
  },
};

/** How long a good step's attempt took, in ms. */
async function p99({ sql }: World, formId: string): Promise<number> {
  const rows = await sql(
    `SELECT l."durationMs" AS ms FROM "PluginExecutionLog" l JOIN "PluginRun" r ON r.id = l."runId"
    WHERE r."formId" = $1 AND l.outcome = 'succeeded'`,
    [formId],
  );
  return quantile(
    rows.map((row) => Number(row["ms"])),
    0.99,
  );
}
