import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clearRuns } from "../src/pipeline/log/clear-runs.ts";
import { keepRuns } from "../src/pipeline/log/keep-runs.ts";
import { takeDue } from "../src/pipeline/log/prune-runs.ts";
import { markSeen } from "../src/runs/mark-seen.ts";
import type { ApiClient } from "./support/http-client.ts";
import { publishForm, restedRun, startLiveApp, type LiveApp } from "./support/live-app.ts";
import { ageRuns, idAt, writeMadeRuns, type MadeRun } from "./support/make-runs.ts";
import { startSink, until, type Sink } from "./support/pipeline.ts";

const patience = { timeout: 60_000 };
const dayMs = 86_400_000;

let app: LiveApp;
let admin: ApiClient;
let owner: ApiClient;
let hooks: Sink;

beforeAll(async () => {
  app = await startLiveApp();
  admin = await app.setUp();
  owner = await app.signUp(admin, "owner");
  hooks = await startSink();
}, 200_000);
afterAll(async () => {
  await hooks.close();
  await app.stop();
});

const keep = (retentionDays = 90) =>
  keepRuns(app.prisma, { retentionDays, signal: new AbortController().signal });

const hook = (id: string, body: object = { name: "{{ answers.name }}" }) => ({
  id,
  type: "webhook",
  config: { url: hooks.url, body: { mode: "custom", json: body } },
});

const hooked = () => publishForm(app, owner, [hook("a"), hook("b")]);

type OldRun = Partial<MadeRun> & {
  readonly ageDays: number;
  readonly seenDaysAgo?: number;
};

/** Runs of a form of their own, with one attempt each; gives their ids in order. */
async function oldRuns(
  runs: readonly OldRun[],
): Promise<{ readonly formId: string; readonly ids: readonly string[] }> {
  const { formId, pipelineId } = await hooked();
  const now = Date.now();
  const made = runs.map(({ ageDays, status, finishedAt }): MadeRun => {
    const at = now - ageDays * dayMs;
    return {
      id: idAt(at - 1_000),
      pipelineId,
      versionId: newId(),
      formId,
      responseId: null,
      eventType: "form.submitted",
      status: status ?? "completed",
      finishedAt: finishedAt === undefined ? new Date(at) : finishedAt,
    };
  });
  await writeMadeRuns(app.prisma, made);
  for (const [index, { seenDaysAgo }] of runs.entries()) {
    if (seenDaysAgo === undefined) continue;
    const seenAt = new Date(now - seenDaysAgo * dayMs);
    await app.prisma.pluginRun.update({ where: { id: made[index]?.id ?? "" }, data: { seenAt } });
  }
  await app.prisma.pluginExecutionLog.createMany({
    data: made.map(({ id, finishedAt }) => ({
      runId: id,
      ordinal: 0,
      attempt: 1,
      nodeId: "a",
      outcome: "succeeded",
      startedAt: finishedAt ?? new Date(),
      durationMs: 3,
      input: { name: "Hedy" },
      output: { ticket: "T-1" },
      lines: ["Hedy was told"],
    })),
  });
  return { formId, ids: made.map(({ id }) => id) };
}

/** Of each run: `kept`, `cleared`, `gone`, or what is half done. */
async function stateOf(ids: readonly string[]): Promise<string[]> {
  const where = { id: { in: [...ids] } };
  const runs = await app.prisma.pluginRun.findMany({ where });
  const logs = await app.prisma.pluginExecutionLog.findMany({ where: { runId: where.id } });
  return ids.map((id) => {
    const run = runs.find((row) => row.id === id);
    const log = logs.find((row) => row.runId === id);
    if (run === undefined) return log === undefined ? "gone" : "a log without a run";
    if (log === undefined) return "a run without its log";
    const there = [log.input, log.output, log.lines].filter((value) => value !== null).length;
    if (run.clearedAt === null) return there === 3 ? "kept" : "half cleared, not marked";
    return there === 0 ? "cleared" : "marked, not cleared";
  });
}

