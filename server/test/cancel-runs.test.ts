import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiClient } from "./support/http-client.ts";
import { publishForm, restedRun, startLiveApp, type LiveApp } from "./support/live-app.ts";

let app: LiveApp;
let admin: ApiClient;
let owner: ApiClient;

beforeAll(async () => {
  app = await startLiveApp();
  admin = await app.setUp();
  owner = await app.signUp(admin, "owner");
}, 60_000);
afterAll(() => app.stop());

const wait = { id: "wait", type: "delay", config: { for: { amount: 1, unit: "days" } } };

/** Runs that wait for a day. */
async function waitingForm(count: number) {
  const form = await publishForm(app, owner, [wait]);
  const runIds: string[] = [];
  for (let at = 0; at < count; at += 1) runIds.push(await form.submit({ name: `Person ${at}` }));
  for (const runId of runIds) await restedRun(owner, runId, "waiting");
  return { ...form, runIds };
}

const statesOf = async (formId: string): Promise<string[]> => {
  const runs = await app.prisma.pluginRun.findMany({ where: { formId }, orderBy: { id: "asc" } });
  return runs.map(({ status }) => status);
};

describe("cancelling many runs", () => {
  test("cancels those that are named, passes by those that are over, and records it once", async () => {
    const { runIds, formId } = await waitingForm(3);
    const two = runIds.slice(0, 2);
    const answer = await owner.post("/api/runs/cancel", { runIds: two });
    expect([answer.status, answer.body]).toEqual([200, { cancelled: 2 }]);
    expect(await statesOf(formId)).toEqual(["cancelled", "cancelled", "waiting"]);
    const again = await owner.post("/api/runs/cancel", { runIds });
    expect(again.body).toEqual({ cancelled: 1 });
    const none = await owner.post("/api/runs/cancel", { runIds });
    expect(none.body).toEqual({ cancelled: 0 });
    const steps = await app.prisma.pluginJob.findMany({
      where: { runId: { in: runIds }, nodeId: "wait" },
    });
    expect(steps.map(({ status }) => status)).toEqual(["cancelled", "cancelled", "cancelled"]);
    const entries = await app.prisma.auditEntry.findMany({
      where: { action: "runs.cancelled", subjectId: formId },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ detail }) => detail)).toEqual([{ runs: 2 }, { runs: 1 }]);
  }, 60_000);

  test("cancels all that match a filter and are under way, and no other form's", async () => {
    const one = await waitingForm(2);
    const other = await waitingForm(1);
    await owner.post(`/api/runs/${one.runIds[0]}/cancel`, {});
    const matching = { formId: one.formId };
    expect((await owner.post("/api/runs/cancel", { matching })).body).toEqual({ cancelled: 1 });
    expect(await statesOf(one.formId)).toEqual(["cancelled", "cancelled"]);
    expect(await statesOf(other.formId)).toEqual(["waiting"]);
    const none = await owner.post("/api/runs/cancel", { matching });
    expect([none.status, none.body.code]).toEqual([409, "nothing_open"]);
  }, 60_000);

  test("counts before what it would cancel or replay, and of whom", async () => {
    const { formId, runIds } = await waitingForm(3);
    const counts = async (client: ApiClient) => {
      const one = await client.get(`/api/runs/matching?act=cancel&formId=${formId}`);
      const other = await client.get(`/api/runs/matching?act=replay&formId=${formId}`);
      expect([one.status, other.status]).toEqual([200, 200]);
      return [one.body, other.body];
    };
    expect(await counts(owner)).toEqual([
      { count: 3, isMore: false },
      { count: 0, isMore: false },
    ]);
    await owner.post("/api/runs/cancel", { runIds: runIds.slice(0, 1) });
    expect(await counts(owner)).toEqual([
      { count: 2, isMore: false },
      { count: 1, isMore: false },
    ]);
    const narrow = await owner.get(
      `/api/runs/matching?act=cancel&formId=${formId}&status=cancelled`,
    );
    expect(narrow.body).toEqual({ count: 0, isMore: false });
    const stranger = await app.signUp(admin, "owner");
    expect(await counts(stranger)).toEqual([
      { count: 0, isMore: false },
      { count: 0, isMore: false },
    ]);
    const viewer = await app.signUp(admin, "viewer");
    expect((await viewer.get("/api/runs/matching?act=cancel")).status).toBe(403);
    expect((await owner.get("/api/runs/matching")).status).toBe(400);
  }, 60_000);

  test("is refused for runs of others, for viewers, and where it is not said which", async () => {
    const { runIds, formId } = await waitingForm(1);
    const stranger = await app.signUp(admin, "owner");
    expect((await stranger.post("/api/runs/cancel", { runIds })).status).toBe(404);
    const matching = { formId };
    expect((await stranger.post("/api/runs/cancel", { matching })).body.code).toBe("nothing_open");
    expect((await owner.post("/api/runs/cancel", {})).status).toBe(422);
    expect((await owner.post("/api/runs/cancel", { runIds, matching })).status).toBe(422);
    const { status } = await app.anonymous.post("/api/runs/cancel", { runIds });
    expect(status).toBe(401);
    const viewer = await app.signUp(admin, "viewer");
    expect((await viewer.post("/api/runs/cancel", { runIds })).status).toBe(403);
    expect(await statesOf(formId)).toEqual(["waiting"]);
  }, 60_000);
});
