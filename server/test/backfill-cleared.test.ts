import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBackfillWork } from "../src/backfill/backfill-work.ts";
import type { Task } from "../src/db/generated/client.ts";
import { keepRuns } from "../src/pipeline/log/keep-runs.ts";
import { TaskPieceStale } from "../src/tasks/task-work.ts";
import type { ApiClient } from "./support/http-client.ts";
import { publishForm, restedRun, startLiveApp, type LiveApp } from "./support/live-app.ts";
import { ageRuns } from "./support/make-runs.ts";
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

const hook = (id: string, body: object) => ({
  id,
  type: "webhook",
  config: { url: hooks.url, body: { mode: "custom", json: body } },
});

/** Clears what is older than 90 days, as the server does by itself every hour. */
const tidy = () =>
  keepRuns(app.prisma, { retentionDays: 90, signal: new AbortController().signal });

interface Begun {
  readonly task: Task;
  readonly formId: string;
  /** The two runs of 100 days ago that it builds on. */
  readonly old: readonly string[];
}

/**
 * A backfill of one step over two old runs' results, at one a minute: the first is made, the second is next,
 * and nobody but the test takes it up for a while.
 */
async function beginSlowly(): Promise<Begun> {
  const form = await publishForm(app, owner, [hook("a", { first: 1 })]);
  const { formId, pipelineId } = form;
  for (const name of ["Ada", "Hedy"]) {
    await restedRun(owner, await form.submit({ name, number: 1 }), "completed");
  }
  const path = `/api/pipelines/${pipelineId}`;
  const { graph } = (await owner.get(path)).body;
  const nodes = [...graph.nodes, hook("b", { of: "{{ steps.a.status }}" })];
  const edges = [...graph.edges, { id: "e9", source: "a", target: "b" }];
  await owner.patch(path, { graph: { ...graph, nodes, edges } });
  expect((await owner.post(`${path}/publish`)).status).toBe(201);
  const old = await ageRuns(app.prisma, formId, 100);
  const begun = await owner.post(`${path}/backfill`, { perMinute: 1, onlyNodeId: "b" });
  expect([begun.status, begun.text]).toEqual([202, expect.any(String)]);
  const task = await until(
    () => app.prisma.task.findUniqueOrThrow({ where: { id: begun.body.id } }),
    ({ done }) => done === 1,
    30_000,
  );
  return { task, formId, old };
}

const clearedAmong = async (ids: readonly string[]): Promise<boolean[]> => {
  const rows = await app.prisma.pluginRun.findMany({
    where: { id: { in: [...ids] } },
    orderBy: { id: "asc" },
  });
  return rows.map(({ clearedAt }) => clearedAt !== null);
};

describe("a backfill of one step", { timeout: 120_000 }, () => {
  test("copies nothing that was cleared between judging and writing, and says what is missing", async () => {
    const { task, formId, old } = await beginSlowly();
    const queued: string[] = [];
    const work = createBackfillWork({
      prisma: app.prisma,
      pipeline: {
        queueRuns: async (_tx, runIds) => {
          queued.push(...runIds);
        },
        announceRun: () => undefined,
      },
    });
    const judged = await work(task);
    expect(judged.items).toMatchObject([{ state: "under-way" }]);
    await tidy();
    expect(await clearedAmong(old)).toEqual([true, true]);
    const runs = await app.prisma.pluginRun.count({ where: { formId } });
    await expect(app.prisma.$transaction(async (tx) => judged.write?.(tx))).rejects.toBeInstanceOf(
      TaskPieceStale,
    );
    expect(await app.prisma.pluginRun.count({ where: { formId } })).toBe(runs);
    expect(queued).toEqual([]);
    const again = await work(task);
    expect(again.items).toMatchObject([
      { state: "refused", data: { reason: expect.stringContaining("is not kept any more") } },
    ]);
    expect(again.write).toBeUndefined();
    await owner.post(`/api/tasks/${task.id}/cancel`);
  });

  test("keeps what it builds on from being cleared until it is copied", async () => {
    const { task, old } = await beginSlowly();
    const work = createBackfillWork({
      prisma: app.prisma,
      pipeline: { queueRuns: async () => undefined, announceRun: () => undefined },
    });
    const judged = await work(task);
    const runId = judged.items[0]?.runId ?? "";
    await app.prisma.$transaction(
      async (tx) => {
        await judged.write?.(tx);
        await tidy();
        expect(await clearedAmong(old)).toEqual([true, false]);
      },
      { timeout: 30_000 },
    );
    const log = await app.prisma.pluginExecutionLog.findFirst({ where: { runId, nodeId: "a" } });
    expect(log?.output).toMatchObject({ status: 200 });
    await tidy();
    expect(await clearedAmong(old)).toEqual([true, true]);
    await owner.post(`/api/tasks/${task.id}/cancel`);
  });
});