describe("old runs", patience, () => {
  test("lose their details after the days of their form, and go after four times as long", async () => {
    const byServer = await oldRuns([89, 91, 361].map((ageDays) => ({ ageDays })));
    const short = await oldRuns([6, 8, 27, 29].map((ageDays) => ({ ageDays })));
    const patch = await owner.patch(`/api/forms/${short.formId}`, { retentionDays: 7 });
    expect(patch.status).toBe(200);
    const long = await oldRuns([91, 361, 401].map((ageDays) => ({ ageDays })));
    await owner.patch(`/api/forms/${long.formId}`, { retentionDays: 400 });
    const done = await keep();
    expect(await stateOf(byServer.ids)).toEqual(["kept", "cleared", "gone"]);
    expect(await stateOf(short.ids)).toEqual(["kept", "cleared", "cleared", "gone"]);
    expect(await stateOf(long.ids)).toEqual(["kept", "kept", "cleared"]);
    expect(done).toMatchObject({ cleared: 6, removed: 2 });
    expect(await keep()).toEqual({ cleared: 0, removed: 0 });
  });

  test("that failed keep them until somebody looked and the days went by, or for 180 days", async () => {
    const failed = { status: "failed" } as const;
    const { ids } = await oldRuns([
      { ...failed, ageDays: 100 },
      { ...failed, ageDays: 179 },
      { ...failed, ageDays: 181 },
      { ...failed, ageDays: 100, seenDaysAgo: 89 },
      { ...failed, ageDays: 100, seenDaysAgo: 91 },
      // Somebody looked before it ended, and nobody since.
      { ...failed, ageDays: 100, seenDaysAgo: 101 },
    ]);
    await keep();
    expect(await stateOf(ids)).toEqual(["kept", "kept", "cleared", "kept", "cleared", "kept"]);
    // Where a form keeps things for longer than that, nothing of it goes sooner for having failed.
    const patient = await oldRuns([{ ...failed, ageDays: 181 }]);
    await owner.patch(`/api/forms/${patient.formId}`, { retentionDays: 365 });
    await keep();
    expect(await stateOf(patient.ids)).toEqual(["kept"]);
    // Never removed before it was cleared, however few the form's days are.
    const brief = await oldRuns([{ ...failed, ageDays: 100 }]);
    await owner.patch(`/api/forms/${brief.formId}`, { retentionDays: 1 });
    await keep();
    expect(await stateOf(brief.ids)).toEqual(["kept"]);
  });

  test("that are not over are never touched, however old", async () => {
    const open = { ageDays: 4_000, finishedAt: null } as const;
    const { ids } = await oldRuns([
      { ...open, status: "running" },
      { ...open, status: "waiting" },
      { ...open, status: "needs_attention", seenDaysAgo: 3_900 },
    ]);
    await keep(1);
    expect(await stateOf(ids)).toEqual(["kept", "kept", "kept"]);
  });

  test("are left alone while something else has them", async () => {
    const { formId, ids } = await oldRuns([{ ageDays: 100 }, { ageDays: 99 }]);
    const batch = { formId, days: 90, now: new Date(), afterId: null, limit: 10 };
    await app.prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM "PluginRun" WHERE id = ${ids[0]}::uuid FOR UPDATE`;
      const began = performance.now();
      expect((await clearRuns(app.prisma, batch)).count).toBe(1);
      expect(performance.now() - began).toBeLessThan(1_000);
    });
    expect(await stateOf(ids)).toEqual(["kept", "cleared"]);
    await keep();
    expect(await stateOf(ids)).toEqual(["cleared", "cleared"]);
  });

  test("are cleared whole or not at all where it is cut off", async () => {
    const { ids } = await oldRuns(
      Array.from({ length: 200 }, (_, n) => ({ ageDays: 100 + n / 100 })),
    );
    const ending = new AbortController();
    const sizes: number[] = [];
    const onBatch = ({ runs }: { readonly runs: number }): void => {
      sizes.push(runs);
      if (sizes.length === 2) ending.abort();
    };
    const done = await keepRuns(app.prisma, { retentionDays: 90, signal: ending.signal, onBatch });
    expect(sizes).toHaveLength(2);
    const states = await stateOf(ids);
    expect(states.filter((state) => state === "cleared")).toHaveLength(done.cleared);
    expect(states.filter((state) => state === "kept")).toHaveLength(200 - done.cleared);
    expect(done.cleared).toBeLessThan(200);
    await keep();
    expect(new Set(await stateOf(ids))).toEqual(new Set(["cleared"]));
  });
});

describe("a run that was cleared", patience, () => {
  test("says so, shows what happened without what went in, and runs again from the start only", async () => {
    const form = await hooked();
    const before = await form.submit({ name: "Hedy", number: 1 });
    await restedRun(owner, before, "completed");
    const [runId = ""] = await ageRuns(app.prisma, form.formId, 100);
    expect((await owner.get(`/api/runs/${runId}`)).body.clearedAt).toBeNull();
    await keep();
    const { body } = await owner.get(`/api/runs/${runId}`);
    expect(Date.now() - new Date(body.clearedAt).getTime()).toBeLessThan(60_000);
    const a = body.steps.find(({ nodeId }: { nodeId: string }) => nodeId === "a");
    expect(a).toMatchObject({ status: "completed", effects: [{ state: "confirmed" }] });
    expect(a.attempts).toMatchObject([{ outcome: "succeeded", input: null, output: null }]);
    expect(body.event.payload.answers).toMatchObject({ name: "Hedy" });

    const path = `/api/runs/${runId}/replay`;
    const fromB = await owner.post(path, { fromNodeId: "b", sendAgain: true });
    expect([fromB.status, fromB.body.code]).toEqual([410, "gone"]);
    expect(fromB.body.title).toContain("run it again from the start");
    const typed = { fromNodeId: "a", input: { url: hooks.url }, sendAgain: true };
    expect((await owner.post(path, typed)).body.code).toBe("gone");
    hooks.hits.splice(0);
    const whole = await owner.post(path, { sendAgain: true });
    expect(whole.status).toBe(201);
    await restedRun(owner, whole.body.runId, "completed");
    expect(hooks.hits.map((hit) => JSON.parse(hit.body))).toEqual([
      { name: "Hedy" },
      { name: "Hedy" },
    ]);
  });

  test("that was a replay with typed values does not keep those, and is not run again without them", async () => {
    const form = await hooked();
    const first = await form.submit({ name: "Hedy", number: 1 });
    await restedRun(owner, first, "completed");
    const input = {
      url: hooks.url,
      body: { mode: "custom", json: { name: "Hedwig Eva Maria" } },
    };
    const made = await owner.post(`/api/runs/${first}/replay`, {
      fromNodeId: "b",
      input,
      sendAgain: true,
    });
    expect(made.status).toBe(201);
    await restedRun(owner, made.body.runId, "completed");
    const ids = await ageRuns(app.prisma, form.formId, 100);
    await keep();
    const replay = await app.prisma.pluginRun.findUniqueOrThrow({ where: { id: ids[1] ?? "" } });
    expect(replay.clearedAt).not.toBeNull();
    expect(JSON.stringify(replay.edits)).not.toContain("Hedwig");
    const shown = await owner.get(`/api/runs/${replay.id}`);
    expect(shown.body.edits.steps).toEqual({ b: { config: {}, resolved: true } });
    const again = await owner.post(`/api/runs/${replay.id}/replay`, { sendAgain: true });
    expect([again.status, again.body.code]).toEqual([410, "gone"]);
  });

  test("gives a backfill of one step no result to build on", async () => {
    const form = await hooked();
    await restedRun(owner, await form.submit({ name: "Hedy", number: 1 }), "completed");
    const ask = { onlyNodeId: "c" };
    const count = async () =>
      (await owner.post(`/api/pipelines/${form.pipelineId}/backfill/count`, ask)).body;
    const c = hook("c", { of: "{{ steps.a.status }}" });
    const { body } = await owner.get(`/api/pipelines/${form.pipelineId}`);
    const graph = {
      ...body.graph,
      nodes: [...body.graph.nodes, c],
      edges: [...body.graph.edges, { id: "e9", source: "b", target: "c" }],
    };
    await owner.patch(`/api/pipelines/${form.pipelineId}`, { graph });
    expect((await owner.post(`/api/pipelines/${form.pipelineId}/publish`)).status).toBe(201);
    expect(await count()).toMatchObject({ toMake: 1, refused: 0 });
    await ageRuns(app.prisma, form.formId, 100);
    await keep();
    expect(await count()).toMatchObject({ toMake: 0, refused: 1 });
  });
});

describe("looking at a run", patience, () => {
  test("that failed notes when it was first seen since; of others nothing is noted", async () => {
    const form = await hooked();
    hooks.replies = [{ status: 400 }];
    const failed = await form.submit({ name: "Hedy", number: 1 });
    const rowOf = (id: string) => app.prisma.pluginRun.findUniqueOrThrow({ where: { id } });
    await until(
      () => rowOf(failed),
      ({ status }) => status === "failed",
    );
    hooks.replies = [];
    expect((await rowOf(failed)).seenAt).toBeNull();
    const stranger = await app.signUp(admin, "viewer");
    expect((await stranger.get(`/api/runs/${failed}`)).status).toBe(404);
    expect((await rowOf(failed)).seenAt).toBeNull();
    await owner.get(`/api/runs/${failed}`);
    const seen = await until(
      () => rowOf(failed),
      ({ seenAt }) => seenAt !== null,
    );
    await markSeen(app.prisma, { id: failed, status: "failed" });
    expect((await rowOf(failed)).seenAt).toEqual(seen.seenAt);
    // It went on, and failed anew.
    await app.prisma.$executeRaw`
      UPDATE "PluginRun" SET "finishedAt" = now() + interval '1 ms' WHERE id = ${failed}::uuid`;
    await markSeen(app.prisma, { id: failed, status: "failed" });
    expect((await rowOf(failed)).seenAt).not.toEqual(seen.seenAt);
    const fine = await form.submit({ name: "Ada", number: 2 });
    await restedRun(owner, fine, "completed");
    await markSeen(app.prisma, { id: fine, status: "completed" });
    expect((await rowOf(fine)).seenAt).toBeNull();
  });
});

describe("how long a form keeps details", patience, () => {
  test("is said by the form or by the server, between a day and ten years", async () => {
    const { formId } = await hooked();
    const path = `/api/forms/${formId}`;
    expect((await owner.get(path)).body).toMatchObject({
      retentionDays: null,
      defaultRetentionDays: 90,
    });
    for (const retentionDays of [1, 3_650, null]) {
      expect((await owner.patch(path, { retentionDays })).body.form).toMatchObject({
        retentionDays,
      });
    }
    for (const retentionDays of [0, 3_651, 1.5, "30"]) {
      expect((await owner.patch(path, { retentionDays })).status).toBe(422);
    }
  });
});

test("runs that are due are found by index, though the planner has not heard of any", async () => {
  const { formId, pipelineId } = await hooked();
  const now = new Date();
  const made = Array.from({ length: 3_000 }, (_, index): MadeRun => {
    const at = now.getTime() - 900 * dayMs + index;
    const finishedAt = new Date(at);
    const facts = { pipelineId, formId, versionId: newId(), responseId: null };
    return { id: idAt(at), ...facts, eventType: "form.submitted", status: "completed", finishedAt };
  });
  await writeMadeRuns(app.prisma, made);
  await app.prisma.$executeRaw`ANALYZE "PluginRun"`;
  await app.prisma.pluginRun.updateMany({ where: { formId }, data: { clearedAt: now } });
  const found = await app.prisma.$transaction(async (tx) => {
    const read = async () => {
      const [row] = await tx.$queryRaw<{ scans: number; rows: number }[]>`
        SELECT seq_scan::int AS scans, idx_tup_fetch::int AS rows
        FROM pg_stat_xact_user_tables WHERE relname = 'PluginRun'`;
      return row ?? { scans: 0, rows: 0 };
    };
    // What the connection did before counts, too, until it is told to the others.
    const before = await read();
    const ids = await takeDue(tx, { pipelineId, now, days: 90, afterId: null, limit: 40 });
    const after = await read();
    return { ids, scans: after.scans - before.scans, rows: after.rows - before.rows };
  });
  expect(found.ids).toEqual(made.slice(0, 40).map(({ id }) => id));
  expect(found.scans).toBe(0);
  expect(found.rows).toBeLessThan(200);
});
