import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pruneFailures } from "../src/failures/prune-failures.ts";
import type { ApiAnswer, ApiClient } from "./support/http-client.ts";
import { publishForm, restedRun, startLiveApp, type LiveApp } from "./support/live-app.ts";
import { startSink, until, type Sink } from "./support/pipeline.ts";

type Body = ApiAnswer["body"];

let app: LiveApp;
let admin: ApiClient;
let owner: ApiClient;
let sink: Sink;

beforeAll(async () => {
  app = await startLiveApp();
  admin = await app.setUp();
  owner = await app.signUp(admin, "owner");
  sink = await startSink();
}, 60_000);
afterAll(async () => {
  await sink.close();
  await app.stop();
});

const hook = (settings: object = {}) => ({
  id: "hook",
  type: "webhook",
  name: "Tell the shop",
  config: { url: sink.url, method: "POST", headers: {}, body: { mode: "event" } },
  ...settings,
});

/** A form whose webhook meets a sink that answers so, with responses that have ended. */
async function failing(status: number, names: readonly string[]) {
  sink.replies = [{ status }];
  const form = await publishForm(app, owner, [hook()]);
  const runIds: string[] = [];
  for (const name of names) {
    const runId = await form.submit({ name });
    await restedRun(owner, runId, "failed");
    runIds.push(runId);
  }
  const [group] = await inbox(form.formId, ([one]) => one?.open === names.length);
  return { ...form, runIds, group };
}

const inbox = async (formId: string, fits: (items: Body[]) => boolean, state = "open") =>
  until(
    async (): Promise<Body[]> =>
      (await owner.get(`/api/failures?formId=${formId}&state=${state}`)).body.items,
    fits,
  );

async function replay(runId: string): Promise<string> {
  const { body, status } = await owner.post(`/api/runs/${runId}/replay`, { fromNodeId: "hook" });
  expect(status).toBe(201);
  return body.runId;
}

