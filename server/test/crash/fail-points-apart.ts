import { exactly, type Row } from "./fault-experiment.ts";
import { faultNode, publishChain } from "./graphs.ts";
import { untilOrNull } from "./pause.ts";
import { waitForRest } from "./rest.ts";
import { sendOnce } from "./send-once.ts";
import { withWorld, type World } from "./world.ts";

// The fail points that no submission passes: replaying, pruning and migrating.

/** P11: killed while a replay is written; the same request again makes it, once. */
export async function replayingRow(world: World, repeats: number): Promise<Row> {
  const form = await publishChain(world.api(), [faultNode("pass", { how: "pass" })], "Replayed");
  let wrong = 0;
  for (let n = 0; n < repeats; n += 1) {
    await sendOnce(world, form, `subj-${world.seed.toString(36)}-p11-${n}`);
    await waitForRest(world);
    const [run] = await world.sql(
      `SELECT id FROM "PluginRun" WHERE "formId" = $1 AND "replayOf" IS NULL ORDER BY id DESC LIMIT 1`,
      [form.formId],
    );
    world.server.kill("SIGKILL");
    await world.server.exited;
    await world.start({ FORMLOOM_TEST_FAIL_POINT: "replaying:1" }, { samePort: true });
    const ask = () =>
      world
        .api()
        .request(
          "POST",
          `/api/runs/${String(run?.["id"])}/replay`,
          {},
          {
            "idempotency-key": `replay-${n}`,
          },
        )
        .catch(() => null);
    const first = await ask();
    await world.server.exited;
    await world.start({}, { samePort: true });
    const second = await ask();
    await waitForRest(world);
    const made = await world.sql(
      `SELECT count(*)::int AS n FROM "PluginRun" WHERE "replayOf" = $1 AND status = 'completed'`,
      [run?.["id"]],
    );
    const isRight = first === null && second?.status === 201 && Number(made[0]?.["n"]) === 1;
    if (!isRight) wrong += 1;
  }
  return exactly("P11 replaying: requests that did not lead to one replay", wrong, 0);
}

/** P12: killed between two deletions of one batch; the next start prunes the rest. */
export async function pruningRow(
  world: World,
  repeats: number,
  log: (line: string) => void,
): Promise<Row> {
  let halfDone = 0;
  for (let n = 0; n < repeats; n += 1) {
    // Runs of an own form, older than the retention: the oracle's stay as they are.
    await world.sql(agedRunSql);
    world.server.kill("SIGKILL");
    await world.server.exited;
    const env = { FORMLOOM_TEST_FAIL_POINT: "pruning:1", FORMLOOM_RETENTION_DAYS: "3000" };
    const victim = await world.start(env, { samePort: true, awaitReady: false });
    await Promise.race([victim.exited, untilOrNull(() => false, Boolean, 20_000)]);
    if (victim.alive()) victim.kill("SIGKILL");
    await victim.exited;
    const after = await world.start({ FORMLOOM_RETENTION_DAYS: "3000" }, { samePort: true });
    const gone = await untilOrNull(
      () => agedRows(world),
      (count) => count === 0,
      10_000,
    );
    if (gone === null || !after.alive()) {
      halfDone += 1;
      log(`not pruned: ${await agedRows(world)} rows left; ${after.output().slice(0, 1_500)}`);
    }
  }
  return exactly("P12 pruning: runs that were not pruned whole by the next start", halfDone, 0);
}

const agedRunSql = `
WITH run AS (
  INSERT INTO "PluginRun" (id, "pluginConfigId", "versionId", "formId", "eventId", "eventType", status, "rootRunId",
    "createdAt", "finishedAt")
  SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
    'form.submitted', 'completed', gen_random_uuid(), '2001-01-01', '2001-01-01'
  FROM generate_series(1, 20) RETURNING id
)
INSERT INTO "PluginJob" ("runId", ordinal, "nodeId", "nodeType", status)
SELECT id, 0, 'aged', 'fault', 'completed' FROM run`;

async function agedRows(world: World): Promise<number> {
  const rows = await world.sql(`
    SELECT (SELECT count(*) FROM "PluginJob" WHERE "nodeId" = 'aged')::int
      + (SELECT count(*) FROM "PluginRun" WHERE "createdAt" < '2002-01-01')::int AS n`);
  return Number(rows[0]?.["n"]);
}

/** P13: killed while it migrates an empty database; the next start finishes, once. */
export async function migratingRow(repeats: number, seed: number): Promise<Row> {
  let failed = 0;
  for (let n = 0; n < repeats; n += 1) {
    await withWorld({ seed: seed + n, server: false }, async (world) => {
      const victim = await world.start(
        { FORMLOOM_TEST_FAIL_POINT: "migrating:1" },
        { awaitReady: false },
      );
      const { signal } = await victim.exited;
      const next = await world.start().catch(() => null);
      if (signal !== "SIGKILL" || next === null) failed += 1;
    });
  }
  return exactly("P13 migrating: starts after it that did not finish", failed, 0);
}
