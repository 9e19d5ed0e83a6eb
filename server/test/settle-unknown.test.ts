import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApiClient } from "./support/http-client.ts";
import { publishForm, restedRun, startLiveApp, type LiveApp } from "./support/live-app.ts";
import { startSink, until, type Sink } from "./support/pipeline.ts";
import { runSql } from "./support/run-sql.ts";

let app: LiveApp;
let owner: ApiClient;
let hook: Sink;
let after: Sink;

beforeAll(async () => {
  app = await startLiveApp();
  owner = await app.setUp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  [hook, after] = [await startSink(), await startSink()];
});
afterEach(() => Promise.all([hook.close(), after.close()]));

const settle = (runId: string, as: string, nodeId = "hook") =>
  owner.post(`/api/runs/${runId}/steps/${nodeId}/resolve`, { as });
const keys = ({ hits }: Sink) => hits.map(({ headers }) => headers["webhook-id"]);

const ask = { ifInterrupted: "ask" };

/** Makes the run look like one whose process died. */
const orphan = (runId: string) =>
  runSql(
    app.connectionString,
    `UPDATE "PluginRun" SET owner = 4711, epoch = epoch + 1 WHERE id = $1`,
    [runId],
  );

/** A run whose process was lost in the middle of a request that must not go twice. */
async function interrupted(): Promise<string> {
  hook.replies = [{ status: 200, afterMs: 1_000 }, { status: 200 }];
  const form = await publishForm(app, owner, [
    { id: "hook", type: "webhook", config: { url: hook.url }, settings: ask },
    { id: "after", type: "webhook", config: { url: after.url } },
  ]);
  const runId = await form.submit({ name: "Ada" });
  await until(
    () => hook.hits.length,
    (hits) => hits === 1,
  );
  await orphan(runId);
  await restedRun(owner, runId, "needs_attention");
  return runId;
}

describe("a step of which nobody knows whether it was sent", () => {
  test("is named with its time where its run is listed, until it is settled", async () => {
    const runId = await interrupted();
    const listed = async () =>
      (await owner.get("/api/runs")).body.items.find((run: { id: string }) => run.id === runId);
    expect((await listed()).openSteps).toEqual([
      { nodeId: "hook", name: "Webhook", nodeType: "webhook", at: expect.stringMatching(/Z$/) },
    ]);
    await settle(runId, "sent");
    await restedRun(owner, runId, "completed");
    expect((await listed()).openSteps).toEqual([]);
  });

  test("is done when somebody says that it was, and says who", async () => {
    const runId = await interrupted();
    const answer = await settle(runId, "sent");
    expect([answer.status, answer.body.status]).toEqual([200, "queued"]);
    const run = await restedRun(owner, runId, "completed");
    expect([hook.hits.length, after.hits.length]).toEqual([1, 1]);
    const [, step] = run.steps;
    expect(step).toMatchObject({
      status: "completed",
      port: "out",
      effects: [{ name: "send", state: "confirmed", generation: 1, key: keys(hook)[0] }],
    });
    expect(step.attempts.at(-1)).toMatchObject({ outcome: "succeeded", output: null });
    expect(step.attempts.at(-1).lines[0]).toContain("Ada");
    // What was settled as sent stays sent in a replay.
    const replay = await owner.post(`/api/runs/${runId}/replay`, {});
    await restedRun(owner, replay.body.runId, "completed");
    expect([hook.hits.length, after.hits.length]).toEqual([1, 1]);
    const actions = await app.prisma.auditEntry.findMany({ where: { subjectId: runId } });
    expect(actions).toMatchObject([
      { action: "run.step-settled", detail: { nodeId: "hook", as: "sent" } },
    ]);
  });

  test("runs again under its old key when somebody says that it was not", async () => {
    const runId = await interrupted();
    expect((await settle(runId, "not-sent")).status).toBe(200);
    await restedRun(owner, runId, "completed");
    expect([hook.hits.length, after.hits.length]).toEqual([2, 1]);
    expect(new Set(keys(hook)).size).toBe(1);
  });

  test("is settled once, and only where something is open", async () => {
    const runId = await interrupted();
    const both = await Promise.all([settle(runId, "sent"), settle(runId, "not-sent")]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    await restedRun(owner, runId, "completed");
    const late = await settle(runId, "sent");
    expect([late.status, late.body.code]).toEqual([409, "nothing_unknown"]);
    expect((await settle(runId, "sent", "nothing")).status).toBe(409);
    expect((await settle(runId, "perhaps")).status).toBe(422);
  });

  test("waits to be settled until the run's other steps have ended", async () => {
    hook.replies = [{ status: 200, afterMs: 1_000 }, { status: 200 }];
    after.replies = [{ status: 200, afterMs: 2_000 }];
    const form = await publishForm(
      app,
      owner,
      [
        { id: "hook", type: "webhook", config: { url: hook.url }, settings: ask },
        { id: "beside", type: "webhook", config: { url: after.url } },
      ],
      ["hook", "beside"].map((target) => ({ id: target, source: "trigger", target })),
    );
    const runId = await form.submit({ name: "Ada" });
    await until(
      () => hook.hits.length + after.hits.length,
      (hits) => hits === 2,
    );
    await orphan(runId);
    await until(
      () => owner.get(`/api/runs/${runId}`),
      ({ body }) => body.status === "running" && body.steps[1].status === "unknown",
    );
    expect((await settle(runId, "sent")).body.code).toBe("conflict");
    await restedRun(owner, runId, "needs_attention");
    expect((await settle(runId, "sent")).status).toBe(200);
    await restedRun(owner, runId, "completed");
    expect(hook.hits.length).toBe(1);
  });

  test("is not replayed before that, unless it is to be sent again", async () => {
    const runId = await interrupted();
    const early = await owner.post(`/api/runs/${runId}/replay`, {});
    expect([early.status, early.body.code]).toEqual([409, "run_unfinished"]);
    expect((await owner.post(`/api/runs/${runId}/cancel`)).status).toBe(200);
    const refused = await owner.post(`/api/runs/${runId}/replay`, {});
    expect([refused.status, refused.body.code]).toEqual([409, "effect_unknown"]);
    const again = await owner.post(`/api/runs/${runId}/replay`, { sendAgain: true });
    await restedRun(owner, again.body.runId, "completed");
    expect(new Set(keys(hook)).size).toBe(2);
  });
});
