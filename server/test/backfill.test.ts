import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { keepRuns } from "../src/pipeline/log/keep-runs.ts";
import { ageRuns } from "./support/make-runs.ts";
import type { ApiAnswer, ApiClient } from "./support/http-client.ts";
import { startLiveApp, type LiveApp } from "./support/live-app.ts";
import { startSink, until, type Sink } from "./support/pipeline.ts";

let app: LiveApp;
let owner: ApiClient;
let hooks: Sink;

beforeAll(async () => {
  app = await startLiveApp();
  owner = await app.signUp(await app.setUp(), "owner");
  hooks = await startSink();
}, 200_000);
afterAll(async () => {
  await hooks.close();
  await app.stop();
});

beforeEach(() => {
  hooks.hits.splice(0);
  hooks.replies = [];
});

const patienceMs = 90_000;
const patience = { timeout: 200_000 };
const fields = [
  { id: "name", kind: "text", label: "Name" },
  { id: "budget", kind: "number", label: "Budget" },
];

const hook = (id: string, json: object = {}) => ({
  id,
  type: "webhook",
  config: {
    url: hooks.url,
    body: { mode: "custom", json: { step: id, name: "{{ answers.name }}", ...json } },
  },
});

/** A chain: only if the budget is above the limit, then one webhook after the other. */
function chain(limit: number, steps: readonly { readonly id: string }[]) {
  const rule = { field: "answers.budget", operator: ">", value: limit };
  const filter = { condition: { combinator: "and", rules: [rule] } };
  const nodes = [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    { id: "big", type: "filter", config: filter },
    ...steps,
  ];
  const edges = nodes.slice(1).map(({ id }, index) => ({
    id: `e${index}`,
    source: nodes[index]?.id,
    target: id,
  }));
  return { nodes, edges };
}

interface Made {
  readonly formId: string;
  readonly pipelineId: string;
  /** Ids of its responses: the n-th, from 1, has a budget of n × 100. */
  readonly ids: readonly string[];
}

async function make(graph: object, count: number): Promise<Made> {
  const form = await owner.post("/api/forms", { name: "Past", fields });
  const formId: string = form.body.id;
  const rows = Array.from({ length: count }, (_, index) => ({
    id: newId(),
    formId,
    answers: { name: `Person ${index + 1}`, budget: (index + 1) * 100 },
    submittedAt: new Date(Date.UTC(2026, 0, index + 1)),
  }));
  await app.prisma.formResponse.createMany({ data: rows });
  const body = { name: "Tell", enabled: true, graph };
  const pipeline = await owner.post(`/api/forms/${formId}/pipelines`, body);
  const pipelineId: string = pipeline.body.id;
  await publish(pipelineId);
  return { formId, pipelineId, ids: rows.map(({ id }) => id) };
}

async function publish(pipelineId: string, graph?: object): Promise<void> {
  if (graph !== undefined) await owner.patch(`/api/pipelines/${pipelineId}`, { graph });
  const published = await owner.post(`/api/pipelines/${pipelineId}/publish`);
  expect([published.status, published.text]).toEqual([201, expect.any(String)]);
}

const count = async ({ pipelineId }: Made, body: object = {}): Promise<ApiAnswer["body"]> => {
  const answer = await owner.post(`/api/pipelines/${pipelineId}/backfill/count`, body);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.body;
};

/** Runs it to its end, and until its runs have ended too. */
async function backfill({ pipelineId, formId }: Made, body: object = {}) {
  const path = `/api/pipelines/${pipelineId}/backfill`;
  const answer = await owner.post(path, { perMinute: 6_000, ...body });
  expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
  const id: string = answer.body.id;
  const ended = (run: { finishedAt: unknown }): boolean => run.finishedAt !== null;
  await until(async () => (await owner.get(`/api/tasks/${id}`)).body, ended, patienceMs);
  const where = { formId, finishedAt: null };
  await until(
    () => app.prisma.pluginRun.count({ where }),
    (open) => open === 0,
    patienceMs,
  );
  return (await owner.get(`/api/tasks/${id}`)).body;
}

/** Who was told by a step since it was last asked, in order of name. */
function heard(id: string): string[] {
  const told = hooks.hits
    .splice(0)
    .map(({ body }) => JSON.parse(body))
    .filter(({ step }) => step === id);
  return told.map(({ name }) => String(name)).toSorted((one, two) => one.localeCompare(two));
}

