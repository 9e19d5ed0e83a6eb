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

/** P12: killed while a batch is cleared, then between two deletions of one; the next starts finish both. */
export async function pruningRow(
  world: World,
  repeats: number,
  log: (line: string) => void,
): Promise<Row> {
  const form = await publishChain(world.api(), [faultNode("pass", { how: "pass" })], "Aged");
  let halfDone = 0;
  for (let n = 0; n < repeats; n += 1) {
    // Runs of an own form, far older than the retention: the oracle's stay as they are.
    await world.sql(agedRunsSql, [form.formId]);
    world.server.kill("SIGKILL");
    await world.server.exited;
    await endedAt(world, "clearing");
    const cleared = Number((await world.sql(halfClearedSql))[0]?.["n"]);
    await endedAt(world, "pruning");
    const after = await world.start({ FORMLOOM_RETENTION_DAYS: "3000" }, { samePort: true });
    const gone = await untilOrNull(
      () => agedRows(world),
      (count) => count === 0,
      10_000,
    );
    if (cleared > 0 || gone === null || !after.alive()) {
      halfDone += 1;
      log(`not tidied: ${cleared} half cleared, ${await agedRows(world)} rows left`);
    }
  }
  return exactly("P12 pruning: runs that were not cleared and pruned whole", halfDone, 0);
}

/** Starts a server that kills itself at this point, and waits for that. */
async function endedAt(world: World, point: "clearing" | "pruning"): Promise<void> {
  const env = { FORMLOOM_TEST_FAIL_POINT: `${point}:1`, FORMLOOM_RETENTION_DAYS: "3000" };
  const victim = await world.start(env, { samePort: true, awaitReady: false });
  await Promise.race([victim.exited, untilOrNull(() => false, Boolean, 20_000)]);
  if (victim.alive()) victim.kill("SIGKILL");
  const { signal } = await victim.exited;
  if (signal !== "SIGKILL") throw new Error(`the server did not come to ${point}`);
}

const agedRunsSql = `
WITH run AS (
  INSERT INTO "PluginRun" (id, "pluginConfigId", "versionId", "formId", "eventId", "eventType", status, "rootRunId",
    "createdAt", "finishedAt")
  SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, p.id, gen_random_uuid(), p."formId",
    gen_random_uuid(), 'form.submitted', 'completed', gen_random_uuid(), '1970-01-01', '1970-01-01'
  FROM generate_series(1, 20) n, "PluginConfig" p WHERE p."formId" = $1 RETURNING id
), job AS (
  INSERT INTO "PluginJob" ("runId", ordinal, "nodeId", "nodeType", status)
  SELECT id, 0, 'aged', 'fault', 'completed' FROM run
)
INSERT INTO "PluginExecutionLog" ("runId", ordinal, attempt, "nodeId", outcome, "startedAt", "durationMs", input)
SELECT id, 0, 1, 'aged', 'succeeded', '1970-01-01', 1, '{"name": "Hedy"}' FROM run`;

const halfClearedSql = `
SELECT count(*)::int AS n FROM "PluginRun" r JOIN "PluginExecutionLog" l ON l."runId" = r.id
WHERE l."nodeId" = 'aged' AND (r."clearedAt" IS NULL) <> (l.input IS NOT NULL)`;

async function agedRows(world: World): Promise<number> {
  const rows = await world.sql(`
    SELECT (SELECT count(*) FROM "PluginJob" WHERE "nodeId" = 'aged')::int
      + (SELECT count(*) FROM "PluginExecutionLog" WHERE "nodeId" = 'aged')::int
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
