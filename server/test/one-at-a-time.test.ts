import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApiClient } from "./support/http-client.ts";
import {
  publishForm,
  restedRun,
  startLiveApp,
  type LiveApp,
  type LiveForm,
} from "./support/live-app.ts";
import { startSink, startTestPipeline, submit, until, type Sink } from "./support/pipeline.ts";
import { runSql } from "./support/run-sql.ts";

let app: LiveApp;
let owner: ApiClient;
let hook: Sink;

beforeAll(async () => {
  app = await startLiveApp();
  owner = await app.setUp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  hook = await startSink();
});
afterEach(() => hook.close());

const numbers = () => hook.hits.map(({ body }): number => JSON.parse(body).data.answers.number);
const setOrder = (pipelineId: string, oneAtATime: boolean) =>
  owner.patch(`/api/pipelines/${pipelineId}`, { oneAtATime });

async function inLine(settings: object = {}): Promise<LiveForm> {
  const node = { id: "hook", type: "webhook", config: { url: hook.url }, settings };
  const form = await publishForm(app, owner, [node]);
  const answer = await setOrder(form.pipelineId, true);
  expect([answer.status, answer.body.oneAtATime]).toEqual([200, true]);
  return form;
}

const runsOf = (formId: string) =>
  app.prisma.pluginRun.findMany({ where: { formId }, orderBy: { turn: "asc" } });
const ended = (formId: string, count: number) =>
  until(
    () => runsOf(formId),
    (runs) => runs.length === count && runs.every((run) => run.finishedAt !== null),
    30_000,
  );

describe("a pipeline that runs one at a time", () => {
  test("takes fifty runs in the order of their events, each after the end of the last", async () => {
    const form = await inLine();
    hook.replies = Array.from({ length: 50 }, () => ({
      status: 200,
      afterMs: Math.floor(Math.random() * 40),
    }));
    const events = Array.from({ length: 50 }, (_, number) => number);
    const lanes = Array.from({ length: 5 }, (_, lane) => events.filter((at) => at % 5 === lane));
    await Promise.all(
      lanes.map(async (own) => {
        for (const number of own) await form.submit({ number });
      }),
    );
    const runs = await ended(form.formId, 50);
    expect(runs.map((run) => run.turn)).toEqual(events.map((at) => at + 1));
    const responses = await app.prisma.formResponse.findMany({ where: { formId: form.formId } });
    const numberOf = new Map(responses.map((row) => [row.id, Object(row.answers).number]));
    expect(numbers()).toEqual(runs.map((run) => numberOf.get(run.responseId ?? "")));
    for (const own of lanes) expect(numbers().filter((at) => own.includes(at))).toEqual(own);
    const attempts = await app.prisma.pluginExecutionLog.findMany({
      where: { runId: { in: runs.map((run) => run.id) } },
      orderBy: { startedAt: "asc" },
    });
    const overlaps = attempts.filter(({ startedAt }, at) => {
      const before = attempts[at - 1];
      // The clocks of thread and log are one; a millisecond is what they round by.
      return (
        before !== undefined &&
        startedAt.getTime() + 1 < before.startedAt.getTime() + Math.floor(before.durationMs)
      );
    });
    expect(overlaps).toEqual([]);
  });

  test("keeps its order over two processes that both take and run", async () => {
    const form = await inLine();
    hook.replies = [{ status: 200, afterMs: 5 }];
    const second = await startTestPipeline({ connectionString: app.connectionString });
    const numbered = Array.from({ length: 20 }, (_, number) => number);
    await Promise.all(
      numbered.map((number) =>
        number % 2 === 0 ? form.submit({ number }) : submit(second, form.formId, { number }),
      ),
    );
    const runs = await ended(form.formId, 20);
    await second.stop();
    expect(runs.map((run) => run.turn)).toEqual(numbered.map((at) => at + 1));
    const answers = await app.prisma.formResponse.findMany({ where: { formId: form.formId } });
    const numberOf = new Map(answers.map((row) => [row.id, Object(row.answers).number]));
    expect(numbers()).toEqual(runs.map((run) => numberOf.get(run.responseId ?? "")));
  });

  test("goes on with the next when the first is cancelled", async () => {
    const form = await inLine();
    hook.replies = [{ status: 200, afterMs: 20_000 }, { status: 200 }];
    const [first, second] = [await form.submit({ number: 1 }), await form.submit({ number: 2 })];
    await until(numbers, (hits) => hits.length === 1);
    expect((await owner.get(`/api/runs/${second}`)).body).toMatchObject({
      status: "queued",
      turn: 2,
    });
    expect((await owner.post(`/api/runs/${first}/cancel`)).status).toBe(200);
    await restedRun(owner, second, "completed");
    expect(numbers()).toEqual([1, 2]);
  });

  test("waits behind a run that is tried again later, while replays pass by", async () => {
    const form = await inLine({ retry: { maxAttempts: 2, firstDelayMs: 2_500 } });
    hook.replies = [{ status: 200 }];
    const done = await form.submit({ number: 0 });
    await restedRun(owner, done, "completed");
    hook.replies = [{ status: 503 }, { status: 200 }];
    const [first, second] = [await form.submit({ number: 1 }), await form.submit({ number: 2 })];
    await restedRun(owner, first, "waiting");
    const replay = await owner.post(`/api/runs/${done}/replay`, { sendAgain: true });
    await restedRun(owner, replay.body.runId, "completed");
    await restedRun(owner, second, "completed");
    expect(numbers()).toEqual([0, 1, 0, 1, 2]);
    expect((await owner.get(`/api/runs/${first}`)).body.status).toBe("completed");
  });

  test("ends its line in order when the switch goes off, and new runs wait for nobody", async () => {
    const form = await inLine();
    hook.replies = [{ status: 200, afterMs: 700 }, { status: 200 }];
    const first = await form.submit({ number: 1 });
    const second = await form.submit({ number: 2 });
    await until(numbers, (hits) => hits.length === 1);
    await setOrder(form.pipelineId, false);
    const free = await form.submit({ number: 3 });
    await restedRun(owner, free, "completed");
    await restedRun(owner, second, "completed");
    expect(numbers()).toEqual([1, 3, 2]);
    const rows = await Promise.all(
      [first, second, free].map((id) => app.prisma.pluginRun.findUniqueOrThrow({ where: { id } })),
    );
    expect(rows.map(({ turn }) => turn)).toEqual([1, 2, null]);
  });

  test("is found by the sweep where a crash came between one run's end and the next", async () => {
    const form = await inLine();
    hook.replies = [{ status: 200, afterMs: 20_000 }, { status: 200 }];
    const [first, second] = [await form.submit({ number: 1 }), await form.submit({ number: 2 })];
    // The second's own job is taken and let go while the first runs.
    await until(
      () => jobsOf(second),
      (jobs) => jobs === 0,
    );
    await until(numbers, (hits) => hits.length === 1);
    // As if another process had ended it and died before it queued the next.
    await runSql(
      app.connectionString,
      `UPDATE "PluginRun" SET status = 'cancelled', owner = NULL, epoch = epoch + 1, "finishedAt" = now()
       WHERE id = $1`,
      [first],
    );
    await restedRun(owner, second, "completed");
    expect(numbers()).toEqual([1, 2]);
    expect(app.logs.filter((line) => line.includes("neither holder nor job"))).toEqual([]);
  });
});

async function jobsOf(runId: string): Promise<number> {
  const rows = await runSql(
    app.connectionString,
    `SELECT 1 FROM pgboss.job WHERE name = 'runs' AND data->>'runId' = $1`,
    [runId],
  );
  return rows.length;
}
