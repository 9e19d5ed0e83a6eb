import type { NodeType } from "@formloom/shared/plugin";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ReplayDeps } from "../src/runs/replay-deps.ts";
import { replayRun } from "../src/runs/replay-run.ts";
import type { ApiClient } from "./support/http-client.ts";
import {
  publishForm,
  restedRun,
  startLiveApp,
  type LiveApp,
  type NodeInput,
} from "./support/live-app.ts";
import { startSink, until, type Sink } from "./support/pipeline.ts";

let app: LiveApp;
let owner: ApiClient;
let first: Sink;
let second: Sink;

beforeAll(async () => {
  app = await startLiveApp();
  owner = await app.setUp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  [first, second] = [await startSink(), await startSink()];
  first.replies = [
    { status: 200, body: '{"id":"a-1"}', headers: { "content-type": "application/json" } },
  ];
});
afterEach(() => Promise.all([first.close(), second.close()]));

const once = { retry: { maxAttempts: 1 } };
const custom = (json: unknown) => ({ mode: "custom", json });
const secondConfig = (json: object = {}) => ({
  url: second.url,
  body: custom({ of: "{{ steps.one.body.id }}", name: "{{ answers.name }}", ...json }),
});
/** Two webhooks, the second with what the first was answered. */
const twoHooks = (): NodeInput[] => [
  { id: "one", type: "webhook", config: { url: first.url }, settings: once },
  { id: "two", type: "webhook", config: secondConfig(), settings: once },
];
const replay = (runId: string, body: object = {}, headers: Record<string, string> = {}) =>
  owner.post(`/api/runs/${runId}/replay`, body, headers);
const keys = ({ hits }: Sink) => hits.map(({ headers }) => headers["webhook-id"]);
const bodies = ({ hits }: Sink) => hits.map(({ body }) => JSON.parse(body));

/** A run whose second step the service refused, or took. */
async function ranOnce(secondStatus: number, steps: readonly NodeInput[] = twoHooks()) {
  second.replies = [{ status: secondStatus }];
  const form = await publishForm(app, owner, steps);
  const runId = await form.submit({ name: "Ada" });
  await restedRun(owner, runId, secondStatus === 200 ? "completed" : "failed");
  second.replies = [{ status: 200 }];
  return { ...form, runId };
}

const family = async (runId: string) => (await owner.get(`/api/runs/${runId}`)).body.family;

/** Replays and waits for the end. */
async function replayed(runId: string, body: object = {}, status = "completed") {
  const answer = await replay(runId, body);
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return restedRun(owner, answer.body.runId, status);
}

describe("a replay from one step", () => {
  test("reuses what was done before it, and sends what failed under the same key", async () => {
    const { runId } = await ranOnce(503);
    const run = await replayed(runId, { fromNodeId: "two" });
    expect([first.hits.length, second.hits.length]).toEqual([1, 2]);
    expect(new Set(keys(second)).size).toBe(1);
    expect(bodies(second)[1]).toEqual({ of: "a-1", name: "Ada" });
    expect(run).toMatchObject({
      replayOf: runId,
      rootRunId: runId,
      requestedBy: { id: owner.person.id, name: "Ada" },
      edits: { fromNodeId: "two", version: "original", sendAgain: false, steps: {} },
      turn: null,
    });
    expect(run.steps[1]).toMatchObject({ nodeId: "one", status: "completed", reusedFrom: runId });
    expect(run.steps[1].attempts).toMatchObject([{ outcome: "reused", output: { status: 200 } }]);
    expect(run.steps[2]).toMatchObject({ nodeId: "two", status: "completed", reusedFrom: null });
    const original = (await owner.get(`/api/runs/${runId}`)).body;
    expect(original).toMatchObject({ status: "failed", replays: [run.id], replayOf: null });
    const entry = await app.prisma.auditEntry.findFirst({ where: { subjectId: run.id } });
    expect(entry).toMatchObject({ action: "run.replayed", userId: owner.person.id });
  });

  test("of a replay still says where a reused step really ran", async () => {
    const { runId } = await ranOnce(503);
    const one = await replayed(runId, { fromNodeId: "two" });
    const two = await replayed(one.id, { fromNodeId: "two", sendAgain: true });
    expect(two).toMatchObject({ replayOf: one.id, rootRunId: runId });
    expect(two.steps[1]).toMatchObject({ reusedFrom: runId, attempts: [{ outcome: "reused" }] });
    expect([first.hits.length, second.hits.length]).toEqual([1, 3]);
  });

  test("is refused where a step beside it has no result to build on", async () => {
    const { runId } = await ranOnce(503);
    const answer = await replay(runId, { fromNodeId: "one" });
    expect(answer.status).toBe(201);
    const beside = await publishForm(
      app,
      owner,
      [
        ...twoHooks(),
        { id: "bad", type: "webhook", config: { url: `${second.url}/bad` }, settings: once },
      ],
      [
        { id: "a", source: "trigger", target: "one" },
        { id: "b", source: "one", target: "two" },
        { id: "c", source: "trigger", target: "bad" },
      ],
    );
    second.replies = [{ status: 400 }];
    const other = await beside.submit({ name: "Ada" });
    await restedRun(owner, other, "failed");
    const refused = await replay(other, { fromNodeId: "two" });
    expect([refused.status, refused.body.code, refused.body.nodeId]).toEqual([
      422,
      "step_unfinished",
      "bad",
    ]);
  });
});