describe("a backfill", patience, () => {
  test("runs over what fits and is not done, and says what it leaves and why", async () => {
    const form = await make(chain(200, [hook("a")]), 8);
    expect(await count(form)).toMatchObject({
      matching: 8,
      toMake: 8,
      skippedAsDone: 0,
      acts: [{ nodeId: "a", type: "webhook", to: [] }],
      version: 1,
    });
    const rule = { field: "answers.budget", operator: "<=", value: 500 };
    const filter = {
      from: "2026-01-02T00:00:00Z",
      to: "2026-01-07T00:00:00Z",
      answers: { combinator: "and", rules: [rule] },
    };
    const first = await backfill(form, { filter });
    expect(first.summary).toMatchObject({ made: 4, completed: 3, filtered: 1, refused: 0 });
    expect([first.done, first.total, first.status]).toEqual([4, 4, "completed"]);
    expect(heard("a")).toEqual(["Person 3", "Person 4", "Person 5"]);
    const made = await app.prisma.pluginRun.findFirstOrThrow({ where: { formId: form.formId } });
    expect(made).toMatchObject({ priority: -10, isTest: false, eventType: "form.submitted" });

    // What a filter ended did nothing, so it is tried anew; what never ran is asked for alone.
    expect(await count(form)).toMatchObject({ matching: 8, toMake: 5, skippedAsDone: 3 });
    const fresh = await count(form, { filter: { onlyWithoutRun: true } });
    expect(fresh).toMatchObject({ matching: 4, toMake: 4 });
    expect(fresh.sampleIds).toEqual([7, 6, 5, 0].map((index) => form.ids[index]));
    const second = await backfill(form);
    expect(second.summary).toMatchObject({ made: 5, completed: 3, filtered: 2, skippedAsDone: 3 });
    expect(heard("a")).toEqual(["Person 6", "Person 7", "Person 8"]);
    const { body } = await owner.get(`/api/tasks/${second.id}/runs?state=skipped-done`);
    expect(body.items).toHaveLength(3);
    expect(body.items[0]).toMatchObject({
      label: "Person 3",
      runId: null,
      reason: "It was done before.",
    });
  });

  test("leaves to a replay what failed after it had sent something", async () => {
    const form = await make(chain(0, [hook("a"), hook("b")]), 1);
    hooks.replies = [{ status: 200 }, { status: 400 }];
    const first = await backfill(form);
    expect(first.summary).toMatchObject({ made: 1, failed: 1 });
    hooks.replies = [];
    hooks.hits.splice(0);
    expect(await count(form)).toMatchObject({ toMake: 0, skippedAsPartly: 1 });
    expect((await backfill(form)).summary).toMatchObject({ made: 0, skippedAsPartly: 1 });
    expect(hooks.hits).toEqual([]);
  });

  test("knows what was done by runs that are not kept any more", async () => {
    const form = await make(chain(100, [hook("a")]), 3);
    await backfill(form);
    const where = { formId: form.formId };
    await ageRuns(app.prisma, form.formId, 400);
    await keepRuns(app.prisma, { retentionDays: 90, signal: new AbortController().signal });
    expect(await app.prisma.pluginRun.count({ where })).toBe(0);
    expect(await count(form)).toMatchObject({ toMake: 1, skippedAsDone: 2 });
    const one = await count(form, { onlyNodeId: "a" });
    expect(one).toMatchObject({ skippedAsDone: 2, toMake: 1 });
  });

  test("is refused while it cannot be, and one at a time", async () => {
    const form = await make(chain(0, [hook("a")]), 2);
    const path = `/api/pipelines/${form.pipelineId}`;
    const nobody = { filter: { ids: [newId()] } };
    expect((await owner.post(`${path}/backfill`, nobody)).body.errors[0].code).toBe("no_responses");
    const strange = await owner.post(`${path}/backfill/count`, { onlyNodeId: "zz" });
    expect(strange.body.errors[0].code).toBe("unknown_step");
    await owner.patch(path, { enabled: false });
    expect((await owner.post(`${path}/backfill`, {})).body.code).toBe("pipeline_off");
    await owner.patch(path, { enabled: true });
    const first = await owner.post(`${path}/backfill`, { perMinute: 1 });
    const second = await owner.post(`${path}/backfill`, {});
    expect([second.status, second.body.code]).toEqual([409, "backfill_under_way"]);
    expect(second.body.taskId).toBe(first.body.id);
    await owner.post(`/api/tasks/${first.body.id}/cancel`);
  });

  test("rests while the automation is off, and goes on by itself", async () => {
    const form = await make(chain(0, [hook("a")]), 3);
    const path = `/api/pipelines/${form.pipelineId}`;
    const { body } = await owner.post(`${path}/backfill`, { perMinute: 60 });
    const read = async () => (await owner.get(`/api/tasks/${body.id}`)).body;
    await until(read, ({ done }) => done > 0, patienceMs);
    await owner.patch(path, { enabled: false });
    const resting = await until(read, ({ summary }) => summary.waitsFor !== null, patienceMs);
    expect(resting.summary.waitsFor).toContain("off");
    await owner.patch(path, { enabled: true });
    const ended = await until(read, ({ finishedAt }) => finishedAt !== null, patienceMs);
    expect(ended.summary).toMatchObject({ made: 3, waitsFor: null });
    heard("a");
  });
});

