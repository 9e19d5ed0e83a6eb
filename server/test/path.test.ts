import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  finishedRuns,
  formWithPipeline,
  planOf,
  planStep,
  startSink,
  startTestPipeline,
  submit,
  until,
  type Sink,
  type TestPipeline,
} from "./support/pipeline.ts";

const overAThousand = {
  combinator: "and",
  rules: [{ field: "answers.budget", operator: ">", value: 1000 }],
};

let world: TestPipeline;
let sink: Sink;

beforeAll(async () => {
  world = await startTestPipeline();
  sink = await startSink();
});

afterAll(async () => {
  await world.stop();
  await sink.close();
});

beforeEach(() => {
  sink.hits.length = 0;
  sink.replies = [];
});

const filterThenHook = (url: string) =>
  planOf([
    planStep({ nodeId: "only", type: "filter", config: { condition: overAThousand } }),
    planStep({
      nodeId: "hook",
      type: "webhook",
      parents: [{ from: 0, port: "out" }],
      retry: { maxAttempts: 3, firstDelayMs: 100, factor: 1, maxDelayMs: 100 },
      config: {
        url,
        method: "POST",
        headers: {},
        body: {
          mode: "custom",
          json: { who: "{{ answers.name }}", budget: "{{ answers.budget }}" },
        },
      },
    }),
  ]);

describe("the path of a submission", () => {
  test("takes a response through filter and webhook, and logs each step", async () => {
    const { formId } = await formWithPipeline(world.prisma, filterThenHook(sink.url));
    const responseId = await submit(world, formId, { name: "Ada", budget: 5000 });
    const { runs, steps, logs } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed", outcome: null, responseId }]);
    expect(steps.map((step) => [step.nodeId, step.status, step.port])).toEqual([
      ["only", "completed", "out"],
      ["hook", "completed", "out"],
    ]);
    expect(logs.map((log) => [log.nodeId, log.attempt, log.outcome])).toEqual([
      ["only", 1, "succeeded"],
      ["hook", 1, "succeeded"],
    ]);
    expect(logs[1]).toMatchObject({ output: { status: 200 } });
    expect(sink.hits.map((hit) => JSON.parse(hit.body))).toEqual([{ who: "Ada", budget: 5000 }]);
  });

  test("ends a run as filtered when the filter says no", async () => {
    const { formId } = await formWithPipeline(world.prisma, filterThenHook(sink.url));
    await submit(world, formId, { name: "Ada", budget: 10 });
    const { runs, steps } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed", outcome: "filtered" }]);
    expect(steps).toMatchObject([{ port: "none" }, { status: "skipped", skipReason: "filter" }]);
    expect(sink.hits).toEqual([]);
  });

  test("tries again after a failure that may pass, with the same key", async () => {
    sink.replies = [{ status: 503 }, { status: 200 }];
    const { formId } = await formWithPipeline(world.prisma, filterThenHook(sink.url));
    await submit(world, formId, { name: "Ada", budget: 5000 });
    const { runs, logs } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(logs.map((log) => [log.nodeId, log.attempt, log.outcome])).toEqual([
      ["only", 1, "succeeded"],
      ["hook", 1, "retry"],
      ["hook", 2, "succeeded"],
    ]);
    const keys = sink.hits.map((hit) => hit.headers["webhook-id"]);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  test("makes three attempts when three were promised, not four", async () => {
    sink.replies = [{ status: 500 }];
    const { formId } = await formWithPipeline(world.prisma, filterThenHook(sink.url));
    await submit(world, formId, { name: "Ada", budget: 5000 });
    const { runs, logs } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "failed" }]);
    expect(logs.filter((log) => log.nodeId === "hook").map((log) => log.outcome)).toEqual([
      "retry",
      "retry",
      "failed",
    ]);
    expect(sink.hits).toHaveLength(3);
  });

  test("does not try again what cannot succeed", async () => {
    sink.replies = [{ status: 404 }];
    const { formId } = await formWithPipeline(world.prisma, filterThenHook(sink.url));
    await submit(world, formId, { name: "Ada", budget: 5000 });
    const { runs } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "failed" }]);
    expect(sink.hits).toHaveLength(1);
  });

  test("holds the runs of a paused pipeline", async () => {
    const plan = filterThenHook(sink.url);
    const { formId } = await formWithPipeline(world.prisma, plan, { paused: true });
    await submit(world, formId, { budget: 5000 });
    const runs = await world.prisma.pluginRun.findMany({ where: { formId } });
    expect(runs).toMatchObject([{ status: "held", owner: null }]);
  });

  test("starts nothing for a pipeline that is off", async () => {
    const plan = filterThenHook(sink.url);
    const { formId } = await formWithPipeline(world.prisma, plan, { enabled: false });
    await submit(world, formId, { budget: 5000 });
    expect(await world.prisma.pluginRun.count({ where: { formId } })).toBe(0);
    expect(await world.prisma.formResponse.count({ where: { formId } })).toBe(1);
  });

  test("stores a submission once for one key, and refuses the key with another body", async () => {
    const { formId } = await formWithPipeline(world.prisma, filterThenHook(sink.url));
    const send = (body: string) =>
      world.pipeline.submissions.submit({
        formId,
        key: { key: "k1", bodyHash: Buffer.from(body) },
        prepare: () => ({ budget: 1 }),
      });
    const answers = await Promise.all([send("a"), send("a"), send("a")]);
    expect(answers.map((answer) => answer.code).toSorted()).toEqual([
      "replayed",
      "replayed",
      "stored",
    ]);
    expect(new Set(answers.map((answer) => ("id" in answer ? answer.id : "")).values()).size).toBe(
      1,
    );
    expect(await send("b")).toEqual({ code: "key_reused" });
    expect(await world.prisma.formResponse.count({ where: { formId } })).toBe(1);
  });

  test("prepares a submission again when the form changed under it", async () => {
    const { formId } = await formWithPipeline(world.prisma, filterThenHook(sink.url));
    await submit(world, formId, { budget: 1 });
    await world.prisma.form.update({
      where: { id: formId },
      data: { revision: { increment: 1 }, name: "New" },
    });
    const names: string[] = [];
    await world.pipeline.submissions.submit({
      formId,
      prepare: (form) => {
        names.push(form.name);
        return { budget: 1 };
      },
    });
    expect(names).toEqual(["Contact", "New"]);
  });

  test("says on the bus what became of each step", async () => {
    const { formId } = await formWithPipeline(world.prisma, filterThenHook(sink.url));
    const heard: string[] = [];
    const names = ["plugin.job.created", "plugin.job.completed", "plugin.run.changed"] as const;
    const stops = names.map((name) =>
      world.pipeline.bus.on(name, ({ data }) => {
        if (data.formId === formId)
          heard.push(`${name} ${"nodeId" in data ? data.nodeId : data.status}`);
      }),
    );
    await submit(world, formId, { budget: 5000 });
    await until(
      () => heard,
      (list) => list.includes("plugin.run.changed completed"),
    );
    for (const stop of stops) stop();
    expect(heard).toEqual([
      "plugin.job.created only",
      "plugin.job.created hook",
      "plugin.job.completed only",
      "plugin.job.completed hook",
      "plugin.run.changed completed",
    ]);
  });
});

