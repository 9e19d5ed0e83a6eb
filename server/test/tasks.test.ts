import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { purgeDeleted } from "../src/forms/delete-form.ts";
import { pruneTasks } from "../src/tasks/prune-tasks.ts";
import { claimTask, writePiece } from "../src/tasks/task-store.ts";
import type { ApiAnswer, ApiClient } from "./support/http-client.ts";
import { startLiveApp, type LiveApp } from "./support/live-app.ts";
import { startSink, until, type Sink } from "./support/pipeline.ts";
import { makeTrialForm, trialGraph, type TrialForm } from "./support/trial-form.ts";

let app: LiveApp;
let owner: ApiClient;
let hooks: Sink;
let form: TrialForm;

beforeAll(async () => {
  app = await startLiveApp();
  owner = await app.signUp(await app.setUp(), "owner");
  hooks = await startSink();
  const graph = { limit: 1_000, subject: "Hi {{ answers.name }}", hook: hooks.url };
  form = await makeTrialForm(app, owner, { graph, count: 1_000, without: [500] });
}, 60_000);
afterAll(async () => {
  await hooks.close();
  await app.stop();
});

/** Begins a dry run over all responses, with the limit raised to 250,000: half of them pass. */
async function begin(): Promise<string> {
  const graph = trialGraph({ limit: 250_000, subject: "Big", hook: hooks.url });
  const body = { responses: { last: 1_000 }, compareWith: "live", graph };
  const answer = await owner.post(`/api/pipelines/${form.pipelineId}/dry-run`, body);
  expect([answer.status, answer.body.kind, answer.body.task?.total]).toEqual([202, "task", 1_000]);
  return answer.body.task.id;
}

const read = async (id: string): Promise<ApiAnswer["body"]> =>
  (await owner.get(`/api/tasks/${id}`)).body;
const act = (id: string, what: "pause" | "resume" | "cancel"): Promise<ApiAnswer> =>
  owner.post(`/api/tasks/${id}/${what}`);
const reached = (id: string, fits: (task: ApiAnswer["body"]) => boolean) =>
  until(() => read(id), fits, 60_000);

/** All results of a task, page by page. */
async function results(id: string, only = ""): Promise<ApiAnswer["body"][]> {
  const items = [];
  let cursor = "";
  do {
    const { body } = await owner.get(`/api/tasks/${id}/results?limit=200${only}${cursor}`);
    items.push(...body.items);
    cursor = body.nextCursor === null ? "" : `&cursor=${body.nextCursor}`;
  } while (cursor !== "");
  return items;
}

describe("a long dry run", () => {
  let id = "";

  beforeEach(async () => {
    id = await begin();
  });

  test("goes on after a pause and after the loss of its process, and ends with the right sums", async () => {
    await reached(id, ({ done }) => done > 0 && done < 1_000);
    expect((await act(id, "pause")).body.status).toBe("paused");
    const rested = await read(id);
    expect(rested.summary.tried).toBe(rested.done);
    // As a process leaves it that was killed: running, and silent for long.
    await act(id, "resume");
    await app.prisma.$executeRaw`
      UPDATE "Task" SET status = 'queued' WHERE id = ${id}::uuid AND status = 'paused'`;
    await app.prisma.$executeRaw`
      UPDATE "Task" SET status = 'running', epoch = epoch + 1, "seenAt" = now() - interval '1 minute'
      WHERE id = ${id}::uuid AND status IN ('queued', 'running')`;
    const done = await reached(id, ({ status }) => status === "completed");
    expect(done.summary).toMatchObject({ tried: 1_000, liveVersion: 1, failing: 0, stopped: 500 });
    // Live: all but the first two, and the one without an address; now: the upper half.
    const [, mail] = done.summary.steps;
    expect(mail).toMatchObject({
      draft: { runs: 500, skipped: 500, fails: 0 },
      live: { runs: 997, skipped: 2, fails: 1 },
      words: "500 of 1000 would send (was 997)",
    });
    const all = await results(id);
    const names = Array.from({ length: 1_000 }, (_, index) => `Person ${1_000 - index}`);
    expect(all.map(({ label }) => label)).toEqual(names);
    expect(await results(id, "&only=failing")).toEqual([]);
    // Below the limit of both, nothing changed; and where the live version failed, it ended otherwise.
    expect(await results(id, "&only=different")).toHaveLength(done.summary.different);
    expect(done.summary.different).toBe(998);
    expect(hooks.hits).toEqual([]);
    expect(await app.prisma.outboxMail.count()).toBe(0);
    expect(await app.prisma.pluginRun.count()).toBe(0);
  }, 120_000);

  test("stops when it is cancelled, and keeps what it found", async () => {
    await reached(id, ({ done }) => done > 0);
    expect((await act(id, "cancel")).body.status).toBe("cancelled");
    const ended = await read(id);
    expect(ended.finishedAt).toEqual(expect.any(String));
    // Its piece at hand is lost; the next task begins, so nothing works on this one any more.
    const next = await begin();
    await reached(next, ({ done }) => done > 0);
    const after = await read(id);
    expect([after.done, (await results(id)).length]).toEqual([ended.done, ended.done]);
    expect(after.done).toBeLessThan(1_000);
    expect((await act(id, "pause")).body.code).toBe("task_finished");
    expect((await act(id, "resume")).status).toBe(409);
    expect((await act(id, "cancel")).status).toBe(200);
    await act(next, "cancel");
  }, 60_000);
});

