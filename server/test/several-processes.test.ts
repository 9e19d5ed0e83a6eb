import type { RunChange, StepChange } from "@formloom/shared/events";
import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import pg from "pg";
import { asJson } from "../src/db/client.ts";
import { ownerLockClass } from "../src/pipeline/jobs/owner.ts";
import {
  finishedRuns,
  formWithPipeline,
  oddPlugins,
  planOf,
  planStep,
  startTestPipeline,
  submit,
  until,
  type TestPipeline,
} from "./support/pipeline.ts";
import { testDatabase, type TestDatabase } from "./support/postgres.ts";
import { runSql } from "./support/run-sql.ts";

const echo = (afterMs = 0) =>
  planStep({ nodeId: "echo", type: "echo", config: { text: "x", afterMs } });

let database: TestDatabase;
let web: TestPipeline;
let worker: TestPipeline;

beforeAll(async () => {
  database = await testDatabase();
  const options = { connectionString: database.connectionString, builtIn: oddPlugins };
  [web, worker] = await Promise.all([
    startTestPipeline({ ...options, role: "web" }),
    startTestPipeline({ ...options, role: "worker" }),
  ]);
  await until(
    () => web.pipeline.reading(),
    ({ processes }) => processes === 2,
  );
});

afterAll(async () => {
  await Promise.all([web.stop(), worker.stop()]);
  await database.drop();
});

describe("two processes on one database", () => {
  test("pass a run on at once, without waiting for a poll, and show it to each other", async () => {
    const { formId } = await formWithPipeline(web.prisma, planOf([echo()]));
    const runs: RunChange[] = [];
    const steps: StepChange[] = [];
    const stops = [
      web.pipeline.bus.on("plugin.run.changed", ({ data }) => void runs.push(data)),
      web.pipeline.bus.on("plugin.job.completed", ({ data }) => void steps.push(data)),
    ];
    await submit(web, formId, {});
    await finishedRuns(web.prisma, formId);
    await until(
      () => runs,
      (list) => list.some(({ status }) => status === "completed"),
    );
    expect(runs.every((run) => run.formId === formId)).toBe(true);
    expect(steps).toMatchObject([{ nodeId: "echo", status: "completed" }]);
    for (const stop of stops) stop();
  });

  test("leave no run without a job when the taker dies right after its commit", async () => {
    const { formId } = await formWithPipeline(web.prisma, planOf([echo()]));
    await submit(web, formId, {});
    // The job was part of the commit that answered: it is there, or the worker has taken it already.
    const [row] = await runSql(
      database.connectionString,
      `SELECT r.owner IS NOT NULL OR r."finishedAt" IS NOT NULL OR EXISTS (
         SELECT FROM pgboss.job j WHERE j.data->>'runId' = r.id::text) AS found
       FROM "PluginRun" r WHERE r."formId" = '${formId}'`,
    );
    expect(row).toEqual({ found: true });
    await finishedRuns(web.prisma, formId);
  });

  test("take over from one that was not seen for a while, though its lock is still held", async () => {
    const { formId, pipelineId, versionId } = await formWithPipeline(web.prisma, planOf([echo()]));
    // As a frozen machine leaves it: a run, a lock that the database still holds, and a row that is old.
    const frozen = 1_234_567;
    const machine = new pg.Client({ connectionString: database.connectionString });
    await machine.connect();
    await machine.query("SELECT pg_advisory_lock($1, $2)", [ownerLockClass, frozen]);
    const runId = newId();
    const eventId = newId();
    await web.prisma.formEvent.create({
      data: {
        id: eventId,
        formId,
        type: "form.submitted",
        payload: asJson({ answers: {} }),
        dispatchedAt: new Date(),
      },
    });
    await runSql(
      database.connectionString,
      `INSERT INTO "EngineProcess" (owner, role, name, threads, "seenAt")
         VALUES (${frozen}, 'all', 'frozen:1', 1, now() - interval '1 minute');
       INSERT INTO "PluginRun" (id, "pluginConfigId", "versionId", "formId", "eventId", "eventType", status, owner, "rootRunId")
         VALUES ('${runId}', '${pipelineId}', '${versionId}', '${formId}', '${eventId}', 'form.submitted', 'running', ${frozen}, '${runId}');
       INSERT INTO "PluginJob" ("runId", ordinal, "nodeId", "nodeType", status) VALUES ('${runId}', 0, 'echo', 'echo', 'pending')`,
    );
    const { logs } = await finishedRuns(web.prisma, formId, 1, 25_000);
    expect(logs.map((log) => log.outcome)).toEqual(["interrupted", "succeeded"]);
    const left = await runSql(
      database.connectionString,
      `SELECT FROM "EngineProcess" WHERE owner = ${frozen}`,
    );
    expect(left).toEqual([]);
    await machine.end();
  }, 30_000);

  test("notice when they were declared lost, and go on under another name", async () => {
    const before = await runSql(
      database.connectionString,
      `DELETE FROM "EngineProcess" WHERE role = 'worker' RETURNING owner`,
    );
    expect(before).toHaveLength(1);
    const after = await until(
      () =>
        runSql(
          database.connectionString,
          `SELECT owner FROM "EngineProcess" WHERE role = 'worker'`,
        ),
      (rows) => rows.length === 1,
    );
    expect(after).not.toEqual(before);
    const { formId } = await formWithPipeline(web.prisma, planOf([echo()]));
    await submit(web, formId, {});
    await finishedRuns(web.prisma, formId);
  });
});

describe("one pipeline's slow steps", () => {
  test("take at most half of a process's places; what is over waits in the queue", async () => {
    const { formId } = await formWithPipeline(worker.prisma, planOf([echo(600)]));
    const all = await startTestPipeline({
      connectionString: database.connectionString,
      builtIn: oddPlugins,
    });
    await Promise.all(Array.from({ length: 1_600 }, () => submit(all, formId, {})));
    const { inFlight } = await all.pipeline.reading();
    // A batch under way may go over by its own size.
    expect(inFlight).toBeLessThanOrEqual(1_000 + 200);
    const { runs } = await finishedRuns(all.prisma, formId, 1_600, 60_000);
    expect(runs.every(({ status }) => status === "completed")).toBe(true);
    await all.stop();
  }, 90_000);
});
