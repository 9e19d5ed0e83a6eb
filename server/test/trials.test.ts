import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApiAnswer, ApiClient } from "./support/http-client.ts";
import { restedRun, startLiveApp, type LiveApp } from "./support/live-app.ts";
import { openMailSink, type MailSink } from "./support/mail-sink.ts";
import { startSink, type Sink } from "./support/pipeline.ts";
import {
  makeTrialForm,
  trialGraph,
  type TrialForm,
  type TrialGraph,
} from "./support/trial-form.ts";

const password = "smtp-canary-8872";
let app: LiveApp;
let admin: ApiClient;
let owner: ApiClient;
let mails: MailSink;
let hooks: Sink;
let published: TrialGraph;
let form: TrialForm;

beforeAll(async () => {
  mails = await openMailSink();
  app = await startLiveApp({ allow: [`127.0.0.1:${mails.port}`] });
  admin = await app.setUp();
  owner = await app.signUp(admin, "owner");
  hooks = await startSink();
  const config = {
    host: "127.0.0.1",
    port: mails.port,
    security: "none",
    password,
    from: "Sales <sales@example.org>",
  };
  const connection = await owner.post("/api/connections", { kind: "smtp", name: "M", config });
  const connectionId: string = connection.body.id;
  published = { limit: 1_000, subject: "Hi {{ answers.name }}", hook: hooks.url, connectionId };
  form = await makeTrialForm(app, owner, { graph: published, count: 20, without: [12, 15] });
});
afterAll(async () => {
  await Promise.all([mails.close(), hooks.close()]);
  await app.stop();
});

const dryRun = (body: object, client = owner): Promise<ApiAnswer> =>
  client.post(`/api/pipelines/${form.pipelineId}/dry-run`, body);
const tryIt = (body: object, client = owner): Promise<ApiAnswer> =>
  client.post(`/api/pipelines/${form.pipelineId}/test`, body);
const draft = (changes: Partial<TrialGraph> = {}) => trialGraph({ ...published, ...changes });
const stepOf = (trial: { steps: { nodeId: string }[] }, nodeId: string) =>
  trial.steps.find((step) => step.nodeId === nodeId);

/** Rows that a run, or anything else that was not asked for, would leave behind. */
async function countRows(): Promise<number[]> {
  const { prisma } = app;
  return Promise.all([
    prisma.pluginRun.count(),
    prisma.formEvent.count(),
    prisma.outboxMail.count(),
    prisma.pluginConfigVersion.count(),
    prisma.task.count(),
  ]);
}