describe("a backfill of one new step", patience, () => {
  test("runs that step alone, with the results of earlier runs, once", async () => {
    const form = await make(chain(100, [hook("a")]), 4);
    hooks.replies = [{ status: 200, body: JSON.stringify({ ticket: "T-1" }) }];
    // The last one is never run before the step is there.
    await backfill(form, { filter: { ids: form.ids.slice(0, 3) } });
    expect(heard("a")).toEqual(["Person 2", "Person 3"]);
    const b = hook("b", { ticket: "{{ steps.a.body.ticket }}" });
    await publish(form.pipelineId, chain(100, [hook("a"), b, hook("c")]));
    const only = { onlyNodeId: "b" };
    const counted = await count(form, only);
    expect(counted).toMatchObject({ matching: 4, toMake: 2, filtered: 1, refused: 1 });
    expect(counted.acts.map(({ nodeId }: { nodeId: string }) => nodeId)).toEqual(["b"]);
    const ended = await backfill(form, only);
    expect(ended.summary).toMatchObject({ made: 2, completed: 2, filtered: 1, refused: 1 });
    const bodies = hooks.hits.splice(0).map((hit) => JSON.parse(hit.body));
    expect(bodies.toSorted((one, two) => (one.name < two.name ? -1 : 1))).toEqual([
      { step: "b", name: "Person 2", ticket: "T-1" },
      { step: "b", name: "Person 3", ticket: "T-1" },
    ]);
    const refused = await owner.get(`/api/tasks/${ended.id}/runs?state=refused`);
    expect(refused.body.items[0]).toMatchObject({ label: "Person 4" });
    expect(refused.body.items[0].reason).toContain("It needs the result of the step");
    // Done is done; and a whole run would send what was sent.
    expect(await count(form, only)).toMatchObject({ toMake: 0, skippedAsDone: 2 });
    hooks.replies = [];
  });

  test("repeats nothing but that step when one of its runs is replayed", async () => {
    const form = await make(chain(0, [hook("a")]), 1);
    await backfill(form);
    await publish(form.pipelineId, chain(0, [hook("a"), hook("b"), hook("c")]));
    hooks.hits.splice(0);
    hooks.replies = [{ status: 400 }];
    const failed = await backfill(form, { onlyNodeId: "b" });
    expect(failed.summary).toMatchObject({ made: 1, failed: 1 });
    hooks.replies = [];
    hooks.hits.splice(0);
    const { body } = await owner.get(`/api/tasks/${failed.id}/runs`);
    const replay = await owner.post(`/api/runs/${body.items[0].runId}/replay`, {});
    expect([replay.status, replay.text]).toEqual([201, expect.any(String)]);
    const where = { id: replay.body.runId, status: "completed" as const };
    await until(
      () => app.prisma.pluginRun.count({ where }),
      (found) => found === 1,
      patienceMs,
    );
    expect(hooks.hits.map((hit) => JSON.parse(hit.body).step)).toEqual(["b"]);
  });

  test("needs no earlier run where it needs no result", async () => {
    const form = await make(chain(100, [hook("a"), hook("b")]), 2);
    const ended = await backfill(form, { onlyNodeId: "b" });
    expect(ended.summary).toMatchObject({ made: 2, completed: 1, filtered: 1 });
    expect(heard("b")).toEqual(["Person 2"]);
  });
});
