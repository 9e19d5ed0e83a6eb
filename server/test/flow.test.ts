import { graphSchema, type Plan } from "@formloom/shared/graph";
import { fieldSchema } from "@formloom/shared/form";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createGraphTools } from "../src/graph-tools.ts";
import { loadManifests } from "../src/pipeline/plugins/registry.ts";
import { testDatabase } from "./support/postgres.ts";
import {
  builtInPlugins,
  finishedRuns,
  formWithPipeline,
  startSink,
  startTestPipeline,
  submit,
  until,
  type Sink,
  type TestPipeline,
} from "./support/pipeline.ts";

let database: { connectionString: string; drop(): Promise<void> };
let world: TestPipeline;
let sink: Sink;
let tools: ReturnType<typeof createGraphTools>;

const startWorld = () => startTestPipeline({ connectionString: database.connectionString });

beforeAll(async () => {
  tools = createGraphTools(await loadManifests({ builtIn: builtInPlugins, external: [] }));
  database = await testDatabase();
  sink = await startSink();
  world = await startWorld();
});

afterAll(async () => {
  await world.stop();
  await sink.close();
  await database.drop();
});

beforeEach(() => {
  sink.hits.length = 0;
  sink.replies = [];
});

type Node = { readonly id: string; readonly type: string } & Readonly<Record<string, unknown>>;

/** The plan of a drawing; edges are written `from>to` or `from.port>to`, `t` is the trigger. */
function drawn(nodes: readonly Node[], edges: readonly string[]): Plan {
  const trigger = { id: "t", type: "trigger", config: { events: ["form.submitted"] } };
  const graph = graphSchema.parse({
    nodes: [trigger, ...nodes],
    edges: edges.map((text, at) => {
      const [from = "", target = ""] = text.split(">");
      const [source = "", sourcePort = "out"] = from.split(".");
      return { id: `e${at}`, source, sourcePort, target };
    }),
  });
  const { plan, problems } = tools.compile(graph, { fields });
  if (plan === null) throw new Error(JSON.stringify(problems));
  return plan;
}

const fields = [
  { id: "name", kind: "text", label: "Name" },
  { id: "budget", kind: "number", label: "Budget" },
].map((field) => fieldSchema.parse(field));

const atLeast = (value: number) => ({
  combinator: "and",
  rules: [{ field: "answers.budget", operator: ">=", value }],
});

const branch: Node = {
  id: "size",
  type: "branch",
  config: {
    branches: [
      { port: "a", name: "Huge", condition: atLeast(1_000_000) },
      { port: "b", name: "Big", condition: atLeast(1_000) },
    ],
  },
};

/** A step whose mark the sink gets. */
const hook = (id: string, rest: Readonly<Record<string, unknown>> = {}): Node => ({
  id,
  type: "webhook",
  config: {
    url: sink.url,
    method: "POST",
    headers: {},
    body: { mode: "custom", json: { step: id } },
  },
  ...rest,
});

const join = (mode: "all" | "first"): Node => ({ id: "join", type: "merge", config: { mode } });
const wait = (ms: number): Node => ({
  id: "wait",
  type: "delay",
  config: { for: { amount: ms / 60_000, unit: "minutes" } },
});

/** Runs the drawing for one submission, and waits until it is over. */
async function runOf(plan: Plan, answers: Readonly<Record<string, unknown>> = {}) {
  const { formId } = await formWithPipeline(world.prisma, plan);
  await submit(world, formId, answers);
  return finishedRuns(world.prisma, formId);
}

/** What became of each step: its state with its port or the reason of the skip. */
function fates(steps: Awaited<ReturnType<typeof finishedRuns>>["steps"]): Record<string, string> {
  return Object.fromEntries(
    steps.map((step) => [
      step.nodeId,
      `${step.status} ${step.port ?? step.skipReason ?? ""}`.trim(),
    ]),
  );
}

const marks = (): string[] => sink.hits.map(({ body }) => String(JSON.parse(body).step));