describe("a dry run", () => {
  let before: number[];

  beforeAll(async () => {
    before = await countRows();
  });

  test("says what differs from the live version, response by response and in all", async () => {
    const graph = draft({ limit: 5_000, subject: "Big: {{ answers.name }}" });
    const answer = await dryRun({ responses: { last: 20 }, compareWith: "live", graph });
    expect([answer.status, answer.body.kind]).toEqual([200, "done"]);
    const { summary, responses } = answer.body;
    // Above 1,000: the 3rd to the 20th; above 5,000: the 11th to the 20th; two have no address.
    expect(summary).toMatchObject({
      tried: 20,
      liveVersion: 1,
      different: 16,
      failing: 2,
      stopped: 10,
    });
    const [big, mail, hook] = summary.steps;
    expect(big).toMatchObject({ nodeId: "big", acts: false, words: "20 of 20 would come to it" });
    expect(mail).toMatchObject({
      draft: { runs: 8, skipped: 10, fails: 2 },
      live: { runs: 16, skipped: 2, fails: 2 },
      failures: [{ code: "no_recipient", count: 2 }],
      words: "8 of 20 would send (was 16); 2 would fail: There is no address to send to",
    });
    expect(hook).toMatchObject({ draft: { runs: 8, skipped: 12 }, live: { runs: 16, skipped: 4 } });
    expect(responses.map((one: { label: string }) => one.label)).toEqual(
      Array.from({ length: 20 }, (_, index) => `Person ${20 - index}`),
    );
    const changes = responses.map((one: { comparison: { effects: { change: string }[] } }) =>
      one.comparison.effects.map(({ change }) => change).join(),
    );
    const times = (count: number, change: string) => Array.from({ length: count }, () => change);
    const edited = "different,same";
    expect(changes.toReversed()).toEqual(
      [
        times(2, ""),
        times(8, "gone,gone"),
        edited,
        "",
        edited,
        edited,
        "",
        times(5, edited),
      ].flat(),
    );
  });

  test("shows each mail and request as it would leave, beside that of the live version", async () => {
    const responses = { ids: [form.responseIds[19]] };
    const graph = draft({ subject: "Big: {{ answers.name }}" });
    const { body } = await dryRun({ responses, compareWith: "live", graph });
    const [{ draft: now, comparison, label }] = body.responses;
    expect(label).toBe("Person 20");
    const mail = {
      kind: "mail",
      from: "Sales <sales@example.org>",
      to: ["p20@example.org"],
      text: "Hello Person 20",
    };
    expect(stepOf(now, "mail")).toMatchObject({
      verdict: "runs",
      acts: true,
      content: { ...mail, subject: "Big: Person 20" },
    });
    expect(stepOf(comparison.live, "mail")).toMatchObject({
      content: { ...mail, subject: "Hi Person 20" },
    });
    expect(comparison.effects[0]).toMatchObject({ change: "different", parts: ["subject"] });
    expect(stepOf(now, "hook")).toMatchObject({
      content: { kind: "request", method: "POST", url: hooks.url },
    });
    expect(body.responses[0].submittedAt).toEqual(expect.any(String));
  });

  test("sends nothing and writes nothing, and tells no secret", async () => {
    const answer = await dryRun({ responses: { last: 20 }, compareWith: "live" });
    expect(answer.body.summary).toMatchObject({ different: 0 });
    expect(answer.text).not.toContain(password);
    expect([mails.connections(), hooks.hits.length]).toEqual([0, 0]);
    expect(await countRows()).toEqual(before);
  });

  test("goes over waits, and shows what is unfinished as what would fail", async () => {
    const base = draft();
    const wait = { id: "wait", type: "delay", config: { for: { amount: 3, unit: "days" } } };
    const broken = { id: "broken", type: "slack", config: { channel: null, text: "" } };
    const graph = {
      nodes: [...base.nodes.filter(({ id }) => id === "trigger"), wait, broken],
      edges: [
        { id: "a", source: "trigger", target: "wait" },
        { id: "b", source: "wait", target: "broken" },
      ],
    };
    const { body, status } = await dryRun({ responses: { last: 1 }, graph });
    expect(status).toBe(200);
    const [waits, fails] = body.responses[0].draft.steps;
    const days = (Date.parse(waits.waitsUntil) - Date.now()) / 86_400_000;
    expect([waits.verdict, Math.round(days)]).toEqual(["waits", 3]);
    expect(fails).toMatchObject({ verdict: "fails", error: { code: "empty_message" } });
    expect(body.responses[0].comparison).toBeNull();
  });

  test("refuses what is no graph, foreign responses, and too many of them", async () => {
    const base = draft();
    const circle = { ...base, edges: [...base.edges, { id: "x", source: "hook", target: "big" }] };
    const refused = await dryRun({ responses: { last: 1 }, graph: circle });
    expect([refused.status, refused.body.code]).toEqual([422, "graph_problems"]);
    const other = await makeTrialForm(app, admin, { graph: plain(), count: 1, without: [] });
    expect((await dryRun({ responses: { ids: other.responseIds } })).status).toBe(404);
    expect((await dryRun({ responses: { last: 1_001 } })).status).toBe(422);
    expect((await dryRun({ responses: { last: 0 } })).status).toBe(422);
    expect((await dryRun({ responses: { last: 1, ids: [newId()] } })).status).toBe(422);
    expect((await dryRun({ responses: { ids: [] } })).status).toBe(422);
    expect((await dryRun({ responses: { last: 1 }, compareWith: "draft" })).status).toBe(422);
  });

  test("is for those who may edit the automation", async () => {
    const viewer = await app.signUp(admin, "viewer");
    const stranger = await app.signUp(admin, "owner");
    const { version } = (await owner.get(`/api/forms/${form.formId}`)).body;
    const shared = { sharedWith: [viewer.person.id] };
    expect((await owner.patch(`/api/forms/${form.formId}`, shared, version)).status).toBe(200);
    const body = { responses: { last: 1 } };
    expect((await dryRun(body, viewer)).status).toBe(403);
    expect((await dryRun(body, stranger)).status).toBe(404);
    expect((await dryRun(body, admin)).status).toBe(200);
    expect((await tryIt({ data: {} }, viewer)).status).toBe(403);
    expect((await tryIt({ data: {} }, stranger)).status).toBe(404);
  });
});