describe("tasks", () => {
  const make = (facts: object = {}) =>
    app.prisma.task.create({
      data: {
        id: newId(),
        kind: "dry-run",
        status: "paused",
        total: 5,
        input: {},
        formId: form.formId,
        pipelineId: form.pipelineId,
        createdById: owner.person.id,
        ...facts,
      },
    });

  test("are taken up once, and what an earlier holder writes is refused", async () => {
    const { id } = await make({ status: "running", epoch: 7, seenAt: new Date(0) });
    const claimed = await Promise.all(
      Array.from({ length: 6 }, () => claimTask(app.prisma, ["dry-run"])),
    );
    // The app's own worker may have been first; then nobody here was.
    const mine = claimed.filter((task) => task?.id === id);
    expect(mine.length).toBeLessThanOrEqual(1);
    const row = await app.prisma.task.findUniqueOrThrow({ where: { id } });
    expect(row.epoch).toBe(8);
    const piece = { advanced: 1, items: [], summary: {} };
    expect(await writePiece(app.prisma, { ...row, epoch: 7 }, piece)).toBeNull();
    await app.prisma.task.deleteMany({ where: { id } });
  });

  test("are seen with the form, and moved by those who may edit it", async () => {
    const { id } = await make();
    const admin = app.anonymous;
    expect((await admin.get(`/api/tasks/${id}`)).status).toBe(401);
    const listed = await owner.get(`/api/tasks?pipelineId=${form.pipelineId}&status=paused`);
    expect(listed.body.items.map((task: { id: string }) => task.id)).toEqual([id]);
    expect(listed.body.items[0]).toMatchObject({ pipelineName: "Tell", done: 0, total: 5 });
  });

  test("that cannot go on fail with a reason", async () => {
    const { id } = await make({ status: "queued" });
    const failed = await reached(id, ({ status }) => status === "failed");
    expect(failed.problem).toBe("Something went wrong on our side.");
  });

  test("lose the results of deleted responses, and go a week after their end", async () => {
    const responseId = form.responseIds[0] ?? "";
    const { id } = await make({ status: "completed", finishedAt: new Date() });
    await app.prisma.taskItem.create({ data: { taskId: id, ordinal: 0, responseId, data: {} } });
    await owner.delete(`/api/forms/${form.formId}/responses/${responseId}`);
    await until(
      () => app.prisma.formEvent.count({ where: { responseId, dispatchedAt: { not: null } } }),
      (count) => count > 0,
      10_000,
    );
    await purgeDeleted(app.prisma, Date.now() + 7_200_000);
    expect(await app.prisma.taskItem.count({ where: { taskId: id } })).toBe(0);
    await pruneTasks(app.prisma);
    expect(await app.prisma.task.count({ where: { id } })).toBe(1);
    const finishedAt = new Date(Date.now() - 8 * 86_400_000);
    await app.prisma.task.update({ where: { id }, data: { finishedAt } });
    await pruneTasks(app.prisma);
    expect(await app.prisma.task.count({ where: { id } })).toBe(0);
  });
});