describe("a branch", () => {
  const plan = () =>
    drawn(
      [branch, hook("huge"), hook("big"), hook("later"), hook("rest"), hook("end")],
      ["t>size", "size.a>huge", "huge>later", "size.b>big", "size.otherwise>rest", "big>end"],
    );

  test("goes the first way that holds, and skips the others with all that follows", async () => {
    const { runs, steps, logs } = await runOf(plan(), { budget: 5_000 });
    expect(runs).toMatchObject([{ status: "completed", outcome: null }]);
    expect(fates(steps)).toEqual({
      size: "completed b",
      huge: "skipped branch",
      later: "skipped parent",
      big: "completed out",
      end: "completed out",
      rest: "skipped branch",
    });
    expect(marks()).toEqual(["big", "end"]);
    expect(logs.find((log) => log.nodeId === "size")?.output).toEqual({ branch: "Big" });
  });

  test("takes the upper way where two hold, and otherwise where none does", async () => {
    expect(fates((await runOf(plan(), { budget: 2_000_000 })).steps)).toMatchObject({
      size: "completed a",
      later: "completed out",
      big: "skipped branch",
    });
    const { runs, steps } = await runOf(plan(), {});
    expect(runs).toMatchObject([{ status: "completed", outcome: null }]);
    expect(fates(steps)).toMatchObject({ size: "completed otherwise", rest: "completed out" });
  });

  test("ends well where nothing follows the way taken", async () => {
    const short = drawn([branch, hook("big")], ["t>size", "size.b>big"]);
    const { runs, steps } = await runOf(short, { budget: 1 });
    expect(runs).toMatchObject([{ status: "completed", outcome: null }]);
    expect(fates(steps)).toEqual({ size: "completed otherwise", big: "skipped branch" });
  });
});

describe("a join", () => {
  test("of all waits for the slower of two ways side by side", async () => {
    const nodes = [hook("left"), wait(800), hook("right"), join("all"), hook("after")];
    const edges = ["t>left", "t>wait", "wait>right", "left>join", "right>join", "join>after"];
    const { steps, logs } = await runOf(drawn(nodes, edges));
    expect(new Set(Object.values(fates(steps)))).toEqual(new Set(["completed out"]));
    expect(marks()).toEqual(["left", "right", "after"]);
    // What comes out of a join is what came in by its first edge.
    const outputs = new Map(logs.map((log) => [log.nodeId, log.output]));
    expect(outputs.get("join")).toEqual(outputs.get("left"));
  });

  test("of all does not wait for a way that was skipped", async () => {
    const nodes = [branch, hook("big"), hook("rest"), join("all"), hook("after")];
    const edges = ["t>size", "size.b>big", "size.otherwise>rest", "big>join", "rest>join"];
    const { runs, steps } = await runOf(drawn(nodes, [...edges, "join>after"]), { budget: 1 });
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(fates(steps)).toMatchObject({ big: "skipped branch", join: "completed out" });
    expect(marks()).toEqual(["rest", "after"]);
  });

  test("is skipped where none of its ways was taken", async () => {
    const nodes = [branch, hook("huge"), hook("big"), join("all"), hook("after")];
    const edges = ["t>size", "size.a>huge", "size.b>big", "huge>join", "big>join", "join>after"];
    const { runs, steps } = await runOf(drawn(nodes, edges), { budget: 1 });
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(fates(steps)).toMatchObject({ join: "skipped parent", after: "skipped parent" });
    expect(marks()).toEqual([]);
  });

  test("of the first runs once, while the slower way finishes", async () => {
    const nodes = [hook("left"), wait(800), hook("right"), join("first"), hook("after")];
    const edges = ["t>left", "t>wait", "wait>right", "left>join", "right>join", "join>after"];
    const { runs, steps } = await runOf(drawn(nodes, edges));
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(marks()).toEqual(["left", "after", "right"]);
    const once = steps.filter((step) => ["join", "after"].includes(step.nodeId));
    expect(once.map((step) => [step.status, step.attempts])).toEqual([
      ["completed", 1],
      ["completed", 1],
    ]);
  });
});

describe("a step that fails", () => {
  const edges = ["t>bad", "bad>good", "bad.error>told"];

  test("goes on by its error port, and skips what follows a success", async () => {
    sink.replies = [{ status: 404 }, { status: 200 }];
    const plan = drawn([hook("bad"), hook("good"), hook("told")], edges);
    const { runs, steps } = await runOf(plan);
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(fates(steps)).toEqual({
      bad: "failed error",
      good: "skipped branch",
      told: "completed out",
    });
    expect(marks()).toEqual(["bad", "told"]);
  });

  test("leaves its error port alone when it succeeds", async () => {
    const plan = drawn([hook("bad"), hook("good"), hook("told")], edges);
    expect(fates((await runOf(plan)).steps)).toEqual({
      bad: "completed out",
      good: "completed out",
      told: "skipped branch",
    });
  });

  test("goes on as if nothing was where it says so", async () => {
    sink.replies = [{ status: 404 }, { status: 200 }];
    const bad = hook("bad", { settings: { onError: "continue" } });
    const { runs, steps } = await runOf(drawn([bad, hook("good")], ["t>bad", "bad>good"]));
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(fates(steps)).toEqual({ bad: "failed out", good: "completed out" });
  });

  test("fails the run, and skips the rest, where nothing says otherwise", async () => {
    sink.replies = [{ status: 404 }];
    const { runs, steps } = await runOf(drawn([hook("bad"), hook("good")], ["t>bad", "bad>good"]));
    expect(runs).toMatchObject([{ status: "failed" }]);
    expect(fates(steps)).toEqual({ bad: "failed", good: "skipped failed" });
  });
});

