import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepRuns } from "../src/pipeline/log/keep-runs.ts";
import type { ApiAnswer, ApiClient } from "./support/http-client.ts";
import { startLiveApp, type LiveApp } from "./support/live-app.ts";
import { ageRuns } from "./support/make-runs.ts";
import { startSink, until, type Sink } from "./support/pipeline.ts";

let app: LiveApp;
let owner: ApiClient;
let other: ApiClient;
let hooks: Sink;
let formId = "";
let pipelineId = "";

const patienceMs = 60_000;
const fields = [
  { id: "name", kind: "text", label: "Name" },
  { id: "email", kind: "email", label: "Email" },
  { id: "budget", kind: "number", label: "Budget" },
];

beforeAll(async () => {
  app = await startLiveApp();
  const admin = await app.setUp();
  owner = await app.signUp(admin, "owner");
  other = await app.signUp(admin, "owner");
  hooks = await startSink();
  formId = (await owner.post("/api/forms", { name: "Journeys", fields })).body.id;
  const rule = { field: "answers.budget", operator: ">", value: 100 };
  const mail = {
    to: ["{{ answers.email }}"],
    subject: "Hello",
    body: { format: "text", content: "Hello {{ answers.name }}" },
  };
  const nodes = [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    { id: "big", type: "filter", config: { condition: { combinator: "and", rules: [rule] } } },
    { id: "mail", type: "email", name: "Thank them", config: mail },
    { id: "hook", type: "webhook", config: { url: hooks.url, body: { mode: "event" } } },
  ];
  const edges = nodes.slice(1).map(({ id }, index) => ({
    id: `e${index}`,
    source: nodes[index]?.id,
    target: id,
  }));
  const body = { name: "Thank", enabled: true, graph: { nodes, edges } };
  pipelineId = (await owner.post(`/api/forms/${formId}/pipelines`, body)).body.id;
  await owner.post(`/api/pipelines/${pipelineId}/publish`);
}, 200_000);
afterAll(async () => {
  await hooks.close();
  await app.stop();
});

/** Sends a response in, and waits until its runs are over. */
async function answered(answers: object): Promise<string> {
  const answer = await owner.post(`/api/forms/${formId}/responses`, { data: answers });
  const responseId: string = answer.body.id;
  await over(responseId, 1);
  return responseId;
}

const over = (responseId: string, runs: number) =>
  until(
    () => app.prisma.pluginRun.count({ where: { responseId, finishedAt: { not: null } } }),
    (ended) => ended === runs,
    patienceMs,
  );

const outcomes = async (...ids: string[]): Promise<ApiAnswer["body"]> =>
  (await owner.get(`/api/forms/${formId}/outcomes?ids=${ids.join(",")}`)).body;
const journey = async (responseId: string): Promise<ApiAnswer["body"]> =>
  (await owner.get(`/api/forms/${formId}/responses/${responseId}/journey`)).body;

describe("what became of responses", { timeout: 200_000 }, () => {
  test("is told for many at once, and step by step for one", async () => {
    const caught = await answered({ name: "Ada", email: "ada@example.test", budget: 500 });
    const filtered = await answered({ name: "Bob", email: "bob@example.test", budget: 1 });
    hooks.replies = [{ status: 400 }];
    const failed = await answered({ name: "Cy", email: "cy@example.test", budget: 500 });
    hooks.replies = [];
    const never = newId();
    await app.prisma.formResponse.create({ data: { id: never, formId, answers: {} } });

    const { automations, outcomes: found } = await outcomes(caught, filtered, failed, never);
    expect(automations).toEqual([{ pipelineId, name: "Thank" }]);
    const byId = new Map(
      found.map((one: { responseId: string; outcome: string }) => [one.responseId, one.outcome]),
    );
    expect([...byId]).toHaveLength(3);
    expect([caught, filtered, failed].map((id) => byId.get(id))).toEqual([
      // There is no mail server: what was caught is never called sent, though the webhook was.
      "caught",
      "filtered",
      "failed",
    ]);

    const [told] = (await journey(failed)).automations;
    expect(told).toMatchObject({ name: "Thank", outcome: "failed" });
    expect(told.runs[0].steps).toMatchObject([
      { nodeId: "big", status: "completed", acts: false, target: "" },
      {
        nodeId: "mail",
        name: "Thank them",
        effect: "caught",
        target: "cy@example.test",
        sendsAgain: ["mail", "hook"],
      },
      {
        nodeId: "hook",
        status: "failed",
        target: new URL(hooks.url).host,
        problem: expect.any(String),
        sendsAgain: ["hook"],
      },
    ]);
    expect((await journey(never)).automations).toMatchObject([{ outcome: null, runs: [] }]);
  });

  test("says what was sent again, and by whom it was begun", async () => {
    const id = await answered({ name: "Dee", email: "dee@example.test", budget: 500 });
    const { runs } = (await journey(id)).automations[0];
    const body = { fromNodeId: "hook", sendAgain: true };
    const replay = await owner.post(`/api/runs/${runs[0].id}/replay`, body);
    expect(replay.status).toBe(201);
    await over(id, 2);
    const [told] = (await journey(id)).automations;
    expect(told.runs).toHaveLength(2);
    expect(told.runs[0]).toMatchObject({ id: replay.body.runId, isReplay: true });
    const [, mail, hook] = told.runs[0].steps;
    expect([mail.reused, mail.target, hook.reused]).toEqual([true, "dee@example.test", false]);
  });

  test("is remembered after the run itself is gone", async () => {
    const id = await answered({ name: "Eve", email: "eve@example.test", budget: 500 });
    await ageRuns(app.prisma, formId, 400);
    await keepRuns(app.prisma, { retentionDays: 90, signal: new AbortController().signal });
    expect((await outcomes(id)).outcomes).toEqual([
      { responseId: id, pipelineId, outcome: "remembered", runId: null },
    ]);
    expect((await journey(id)).automations[0]).toMatchObject({ outcome: "remembered", runs: [] });
  });

  test("is for those who may read the form, of its own responses only", async () => {
    const id = await answered({ name: "Flo", email: "flo@example.test", budget: 1 });
    expect((await other.get(`/api/forms/${formId}/outcomes?ids=${id}`)).status).toBe(404);
    const foreign = (await other.post("/api/forms", { name: "Mine", fields })).body.id;
    const mine = await other.get(`/api/forms/${foreign}/outcomes?ids=${id}`);
    expect([mine.status, mine.body.outcomes]).toEqual([200, []]);
    const path = `/api/forms/${foreign}/responses/${id}/journey`;
    expect((await other.get(path)).status).toBe(404);
    expect((await owner.get(`/api/forms/${formId}/outcomes?ids=x`)).status).toBe(400);
  });
});
