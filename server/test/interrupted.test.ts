import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "./support/postgres.ts";
import { runSql } from "./support/run-sql.ts";
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

let database: { connectionString: string; drop(): Promise<void> };
let world: TestPipeline;

beforeAll(async () => {
  database = await testDatabase();
  world = await startTestPipeline({
    connectionString: database.connectionString,
    builtIn: oddPlugins,
  });
});

afterAll(async () => {
  await world.stop();
  await database.drop();
});

/** Makes the run look like one whose process died: another holds it, by a lock that nobody has. */
const orphan = (formId: string) =>
  runSql(
    database.connectionString,
    `UPDATE "PluginRun" SET owner = 4711, epoch = epoch + 1 WHERE "formId" = $1`,
    [formId],
  );

const slowStep = (step: object = {}) =>
  planStep({ nodeId: "echo", type: "echo", config: { text: "x", afterMs: 1_500 }, ...step });

async function begin(plan: Parameters<typeof formWithPipeline>[1]): Promise<string> {
  const { formId } = await formWithPipeline(world.prisma, plan);
  await submit(world, formId, {});
  return formId;
}

describe("a run that was taken over", () => {
  test("ignores the late result of whoever held it before", async () => {
    const formId = await begin(planOf([slowStep()]));
    await orphan(formId);
    const { runs, logs } = await finishedRuns(world.prisma, formId, 1, 20_000);
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(runs[0]?.epoch).toBeGreaterThanOrEqual(4);
    expect(logs.map((log) => log.outcome)).toEqual(["interrupted", "succeeded"]);
  });

  test("records every step that may have begun, also behind one that only decides", async () => {
    const plan = planOf([
      planStep({ nodeId: "decide", type: "echo", acts: false }),
      slowStep({ parents: [{ from: 0, port: "out" }] }),
      slowStep({ nodeId: "after", parents: [{ from: 1, port: "out" }] }),
    ]);
    const formId = await begin(plan);
    await orphan(formId);
    const { runs, logs } = await finishedRuns(world.prisma, formId, 1, 20_000);
    expect(runs).toMatchObject([{ status: "completed" }]);
    const of = (nodeId: string) => logs.filter((log) => log.nodeId === nodeId);
    expect(of("echo").map((log) => log.outcome)).toEqual(["interrupted", "succeeded"]);
    expect(of("after").map((log) => log.outcome)).toEqual(["succeeded"]);
  });

  test("begins nothing that what only decides may still pass by", async () => {
    const plan = planOf([
      planStep({
        nodeId: "decide",
        type: "echo",
        acts: false,
        config: { text: "x", afterMs: 1_500 },
      }),
      planStep({
        nodeId: "never",
        type: "echo",
        parents: [{ from: 0, port: "error" }],
        config: { text: "" },
      }),
    ]);
    const formId = await begin(plan);
    await orphan(formId);
    const { steps } = await finishedRuns(world.prisma, formId, 1, 20_000);
    expect(steps.map((step) => step.status)).toEqual(["completed", "skipped"]);
  });

  test("asks where a step that must not go twice was under way", async () => {
    const formId = await begin(planOf([slowStep({ ifInterrupted: "ask" })]));
    await until(
      () => world.prisma.pluginJob.findFirst({ where: { nodeId: "echo", status: "running" } }),
      (step) => step !== null,
    );
    await orphan(formId);
    const run = await until(
      () => world.prisma.pluginRun.findFirst({ where: { formId } }),
      (row) => row?.status === "needs_attention",
      20_000,
    );
    const steps = await world.prisma.pluginJob.findMany({ where: { runId: run?.id ?? "" } });
    expect(steps).toMatchObject([{ status: "unknown", attempts: 1 }]);
  });

  test("is not touched while its holder lives", async () => {
    const formId = await begin(planOf([slowStep()]));
    const { runs, steps } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed", epoch: 1, careful: false }]);
    expect(steps).toMatchObject([{ attempts: 1, uncharged: 0 }]);
  });
});

describe("a stop", () => {
  test("ends what executes, begins nothing new, and charges nobody", async () => {
    const other = await testDatabase();
    const options = { connectionString: other.connectionString, builtIn: oddPlugins };
    const first = await startTestPipeline(options);
    const quick = { text: "x", afterMs: 400 };
    const plan = planOf([
      planStep({ nodeId: "one", type: "echo", config: quick }),
      planStep({ nodeId: "two", type: "echo", config: quick, parents: [{ from: 0, port: "out" }] }),
    ]);
    const { formId } = await formWithPipeline(first.prisma, plan);
    await submit(first, formId, {});
    await first.stop();
    const second = await startTestPipeline(options);
    const { runs, logs } = await finishedRuns(second.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed", careful: false }]);
    expect(logs.map((log) => [log.nodeId, log.attempt, log.outcome])).toEqual([
      ["one", 1, "succeeded"],
      ["two", 1, "succeeded"],
    ]);
    await second.stop();
    await other.drop();
  });
});