describe("what was sent", () => {
  test("is not sent again, unless that is asked for, and then under another key", async () => {
    const { runId } = await ranOnce(200);
    const same = await replayed(runId);
    expect([first.hits.length, second.hits.length]).toEqual([1, 1]);
    expect(same.steps[2].attempts[0].output).toMatchObject({ status: 200 });
    const again = await replayed(same.id, { sendAgain: true });
    expect([first.hits.length, second.hits.length]).toEqual([2, 2]);
    expect([new Set(keys(first)).size, new Set(keys(second)).size]).toEqual([2, 2]);
    expect(again.steps[2].effects).toMatchObject([{ generation: 2, state: "confirmed" }]);
    await replayed(runId);
    expect(second.hits.length).toBe(2);
  });

  test("cannot be edited, but for sending it again", async () => {
    const { runId } = await ranOnce(200);
    const edit = { fromNodeId: "two", config: secondConfig({ edited: true }) };
    const refused = await replay(runId, edit);
    expect([refused.status, refused.body.code]).toEqual([409, "effect_confirmed"]);
    expect(await app.prisma.pluginRun.count({ where: { replayOf: runId } })).toBe(0);
    await replayed(runId, { ...edit, sendAgain: true });
    expect(bodies(second)[1]).toEqual({ of: "a-1", name: "Ada", edited: true });
    expect(new Set(keys(second)).size).toBe(2);
  });
});