describe("a step that is switched off", () => {
  test("hands on what it was given", async () => {
    const off = hook("off", { settings: { disabled: true } });
    const plan = drawn([hook("first"), off, hook("last")], ["t>first", "first>off", "off>last"]);
    const { steps, logs } = await runOf(plan);
    expect(marks()).toEqual(["first", "last"]);
    expect(fates(steps)).toMatchObject({ off: "completed out" });
    const outputs = new Map(logs.map((log) => [log.nodeId, log.output]));
    expect(outputs.get("off")).toEqual(outputs.get("first"));
  });
});

/** Submits to a drawing that waits; gives the form once the wait stands on record. */
async function waitingRun(plan: Plan, answers: Readonly<Record<string, unknown>> = {}) {
  const { formId } = await formWithPipeline(world.prisma, plan);
  await submit(world, formId, answers);
  const [run] = await until(
    () => world.prisma.pluginRun.findMany({ where: { formId } }),
    (rows) => rows[0]?.status === "waiting" && rows[0].owner === null,
  );
  return { formId, run };
}

describe("a wait", () => {
  const plan = (ms: number) => drawn([wait(ms), hook("after")], ["t>wait", "wait>after"]);

  test("goes on at its time and not before, and held nothing meanwhile", async () => {
    const { formId, run } = await waitingRun(plan(1_500));
    expect(sink.hits).toEqual([]);
    const waitMs = (run?.dueAt?.getTime() ?? 0) - (run?.createdAt.getTime() ?? 0);
    expect(waitMs).toBeGreaterThan(1_000);
    expect(waitMs).toBeLessThan(10_000);
    const { runs, steps, logs } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(fates(steps)).toEqual({ wait: "completed out", after: "completed out" });
    expect(logs.map((log) => [log.nodeId, log.outcome])).toEqual([
      ["wait", "waiting"],
      ["wait", "succeeded"],
      ["after", "succeeded"],
    ]);
    const due = Date.parse(String(Object(logs[1]?.output)["until"]));
    expect(logs[2]?.startedAt.getTime()).toBeGreaterThanOrEqual(due);
    expect(marks()).toEqual(["after"]);
  });

  test("survives a restart, and goes on once", async () => {
    const { formId } = await waitingRun(plan(4_000));
    await world.stop();
    expect(sink.hits).toEqual([]);
    world = await startWorld();
    const { runs, steps } = await finishedRuns(world.prisma, formId, 1, 20_000);
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(fates(steps)).toEqual({ wait: "completed out", after: "completed out" });
    expect(marks()).toEqual(["after"]);
  });

  test("can be cancelled, and then nothing follows", async () => {
    const { formId, run } = await waitingRun(plan(60_000));
    expect(await world.pipeline.cancelRuns({ runIds: [run?.id ?? ""] })).toBe(1);
    const { runs, steps } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "cancelled", dueAt: null }]);
    expect(fates(steps)).toMatchObject({ after: "cancelled" });
    expect(steps.map((step) => step.status)).toEqual(["cancelled", "cancelled"]);
    expect(sink.hits).toEqual([]);
  });

  test("until a time that has passed goes on at once", async () => {
    const past = { id: "wait", type: "delay", config: { until: "{{ answers.name }}" } };
    const { logs } = await runOf(drawn([past, hook("after")], ["t>wait", "wait>after"]), {
      name: "2020-02-29",
    });
    expect(logs.map((log) => [log.nodeId, log.outcome])).toEqual([
      ["wait", "succeeded"],
      ["after", "succeeded"],
    ]);
    expect(logs[0]?.output).toEqual({ until: "2020-02-29T00:00:00.000Z" });
  });

  test("for what is no date fails at once, with a sentence", async () => {
    const odd = { id: "wait", type: "delay", config: { until: "{{ answers.name }}" } };
    const { runs, logs } = await runOf(drawn([odd, hook("after")], ["t>wait", "wait>after"]), {
      name: "next Tuesday",
    });
    expect(runs).toMatchObject([{ status: "failed" }]);
    expect(logs).toMatchObject([
      {
        error: {
          code: "bad_date",
          message: "“next Tuesday” is no date to wait for.",
          who: "owner",
        },
      },
    ]);
    expect(sink.hits).toEqual([]);
  });
});