/** A graph that names no connection. */
const plain = (): TrialGraph => ({ limit: 1_000, subject: "Hi", hook: hooks.url });

describe("a preview", () => {
  test("tries one step and what is before it, however unfinished the rest", async () => {
    const base = draft();
    const stray = { id: "stray", type: "filter", config: {} };
    const graph = { ...base, nodes: [...base.nodes, stray] };
    const data = { name: "Ada", email: "ada@example.org", budget: 2_000 };
    const answer = await tryIt({ data, graph, nodeId: "mail" });
    expect([answer.status, answer.body.kind]).toEqual([200, "preview"]);
    const { trial } = answer.body;
    expect(trial).toMatchObject({ responseId: null, label: "Ada", comparison: null });
    expect(trial.draft.steps.map(({ nodeId }: { nodeId: string }) => nodeId)).toEqual([
      "big",
      "mail",
    ]);
    expect(trial.draft.steps[1].content).toMatchObject({ subject: "Hi Ada" });
    expect([mails.connections(), hooks.hits.length]).toEqual([0, 0]);
  });

  test("takes partly filled answers, and refuses those that fit no question", async () => {
    const empty = await tryIt({ data: { budget: 2_000 } });
    expect(stepOf(empty.body.trial.draft, "mail")).toMatchObject({ verdict: "fails" });
    const wrong = await tryIt({ data: { budget: "much", nope: 1 } });
    expect([wrong.status, wrong.body.errors.map(({ path }: { path: string }) => path)]).toEqual([
      422,
      ["data.nope", "data.budget"],
    ]);
    expect((await tryIt({})).status).toBe(422);
    expect((await tryIt({ data: {}, responseId: newId() })).status).toBe(422);
    expect((await tryIt({ data: {}, mode: "run", nodeId: "mail" })).status).toBe(422);
    expect((await tryIt({ responseId: newId() })).status).toBe(404);
    const hostile = `{"data":{"__proto__":{"a":1}}}`;
    const sent = { body: hostile, headers: { "content-type": "application/json" } };
    const path = `/api/pipelines/${form.pipelineId}/test`;
    expect((await owner.send("POST", path, sent)).status).toBe(422);
  });
});