describe("edited settings", () => {
  test("are filled in as usual, for this run only, under a new key", async () => {
    const { runId, pipelineId } = await ranOnce(400);
    const config = secondConfig({ more: "{{ answers.name | upper }}" });
    const run = await replayed(runId, { fromNodeId: "two", config });
    expect(bodies(second)[1]).toEqual({ of: "a-1", name: "Ada", more: "ADA" });
    expect(new Set(keys(second)).size).toBe(2);
    expect(run.edits.steps.two).toEqual({ config, resolved: false });
    // A replay of the edited replay runs with its settings, and what it sent stays sent.
    await replayed(run.id, { fromNodeId: "two", sendAgain: true });
    expect(bodies(second)[2]).toMatchObject({ more: "ADA" });
    const pipeline = (await owner.get(`/api/pipelines/${pipelineId}`)).body;
    expect(pipeline).toMatchObject({ draftPending: false, version: 1 });
  });

  test("may be final, and then nothing in them is filled in", async () => {
    const { runId } = await ranOnce(400);
    const input = {
      url: `${second.url}?q={x}`,
      method: "POST",
      headers: {},
      body: custom({ text: "{{ answers.name }}" }),
    };
    await replayed(runId, { fromNodeId: "two", input });
    expect(bodies(second)[1]).toEqual({ text: "{{ answers.name }}" });
    const bad = await replay(runId, {
      fromNodeId: "two",
      input: { ...input, url: 5 },
      sendAgain: true,
    });
    expect([bad.status, bad.body.errors[0].path]).toEqual([422, "input.url"]);
  });

  test("are checked as when publishing, and name no other connection and no other host", async () => {
    const connection = await owner.post("/api/connections", {
      kind: "http-auth",
      name: "C",
      config: { url: new URL(second.url).origin, secret: "canary-token-1" },
    });
    const other = await owner.post("/api/connections", {
      kind: "http-auth",
      name: "D",
      config: { url: "https://example.org", secret: "canary-token-2" },
    });
    const [one, two] = twoHooks();
    const { runId } = await ranOnce(400, [
      one ?? { id: "one" },
      { ...two, id: "two", connectionId: connection.body.id },
    ]);
    expect(second.hits[0]?.headers.authorization).toBe("Bearer canary-token-1");
    const tries: [object, string][] = [
      [secondConfig({ bad: "{{ answers.nope }}" }), "graph_problems"],
      [{ ...secondConfig(), url: "ftp://x" }, "graph_problems"],
      [secondConfig({ id: other.body.id }), "foreign_connection"],
      [{ ...secondConfig(), url: "https://example.org/hook" }, "host_changed"],
      [{ ...secondConfig(), url: "{{ answers.name }}" }, "graph_problems"],
    ];
    for (const [config, code] of tries) {
      const answer = await replay(runId, { fromNodeId: "two", config });
      expect([config, answer.status, answer.body.code]).toEqual([config, 422, code]);
    }
    const input = {
      url: "https://example.org/",
      method: "POST",
      headers: {},
      body: { mode: "event" },
    };
    expect((await replay(runId, { fromNodeId: "two", input })).body.code).toBe("host_changed");
    expect((await replay(runId, { input })).body.errors[0].path).toBe("fromNodeId");
    await owner.delete(`/api/connections/${connection.body.id}`);
    const gone = await replay(runId, { fromNodeId: "two" });
    expect([gone.status, gone.body.code, gone.body.nodeId]).toEqual([
      422,
      "connection_missing",
      "two",
    ]);
    expect(second.hits.length).toBe(1);
  });

  test("cannot take over what the log hides", async () => {
    const secret = "canary-token-3";
    const connection = await owner.post("/api/connections", {
      kind: "http-auth",
      name: "E",
      config: { url: new URL(second.url).origin, secret },
    });
    const [one, two] = twoHooks();
    second.replies = [{ status: 400 }];
    const form = await publishForm(app, owner, [
      one ?? { id: "one" },
      { ...two, id: "two", connectionId: connection.body.id },
    ]);
    const runId = await form.submit({ name: secret });
    const run = await restedRun(owner, runId, "failed");
    const shown = run.steps.find((step: { nodeId: string }) => step.nodeId === "two").attempts[0];
    expect(JSON.stringify(shown.input)).not.toContain(secret);
    const refused = await replay(runId, { fromNodeId: "two", input: shown.input });
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [expect.objectContaining({ path: "input.body.json.name", code: "hidden_value" })],
    ]);
    expect([second.hits.length, (await family(runId)).length]).toEqual([1, 1]);
  });

  test("can go into the draft as well, which is not published by that", async () => {
    const { runId, pipelineId } = await ranOnce(400);
    const config = secondConfig({ more: 1 });
    await replayed(runId, { fromNodeId: "two", config, applyToDraft: true });
    const pipeline = (await owner.get(`/api/pipelines/${pipelineId}`)).body;
    expect(pipeline).toMatchObject({ draftPending: true, version: 2, liveVersion: 1 });
    expect(pipeline.graph.nodes[2].config).toEqual(config);
  });
});