describe("steps side by side", () => {
  test("run once each, also beside one that is switched off", async () => {
    const hook = (nodeId: string, step: object = {}) =>
      planStep({
        nodeId,
        type: "webhook",
        config: { url: sink.url, method: "POST", headers: {}, body: { mode: "event" } },
        ...step,
      });
    const plan = planOf([
      hook("off", { disabled: true, acts: false }),
      hook("left"),
      hook("right"),
      hook("after", { parents: [{ from: 1, port: "out" }] }),
    ]);
    const { formId } = await formWithPipeline(world.prisma, plan);
    await submit(world, formId, { name: "Ada" });
    const { runs, steps, logs } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(steps.map((step) => [step.nodeId, step.status, step.attempts])).toEqual([
      ["off", "completed", 1],
      ["left", "completed", 1],
      ["right", "completed", 1],
      ["after", "completed", 1],
    ]);
    expect(logs).toHaveLength(4);
    expect(new Set(sink.hits.map((hit) => hit.headers["webhook-id"])).size).toBe(3);
    expect(sink.hits).toHaveLength(3);
  });
});

describe("an event whose dispatch a crash cut off", () => {
  test("is found by the relay and starts its runs once", async () => {
    const plan = planOf(filterThenHook(sink.url).steps, { events: ["response.edited"] });
    const { formId } = await formWithPipeline(world.prisma, plan);
    await world.prisma.$transaction((tx) =>
      world.pipeline.events.record(tx, {
        formId,
        responseId: null,
        type: "response.edited",
        payload: { answers: { budget: 9000 }, previous: { answers: {} }, changes: ["budget"] },
      }),
    );
    // Nothing announced it: the process died between the commit and the bus.
    const { runs } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed", eventType: "response.edited" }]);
    expect(await world.prisma.formEvent.count({ where: { formId, dispatchedAt: null } })).toBe(0);
  });

  test("starts what was on when it happened, though it was switched off since", async () => {
    const plan = planOf(filterThenHook(sink.url).steps, { events: ["response.edited"] });
    const { formId, pipelineId } = await formWithPipeline(world.prisma, plan);
    await world.prisma.$transaction((tx) =>
      world.pipeline.events.record(tx, {
        formId,
        responseId: null,
        type: "response.edited",
        payload: { answers: { budget: 9000 }, previous: { answers: {} }, changes: ["budget"] },
      }),
    );
    await world.prisma.pluginConfig.update({
      where: { id: pipelineId },
      data: { enabled: false, disabledAt: new Date(Date.now() + 5) },
    });
    expect((await finishedRuns(world.prisma, formId)).runs).toMatchObject([
      { status: "completed" },
    ]);
  });
});