describe("a test run", () => {
  beforeEach(() => {
    hooks.replies = [{ status: 200 }];
  });

  test("to the tester sends them the mail, marked as a test, and does nothing else", async () => {
    const wait = { id: "wait", type: "delay", config: { for: { amount: 3, unit: "days" } } };
    const base = draft({ subject: "Draft for {{ answers.name }}" });
    const graph = {
      nodes: [...base.nodes, wait],
      edges: [...base.edges, { id: "w", source: "hook", target: "wait" }],
    };
    const sent = mails.mails.length;
    const body = { responseId: form.responseIds[19], mode: "to-me", graph };
    const answer = await tryIt(body);
    expect([answer.status, answer.body.kind]).toEqual([201, "run"]);
    const run = await restedRun(owner, answer.body.runId, "completed");
    expect(run).toMatchObject({
      isTest: true,
      versionNumber: 0,
      responseId: form.responseIds[19],
      requestedBy: { id: owner.person.id },
      turn: null,
    });
    const mail = mails.mails.at(-1);
    expect([mails.mails.length, mail?.recipients]).toEqual([sent + 1, [owner.person.email]]);
    expect(mail?.source).toMatch(/^Subject: \[Test\] Draft for Person 20/m);
    expect(mail?.source).toMatch(/^X-Formloom-Test: yes/m);
    expect(mail?.source).toContain("p20@example.org");
    expect(hooks.hits).toEqual([]);
    const [hook] = run.steps.find((step: { nodeId: string }) => step.nodeId === "hook").attempts;
    expect(hook.lines[0]).toMatch(/^A test: this was not done\. POST to /);
    // A repeated test sends nothing either.
    const again = await owner.post(`/api/runs/${answer.body.runId}/replay`, { sendAgain: true });
    await restedRun(owner, again.body.runId, "completed");
    expect(hooks.hits).toEqual([]);
    expect(mails.mails.at(-1)?.recipients).toEqual([owner.person.email]);
  });

  test("for real really sends, and leaves the live version and its numbers alone", async () => {
    const data = { name: "Ada", email: "ada@example.org", budget: 9_000 };
    const answer = await tryIt({ data, mode: "run", graph: draft({ subject: "Really" }) });
    const run = await restedRun(owner, answer.body.runId, "completed");
    expect(run).toMatchObject({ isTest: true, responseId: null, versionNumber: 0 });
    expect(mails.mails.at(-1)?.recipients).toEqual(["ada@example.org"]);
    expect(mails.mails.at(-1)?.source).not.toMatch(/^X-Formloom-Test/m);
    expect(hooks.hits).toHaveLength(1);
    const pipeline = (await owner.get(`/api/pipelines/${form.pipelineId}`)).body;
    expect(pipeline).toMatchObject({ liveVersion: 1, draftPending: false, lastRuns: [] });
    const versions = await owner.get(`/api/pipelines/${form.pipelineId}/versions`);
    expect(versions.body.items.map(({ number }: { number: number }) => number)).toEqual([1]);
    const next = await owner.post(`/api/pipelines/${form.pipelineId}/publish`);
    expect(next.body).toEqual({ version: 2 });
  });

  test("passes by the line of an automation that runs one at a time", async () => {
    const { version } = (await owner.get(`/api/pipelines/${form.pipelineId}`)).body;
    await owner.patch(`/api/pipelines/${form.pipelineId}`, { oneAtATime: true }, version);
    const data = { name: "Bea", email: "bea@example.org", budget: 9_000 };
    const answer = await tryIt({ data, mode: "to-me" });
    const run = await restedRun(owner, answer.body.runId, "completed");
    expect(run.turn).toBeNull();
  });

  test("asked for twice under one key is one, also at once; under another key another", async () => {
    const sent = mails.mails.length;
    const path = `/api/pipelines/${form.pipelineId}/test`;
    const body = { responseId: form.responseIds[19], mode: "to-me", graph: draft() };
    const headers = { "idempotency-key": "test-1" };
    const answers = await Promise.all([1, 2, 3].map(() => owner.post(path, body, headers)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const ids = new Set<string>(answers.map((answer) => answer.body.runId));
    expect(ids.size).toBe(1);
    const [runId = ""] = ids;
    await restedRun(owner, runId, "completed");
    expect(mails.mails.length).toBe(sent + 1);
    const other = await owner.post(path, body, { "idempotency-key": "test-2" });
    expect(other.body.runId).not.toBe(runId);
    await restedRun(owner, other.body.runId, "completed");
  });

  test("is refused while the draft has problems, and is put on record", async () => {
    const graph = draft({ subject: "{{ answers.nope }}" });
    const refused = await tryIt({ data: {}, mode: "run", graph });
    expect([refused.status, refused.body.code]).toEqual([422, "graph_problems"]);
    const where = { action: "pipeline.tested", userId: owner.person.id };
    const entries = await app.prisma.auditEntry.findMany({ where });
    expect(entries.length).toBeGreaterThan(1);
  });
});
