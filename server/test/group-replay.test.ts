import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiAnswer, ApiClient } from "./support/http-client.ts";
import { publishForm, restedRun, startLiveApp, type LiveApp } from "./support/live-app.ts";
import { startSink, until, type Sink } from "./support/pipeline.ts";

type Body = ApiAnswer["body"];

let app: LiveApp;
let owner: ApiClient;
let first: Sink;
let second: Sink;

beforeAll(async () => {
  app = await startLiveApp();
  owner = await app.signUp(await app.setUp(), "owner");
  first = await startSink();
  second = await startSink();
}, 60_000);
afterAll(async () => {
  await Promise.all([first.close(), second.close()]);
  await app.stop();
});

const hook = (id: string, url: string) => ({
  id,
  type: "webhook",
  name: id,
  config: { url, method: "POST", headers: {}, body: { mode: "event" } },
});

/** Responses whose second step failed after the first one had sent. */
async function failedForm(count: number) {
  first.hits.length = 0;
  second.replies = [{ status: 404 }];
  const form = await publishForm(app, owner, [hook("one", first.url), hook("two", second.url)]);
  const runIds: string[] = [];
  for (let at = 0; at < count; at += 1) runIds.push(await form.submit({ name: `Person ${at}` }));
  for (const runId of runIds) await restedRun(owner, runId, "failed");
  const [group] = await until(
    async (): Promise<Body[]> =>
      (await owner.get(`/api/failures?formId=${form.formId}`)).body.items,
    ([one]) => one?.open === count,
  );
  second.hits.length = 0;
  return { ...form, runIds, path: `/api/failures/${group.fingerprint}` };
}

async function begin(path: string, body: object = {}): Promise<string> {
  const answer = await owner.post(`${path}/replay`, { perMinute: null, ...body });
  expect([answer.status, answer.body.task?.kind]).toEqual([202, "replay"]);
  return answer.body.task.id;
}

const read = async (id: string): Promise<Body> => (await owner.get(`/api/tasks/${id}`)).body;
const ended = (id: string) =>
  until(
    () => read(id),
    ({ finishedAt }) => finishedAt !== null,
    60_000,
  );
/** Deliveries by their key: each is to stand there once. */
const keys = (sink: Sink): unknown[] => sink.hits.map(({ headers }) => headers["webhook-id"]);