describe("the live version", () => {
  const publish = async (pipelineId: string, steps: readonly object[], source = "one") => {
    const edges = [
      { id: "a", source: "trigger", target: "one" },
      { id: "b", source, target: "two" },
    ];
    const graph = {
      nodes: [
        { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
        ...steps,
      ],
      edges,
    };
    expect((await owner.patch(`/api/pipelines/${pipelineId}`, { graph })).status).toBe(200);
    expect((await owner.post(`/api/pipelines/${pipelineId}/publish`)).status).toBe(201);
  };

  test("is taken where what comes before the step is the same", async () => {
    const { runId, pipelineId } = await ranOnce(400);
    const [one = {}, two = {}] = twoHooks();
    await publish(pipelineId, [one, { ...two, config: secondConfig({ live: true }) }]);
    const run = await replayed(runId, { fromNodeId: "two", version: "live" });
    expect(run).toMatchObject({ versionNumber: 2, edits: { version: "live" } });
    expect(bodies(second)[1]).toEqual({ of: "a-1", name: "Ada", live: true });
    expect(first.hits.length).toBe(1);
  });

  test("is refused where it differs there, and where the step is gone", async () => {
    const { runId, pipelineId } = await ranOnce(400);
    const [, two = {}] = twoHooks();
    const mail = {
      id: "one",
      type: "email",
      config: { to: ["a@example.org"], subject: "x", body: { format: "text", content: "x" } },
    };
    await publish(pipelineId, [mail, { ...two, config: { url: second.url } }]);
    const differs = await replay(runId, { fromNodeId: "two", version: "live" });
    expect([differs.status, differs.body.code, differs.body.nodeId]).toEqual([
      409,
      "version_differs",
      "one",
    ]);
    const unknown = await replay(runId, { fromNodeId: "three", version: "live" });
    expect([unknown.status, unknown.body.code]).toEqual([409, "version_differs"]);
  });
});

describe("replays of one run", () => {
  test("asked for five times at once are one, and the others say which", async () => {
    const { runId } = await ranOnce(400);
    second.replies = [{ status: 200, afterMs: 1_500 }];
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => replay(runId, { fromNodeId: "two" })),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer !== made[0])) {
      expect([status, body.code, body.runId]).toEqual([409, "run_unfinished", made[0]?.body.runId]);
    }
    await restedRun(owner, made[0]?.body.runId, "completed");
    expect(second.hits.length).toBe(2);
  });

  test("asked for by two admins at once are one, and each run of the family names who asked", async () => {
    const { runId } = await ranOnce(400);
    const grace = await app.signUp(owner, "admin");
    second.replies = [{ status: 200, afterMs: 1_500 }];
    const path = `/api/runs/${runId}/replay`;
    const answers = await Promise.all([
      owner.post(path, { fromNodeId: "two" }),
      grace.post(path, { fromNodeId: "two" }),
    ]);
    const [made, told] = answers.toSorted((a, b) => a.status - b.status);
    expect([made?.status, told?.status, told?.body.runId]).toEqual([201, 409, made?.body.runId]);
    const asker = answers[0] === made ? owner.person.id : grace.person.id;
    const replayId = made?.body.runId;
    await restedRun(owner, replayId, "completed");
    expect(await family(replayId)).toMatchObject([
      { id: runId, replayOf: null, requestedBy: null, status: "failed" },
      { id: replayId, replayOf: runId, requestedBy: { id: asker }, fromNodeId: "two" },
    ]);
    // The first run tells what its replay sent, and stays as it was itself.
    const { steps } = (await owner.get(`/api/runs/${runId}`)).body;
    expect(steps.at(-1)).toMatchObject({
      effects: [{ state: "failed" }],
      acts: [{ state: "confirmed", generation: 1 }],
    });
  });

  test("asked for under one key are one, also long after", async () => {
    const { runId } = await ranOnce(400);
    const key = { "idempotency-key": "k-1" };
    const [one, two] = await Promise.all([
      replay(runId, { fromNodeId: "two" }, key),
      replay(runId, { fromNodeId: "two" }, key),
    ]);
    expect([one.status, two.status, one.body.runId]).toEqual([201, 201, two.body.runId]);
    await restedRun(owner, one.body.runId, "completed");
    const late = await replay(runId, { fromNodeId: "two" }, key);
    expect([late.status, late.body, late.headers["idempotent-replayed"]]).toEqual([
      201,
      one.body,
      "true",
    ]);
    expect(await app.prisma.pluginRun.count({ where: { rootRunId: runId } })).toBe(2);
  });

  test("wait for the run itself to end", async () => {
    first.replies = [{ status: 200, afterMs: 1_500 }];
    const form = await publishForm(app, owner, twoHooks());
    const runId = await form.submit({ name: "Ada" });
    const refused = await replay(runId);
    expect([refused.status, refused.body.runId]).toEqual([409, runId]);
    await restedRun(owner, runId, "completed");
  });

  test("leave nothing behind when they fail half-way", async () => {
    const { runId } = await ranOnce(400);
    const count = async () => [
      await app.prisma.pluginRun.count(),
      await app.prisma.pluginJob.count(),
      await app.prisma.pluginExecutionLog.count(),
      await app.prisma.auditEntry.count(),
    ];
    const before = await count();
    const pipeline = {
      queueRuns: () => Promise.reject(new Error("cut off")),
      announceRun: () => {
        throw new Error("was told before it was stored");
      },
    };
    await expect(replayWith({ pipeline }, runId)).rejects.toThrow("cut off");
    expect(await count()).toEqual(before);
  });
});