describe("the failures inbox", () => {
  test("holds one cause for all responses that the same step failed for, in words", async () => {
    const { formId, pipelineId, runIds, group } = await failing(404, ["Ada", "Grace", "Edsger"]);
    expect(group).toMatchObject({
      formId,
      pipelineId,
      nodeId: "hook",
      nodeType: "webhook",
      stepName: "Tell the shop",
      code: "http_404",
      who: "owner",
      unknown: false,
      service: new URL(sink.url).host,
      act: { kind: "step", connectionId: null },
      open: 3,
      responses: 3,
      settled: { replayed: 0, resolved: 0, dismissed: 0, gone: 0 },
      task: null,
      mayEdit: true,
    });
    expect(group.sentence).toContain("3 responses to “Contact” did not get past “Tell the shop”.");
    const { body } = await owner.get(`/api/failures/${group.fingerprint}/runs?limit=2`);
    expect(body.items.map((run: Body) => [run.runId, run.respondent, run.status])).toEqual([
      [runIds[2], "Edsger", "failed"],
      [runIds[1], "Grace", "failed"],
    ]);
    const rest = await owner.get(
      `/api/failures/${group.fingerprint}/runs?limit=2&cursor=${body.nextCursor}`,
    );
    expect(rest.body).toMatchObject({ items: [{ respondent: "Ada" }], nextCursor: null });
    const counted = await owner.get(`/api/failures/count?formId=${formId}`);
    expect(counted.body).toEqual({ causes: 1, pipelines: [{ pipelineId, causes: 1, open: 3 }] });
  });

  test("parts causes by the error's code, and leaves tests out", async () => {
    const form = await failing(404, ["Ada"]);
    const { formId, pipelineId, group } = form;
    const testRun = await owner.post(`/api/pipelines/${pipelineId}/test`, {
      mode: "run",
      data: { name: "Test" },
    });
    expect(testRun.status).toBe(201);
    sink.replies = [{ status: 410 }];
    await form.submit({ name: "Grace" });
    const groups = await inbox(formId, (items) => items.length === 2);
    expect(groups.map(({ code, open }) => [code, open])).toEqual([
      ["http_410", 1],
      ["http_404", 1],
    ]);
    expect(groups[1].fingerprint).toBe(group.fingerprint);
  });

  test("names the failure in the list of runs, too", async () => {
    const { formId } = await failing(404, ["Ada"]);
    const { body } = await owner.get(`/api/runs?formId=${formId}`);
    expect(body.items).toMatchObject([
      { failure: { nodeId: "hook", stepName: "Tell the shop", code: "http_404" } },
    ]);
  });

  test("settles what a replay completes", async () => {
    const { formId, runIds, group } = await failing(404, ["Ada"]);
    sink.replies = [{ status: 200 }];
    const replayId = await replay(runIds[0] ?? "");
    const [settled] = await inbox(formId, (items) => items.length === 1, "settled");
    expect(settled).toMatchObject({ open: 0, settled: { replayed: 1 } });
    expect(await inbox(formId, () => true)).toEqual([]);
    const { body } = await owner.get(`/api/failures/${group.fingerprint}/runs?state=settled`);
    expect(body.items).toMatchObject([{ settled: { how: "replayed", runId: replayId } }]);
  });

  test("counts a response once where its replay fails in its turn", async () => {
    const { formId, runIds, group } = await failing(404, ["Ada"]);
    sink.replies = [{ status: 410 }];
    const replayId = await replay(runIds[0] ?? "");
    const groups = await inbox(formId, ([one]) => one?.code === "http_410");
    expect(groups).toMatchObject([{ code: "http_410", open: 1, responses: 1 }]);
    const again = await owner.get(`/api/failures/${group.fingerprint}/runs?state=settled`);
    expect(again.body.items).toMatchObject([{ settled: { how: "failed_again", runId: replayId } }]);
  });

  test("is not shown to others, and dismissed by none of them", async () => {
    const { group, formId } = await failing(404, ["Ada"]);
    const stranger = await app.signUp(admin, "owner");
    expect((await stranger.get(`/api/failures/${group.fingerprint}`)).status).toBe(404);
    expect((await stranger.get("/api/failures")).body.items).toEqual([]);
    const dismissal = await stranger.post(`/api/failures/${group.fingerprint}/dismiss`, {});
    expect(dismissal.status).toBe(404);
    expect(await inbox(formId, () => true)).toHaveLength(1);
  });

  test("lets a cause be dismissed, and takes that back; later failures open it again", async () => {
    const form = await failing(404, ["Ada", "Grace"]);
    const { group, formId } = form;
    const path = `/api/failures/${group.fingerprint}`;
    const { body } = await owner.post(`${path}/dismiss`, {});
    expect(body).toMatchObject({ dismissed: 2 });
    expect(await inbox(formId, () => true)).toEqual([]);
    const undone = await owner.post(`${path}/restore`, { dismissalId: body.dismissalId });
    expect(undone.body).toEqual({ restored: 2 });
    expect((await inbox(formId, () => true))[0]).toMatchObject({ open: 2 });
    await owner.post(`${path}/dismiss`, {});
    const next = await form.submit({ name: "Edsger" });
    await restedRun(owner, next, "failed");
    const [open] = await inbox(formId, (items) => items.length === 1);
    expect(open).toMatchObject({ open: 1, settled: { dismissed: 2 } });
    expect((await owner.post(`${path}/dismiss`, { runIds: [next] })).body.dismissed).toBe(1);
  });

  test("drops what is about a response that was deleted, and runs that were pruned", async () => {
    const { group, formId, runIds } = await failing(404, ["Ada", "Grace"]);
    const { body } = await owner.get(`/api/failures/${group.fingerprint}/runs`);
    await owner.delete(`/api/forms/${formId}/responses/${body.items[0].responseId}`);
    expect((await inbox(formId, () => true))[0]).toMatchObject({ open: 1, settled: { gone: 1 } });
    await app.prisma.pluginRun.deleteMany({ where: { id: { in: runIds } } });
    expect(await pruneFailures(app.prisma)).toBe(2);
    expect(await inbox(formId, () => true)).toEqual([]);
  });
});