describe("the replay of a group", () => {
  test("tries one, then all, from the failed step on, and settles the cause", async () => {
    const { path, runIds } = await failedForm(12);
    second.replies = [{ status: 200 }];
    const task = await ended(await begin(path));
    expect(task).toMatchObject({
      status: "completed",
      done: 12,
      total: 12,
      summary: { made: 12, completed: 12, failed: 0, refused: 0, underWay: 0 },
    });
    expect(task.summary.canary).toMatchObject({ state: "completed" });
    expect(first.hits).toHaveLength(12);
    expect(new Set(keys(second)).size).toBe(12);
    expect(second.hits).toHaveLength(12);
    await until(
      () => owner.get(path),
      ({ body }) => body.settled.replayed === 12,
    );
    const { body } = await owner.get(`/api/tasks/${task.id}/runs?limit=200`);
    expect(body.items.map((item: Body) => item.sourceRunId).toSorted()).toEqual(runIds);
    const rows = await app.prisma.pluginRun.findMany({ where: { replayOf: { in: runIds } } });
    expect(rows.map(({ priority }) => priority).toSorted((a, b) => b - a)).toEqual([
      10,
      ...Array.from({ length: 11 }, () => -10),
    ]);
    expect((await owner.post(`${path}/replay`, {})).body.code).toBe("nothing_open");
  }, 120_000);

  test("stops when the first one fails again, and says why", async () => {
    const { path } = await failedForm(5);
    const task = await ended(await begin(path));
    expect(task).toMatchObject({ status: "failed", done: 1, summary: { made: 1, failed: 1 } });
    expect(task.problem).toMatch(
      /^The one that was tried first failed again: .*404.* The other 4 /,
    );
    expect(second.hits).toHaveLength(1);
    const { body } = await until(
      () => owner.get(path),
      (answer) => answer.body.open === 5,
    );
    expect(body.task).toMatchObject({ id: task.id, status: "failed" });
  }, 60_000);

  test("lists what cannot be replayed, with the reason, and goes on with the others", async () => {
    const { path, runIds } = await failedForm(4);
    // As if it had been purged: the first one cannot be repeated any more.
    await app.prisma.pluginJob.deleteMany({ where: { runId: runIds[0] ?? "" } });
    second.replies = [{ status: 200 }];
    const task = await ended(await begin(path));
    expect(task.summary).toMatchObject({ made: 3, completed: 3, refused: 1 });
    const { body } = await owner.get(`/api/tasks/${task.id}/runs?state=refused`);
    expect(body.items).toMatchObject([
      { sourceRunId: runIds[0], runId: null, reason: "The steps of this run were deleted." },
    ]);
  }, 60_000);

  test("keeps its rate, rests and goes on, and replays each once after the loss of its process", async () => {
    const { path, runIds } = await failedForm(8);
    second.replies = [{ status: 200 }];
    const id = await begin(path, { perMinute: 120 });
    expect((await owner.post(`${path}/replay`, {})).body.code).toBe("replay_running");
    await until(
      () => read(id),
      ({ done }) => done >= 3,
      30_000,
    );
    expect((await owner.post(`/api/tasks/${id}/pause`)).body.status).toBe("paused");
    const { done } = await read(id);
    expect(done).toBeLessThan(8);
    await owner.post(`/api/tasks/${id}/resume`);
    // As a process leaves it that was killed: running, and silent for long.
    await app.prisma.$executeRaw`
      UPDATE "Task" SET status = 'running', epoch = epoch + 1, "seenAt" = now() - interval '1 minute'
      WHERE id = ${id}::uuid AND status IN ('queued', 'running')`;
    const task = await ended(id);
    expect(task.summary).toMatchObject({ made: 8, completed: 8 });
    expect(await app.prisma.pluginRun.count({ where: { replayOf: { in: runIds } } })).toBe(8);
    expect(second.hits).toHaveLength(8);
    expect(first.hits).toHaveLength(8);
  }, 90_000);

  test("is not for others, nor for those who lost the right meanwhile", async () => {
    const { path, runIds } = await failedForm(1);
    const viewer = await app.signUp(owner, "viewer").catch(() => null);
    expect(viewer).toBeNull();
    const { status } = await app.anonymous.post(`${path}/replay`, {});
    expect(status).toBe(401);
    await app.prisma.user.update({ where: { id: owner.person.id }, data: { role: "viewer" } });
    expect((await owner.post(`${path}/replay`, {})).status).toBe(403);
    expect((await owner.post("/api/runs/replay", { runIds })).status).toBe(403);
    await app.prisma.user.update({ where: { id: owner.person.id }, data: { role: "owner" } });
  });
});

describe("the replay of chosen runs", () => {
  test("goes on where they failed, and begins anew where they did not", async () => {
    const { runIds, formId } = await failedForm(2);
    second.replies = [{ status: 200 }];
    const answer = await owner.post("/api/runs/replay", { runIds, perMinute: null });
    expect(answer.status).toBe(202);
    expect(answer.body.tasks).toMatchObject([{ formId, total: 2, kind: "replay" }]);
    const task = await ended(answer.body.tasks[0].id);
    expect(task.summary).toMatchObject({ made: 2, completed: 2 });
    expect([first.hits.length, second.hits.length]).toEqual([2, 2]);
    const edits = await app.prisma.pluginRun.findMany({ where: { replayOf: { in: runIds } } });
    expect(edits).toMatchObject([
      { edits: { fromNodeId: "two" } },
      { edits: { fromNodeId: "two" } },
    ]);
  }, 60_000);

  test("takes all that match a filter, without those that were replayed since", async () => {
    const { runIds, formId } = await failedForm(3);
    second.replies = [{ status: 200 }];
    const one = await owner.post(`/api/runs/${runIds[0]}/replay`, { fromNodeId: "two" });
    await restedRun(owner, one.body.runId, "completed");
    const matching = { formId, status: "failed" };
    const both = { matching, runIds };
    expect((await owner.post("/api/runs/replay", both)).status).toBe(422);
    const answer = await owner.post("/api/runs/replay", { matching, perMinute: null });
    expect(answer.body.tasks).toMatchObject([{ total: 2 }]);
    const task = await ended(answer.body.tasks[0].id);
    expect(task.summary).toMatchObject({ made: 2, completed: 2 });
    expect([first.hits.length, second.hits.length]).toEqual([3, 3]);
    const again = await owner.post("/api/runs/replay", { matching });
    expect(again.body.code).toBe("nothing_open");
  }, 60_000);
});
