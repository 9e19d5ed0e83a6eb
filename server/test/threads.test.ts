import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

const canary = "canary-s3cret-9f2b";
const once = { maxAttempts: 1, firstDelayMs: 100, factor: 1, maxDelayMs: 100 };
const twice = { ...once, maxAttempts: 2 };
const folder = mkdtempSync(join(tmpdir(), "formloom-threads-"));

let world: TestPipeline;

beforeAll(async () => {
  world = await startTestPipeline({
    builtIn: oddPlugins,
    credentials: {
      connection: () => Promise.resolve({ kind: "smtp", config: { password: canary } }),
    },
  });
});

afterAll(() => world.stop());

const odd = (how: string, step: Parameters<typeof planStep>[0] | object = {}, marker = "") =>
  planStep({ nodeId: "odd", type: "odd", retry: once, config: { how, marker }, ...step });

async function runOdd(step: ReturnType<typeof odd>) {
  const { formId } = await formWithPipeline(world.prisma, planOf([step]));
  await submit(world, formId, {});
  return finishedRuns(world.prisma, formId, 1, 20_000);
}

describe("a step that goes wrong", () => {
  test.each([
    ["success-false", "bad_result"],
    ["nothing", "bad_result"],
    ["huge", "result_too_large"],
    ["bad-port", "bad_port"],
    ["cyclic", "plugin_error"],
    ["throw-string", "plugin_error"],
    ["throw-null", "plugin_error"],
    ["throw-getter", "plugin_error"],
  ])("%s fails with %s and is no success", async (how, code) => {
    const { runs, logs } = await runOdd(odd(how));
    expect(runs).toMatchObject([{ status: "failed" }]);
    expect(logs).toMatchObject([{ outcome: "failed", output: null, error: { code } }]);
  });

  test("is abandoned at its time-out, and its late result is ignored", async () => {
    const { runs, logs } = await runOdd(odd("late", { timeoutMs: 200 }));
    expect(runs).toMatchObject([{ status: "failed" }]);
    expect(logs).toMatchObject([{ outcome: "failed", error: { code: "timeout" } }]);
    const after = await world.prisma.pluginExecutionLog.count({
      where: { runId: runs[0]?.id ?? "" },
    });
    expect(after).toBe(1);
  });

  test("keeps no secret of its connection in what is logged", async () => {
    const connectionId = "01890000-0000-7000-8000-000000000000";
    const { logs } = await runOdd(odd("leak", { connectionId }));
    expect(logs).toHaveLength(1);
    const text = JSON.stringify(logs);
    expect(text).toContain("login failed");
    expect(text).not.toContain(canary);
    expect(text).not.toContain(Buffer.from(canary).toString("base64"));
  });

  test.each(["exit0", "exit3", "loop"])(
    "%s of a thread is an attempt, not a success",
    async (how) => {
      const { runs, steps, logs } = await runOdd(odd(how, { retry: twice }));
      expect(runs).toMatchObject([{ status: "failed" }]);
      expect(steps).toMatchObject([{ status: "failed", attempts: 2 }]);
      expect(logs.map((log) => log.outcome)).toEqual(["interrupted", "interrupted"]);
    },
  );
});

describe("the neighbours of a step that kills its thread", () => {
  test("complete, uncharged, while the culprit runs out of attempts", async () => {
    const slow = planStep({ nodeId: "echo", type: "echo", config: { text: "hi", afterMs: 1_500 } });
    const neighbour = await formWithPipeline(world.prisma, planOf([slow]));
    const culprit = await formWithPipeline(world.prisma, planOf([odd("exit0", { retry: twice })]));
    await Promise.all([1, 2, 3].map(() => submit(world, neighbour.formId, {})));
    await submit(world, culprit.formId, {});
    const bad = await finishedRuns(world.prisma, culprit.formId, 1, 30_000);
    const good = await finishedRuns(world.prisma, neighbour.formId, 3, 30_000);
    expect(bad.runs).toMatchObject([{ status: "failed" }]);
    expect(good.runs.map((run) => run.status)).toEqual(["completed", "completed", "completed"]);
    for (const step of good.steps) expect(step.attempts - step.uncharged).toBe(1);
  });

  test("have a thread again within a second", async () => {
    const marker = join(folder, "once");
    const { formId } = await formWithPipeline(
      world.prisma,
      planOf([odd("loop-once", { retry: twice }, marker)]),
    );
    await submit(world, formId, {});
    await until(
      () => existsSync(marker),
      (began) => began,
    );
    const { runs, logs } = await finishedRuns(world.prisma, formId, 1, 20_000);
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(logs.map((log) => log.outcome)).toEqual(["interrupted", "succeeded"]);
    expect(readFileSync(`${marker}.log`, "utf8").trim().split("\n")).toHaveLength(2);
  });
});

describe("cancelling", () => {
  test("ends a run whatever its step does, within seconds", async () => {
    const { formId } = await formWithPipeline(
      world.prisma,
      planOf([odd("never", { timeoutMs: 60_000 })]),
    );
    await submit(world, formId, {});
    const [run] = await world.prisma.pluginRun.findMany({ where: { formId } });
    expect(await world.pipeline.cancelRuns({ runIds: [run?.id ?? ""] })).toBe(1);
    const { runs, steps } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "cancelled" }]);
    expect(steps).toMatchObject([{ status: "cancelled" }]);
    expect(await world.pipeline.cancelRuns({ runIds: [run?.id ?? ""] })).toBe(0);
  });
});