describe("who and what", () => {
  test("lets owners replay, refuses viewers, and hides the run from strangers", async () => {
    const { runId, formId } = await ranOnce(400);
    const [viewer, stranger] = [
      await app.signUp(owner, "viewer"),
      await app.signUp(owner, "owner"),
    ];
    await app.prisma.formShare.create({ data: { formId, userId: viewer.person.id } });
    expect((await viewer.post(`/api/runs/${runId}/replay`, {})).status).toBe(403);
    expect((await stranger.post(`/api/runs/${runId}/replay`, {})).status).toBe(404);
    expect((await app.anonymous.post(`/api/runs/${runId}/replay`, {})).status).toBe(401);
    expect(await app.prisma.pluginRun.count({ where: { replayOf: runId } })).toBe(0);
  });

  test("says which node type is not installed any more", async () => {
    const { runId } = await ranOnce(400);
    await expect(replayWith({ nodeTypes: [] }, runId)).rejects.toMatchObject({
      code: "unknown_plugin",
      details: { nodeId: "two" },
    });
  });

  test("says what is gone, and touches nothing", async () => {
    const { runId, formId, pipelineId } = await ranOnce(400);
    const event = await app.prisma.formEvent.findFirstOrThrow({ where: { formId } });
    await app.prisma.formEvent.update({ where: { id: event.id }, data: { payload: {} } });
    expect((await replay(runId)).status).toBe(410);
    await app.prisma.formEvent.update({
      where: { id: event.id },
      data: { payload: event.payload ?? {} },
    });
    await app.prisma.formResponse.deleteMany({ where: { formId } });
    const purged = await replay(runId);
    expect([purged.status, purged.body.code]).toEqual([410, "gone"]);
    expect((await owner.delete(`/api/pipelines/${pipelineId}`)).status).toBe(204);
    expect((await replay(runId)).status).toBe(410);
    expect((await owner.delete(`/api/forms/${formId}`)).status).toBe(204);
    expect((await replay(runId)).status).toBe(404);
    const rows = await until(
      () => app.prisma.pluginRun.findMany({ where: { formId } }),
      (found) => found.length === 1,
    );
    expect(rows[0]).toMatchObject({ id: runId, status: "failed" });
  });
});

function never(): never {
  throw new Error("is not asked");
}

/** Replays from the second step with parts of the server replaced. */
function replayWith(parts: Partial<ReplayDeps>, runId: string) {
  const deps: ReplayDeps = {
    prisma: app.prisma,
    pipeline: { queueRuns: () => never(), announceRun: () => never() },
    audit: { record: () => Promise.resolve() },
    graphTools: { compile: () => never(), compileTrial: () => never(), checkFinal: () => never() },
    nodeTypes: [{ id: "webhook" } as NodeType], // only its id is looked at
    ...parts,
  };
  const body = {
    fromNodeId: "two",
    version: "original",
    sendAgain: false,
    applyToDraft: false,
  } as const;
  return replayRun(deps, { runId, userId: owner.person.id, key: null, body });
}
