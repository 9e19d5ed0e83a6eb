import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApiClient } from "../../test/support/http-client.ts";
import { startTestApp, type TestApp } from "../../test/support/app.ts";

let app: TestApp;
let admin: ApiClient;
let formId: string;
const graph = (text = "New: {{ answers.name }}") => ({
  nodes: [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    {
      id: "mail",
      type: "email",
      config: { to: ["a@example.org"], subject: text, body: { format: "text", content: text } },
    },
  ],
  edges: [{ id: "e", source: "trigger", target: "mail" }],
});

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.setUp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  const fields = [{ id: "name", kind: "text", label: "Name" }];
  formId = (await admin.post("/api/forms", { name: "F", fields })).body.id;
});

const make = async (body: object = {}) =>
  (await admin.post(`/api/forms/${formId}/pipelines`, { name: "P", graph: graph(), ...body })).body;
const revision = async () =>
  (await app.prisma.form.findUniqueOrThrow({ where: { id: formId } })).revision;

describe("pipelines", () => {
  it("go live by a version that never changes, in a commit that submissions notice", async () => {
    const { id } = await make({ enabled: true });
    const before = await revision();
    expect((await admin.post(`/api/pipelines/${id}/publish`, { note: "first" })).body).toEqual({
      version: 1,
    });
    expect(await revision()).toBe(before + 1);
    expect(app.memory.forgotten).toContain(formId);
    expect((await admin.get(`/api/pipelines/${id}`)).body).toMatchObject({
      liveVersion: 1,
      draftPending: false,
    });
    const draft = await admin.patch(`/api/pipelines/${id}`, { graph: graph("Other") }, "*");
    expect(draft.body.draftPending).toBe(true);
    expect((await admin.post(`/api/pipelines/${id}/publish`)).body).toEqual({ version: 2 });
    const versions = (await admin.get(`/api/pipelines/${id}/versions`)).body.items;
    expect(
      versions.map((version: { number: number; live: boolean }) => [version.number, version.live]),
    ).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(versions[0]).toMatchObject({
      unfinishedRuns: 0,
      publishedBy: { name: "Ada" },
    });
    expect(draft.body.draftBy).toMatchObject({ id: admin.person.id, name: "Ada" });
    const first = await admin.get(`/api/pipelines/${id}/versions/1`);
    expect(first.body).toMatchObject({
      note: "first",
      graph: { nodes: [{ id: "trigger" }, { id: "mail" }] },
    });
    expect((await admin.get(`/api/pipelines/${id}/versions/99999999999`)).status).toBe(404);
    await admin.post(`/api/pipelines/${id}/restore`, { version: 1 });
    const restored = (await admin.get(`/api/pipelines/${id}`)).body.graph.nodes[1].config.subject;
    expect(restored).toContain("New:");
  });

  it("get numbers without a gap when two publish at once", async () => {
    const { id } = await make();
    const both = await Promise.all([1, 2, 3].map(() => admin.post(`/api/pipelines/${id}/publish`)));
    expect(both.map(({ body }) => Number(body.version)).toSorted((a, b) => a - b)).toEqual([
      1, 2, 3,
    ]);
  });

  it("are not published with problems, and say which", async () => {
    const { id } = await make({ graph: graph("{{ answers.nope }}") });
    const refused = await admin.post(`/api/pipelines/${id}/publish`);
    expect([refused.status, refused.body.code]).toEqual([422, "graph_problems"]);
    expect(refused.body.errors[0].path).toMatch(/^mail/);
    const checked = await admin.post(`/api/pipelines/${id}/check`);
    expect(checked.body.problems.length).toBeGreaterThan(0);
    const fine = await admin.post(`/api/pipelines/${id}/check`, { graph: graph() });
    expect(
      fine.body.problems.filter((problem: { severity: string }) => problem.severity === "error"),
    ).toEqual([]);
    expect(fine.body.sentence).not.toBe("");
  });

  it("start and stop taking events by their switch, which raises the form's revision", async () => {
    const { id } = await make();
    const before = await revision();
    const on = await admin.patch(`/api/pipelines/${id}`, { enabled: true }, 1);
    expect(on.body).toMatchObject({ enabled: true, version: 2 });
    expect(await revision()).toBe(before + 1);
    await admin.patch(`/api/pipelines/${id}`, { name: "Q" }, 2);
    expect(await revision()).toBe(before + 1);
    expect((await admin.patch(`/api/pipelines/${id}`, { name: "R" }, 2)).status).toBe(409);
    expect((await admin.delete(`/api/pipelines/${id}`)).status).toBe(204);
    expect((await admin.get(`/api/pipelines/${id}`)).status).toBe(404);
    expect(await revision()).toBe(before + 2);
    expect(app.memory.cancelled).toContainEqual({ pipelineId: id });
  });

  it("are paused and resumed in a commit that submissions notice, and say so", async () => {
    const { id } = await make({ enabled: true });
    const before = await revision();
    const paused = await admin.post(`/api/pipelines/${id}/pause`);
    expect([paused.status, typeof paused.body.pausedAt, paused.body.version]).toEqual([
      200,
      "string",
      2,
    ]);
    const again = await admin.post(`/api/pipelines/${id}/pause`);
    expect(again.body.pausedAt).toBe(paused.body.pausedAt);
    expect(await revision()).toBe(before + 1);
    expect(app.memory.released).not.toContain(id);
    const resumed = await admin.post(`/api/pipelines/${id}/resume`);
    expect(resumed.body).toMatchObject({ pausedAt: null, version: 3 });
    expect(await revision()).toBe(before + 2);
    // What an earlier resume left behind is released by asking once more.
    await admin.post(`/api/pipelines/${id}/resume`);
    expect(await revision()).toBe(before + 2);
    expect(app.memory.released.filter((released) => released === id)).toHaveLength(2);
  });

  it("run one at a time when they are told to, from the next submission on", async () => {
    const { id, oneAtATime } = await make();
    expect(oneAtATime).toBe(false);
    const before = await revision();
    const on = await admin.patch(`/api/pipelines/${id}`, { oneAtATime: true }, 1);
    expect(on.body).toMatchObject({ oneAtATime: true, version: 2 });
    await admin.patch(`/api/pipelines/${id}`, { oneAtATime: true, name: "Q" }, 2);
    expect(await revision()).toBe(before + 1);
    expect((await admin.get(`/api/pipelines/${id}`)).body.oneAtATime).toBe(true);
    await admin.patch(`/api/pipelines/${id}`, { oneAtATime: false }, 3);
    expect(await revision()).toBe(before + 2);
    const entries = await app.prisma.auditEntry.findMany({
      where: { subjectId: id, action: { in: ["pipeline.one-at-a-time", "pipeline.side-by-side"] } },
    });
    expect(entries).toHaveLength(2);
  });

  it("name no connection but their owner's, wherever the id is hidden", async () => {
    const owner = await app.signUp(admin, "owner");
    const slack = { kind: "slack", name: "S", config: { botToken: "xoxb-a-token" } };
    const foreign = (await owner.post("/api/connections", slack)).body.id;
    const mine = (await admin.post("/api/connections", slack)).body.id;
    const hidden = (node: object) => {
      const base = graph();
      return { ...base, nodes: [base.nodes[0], { ...base.nodes[1], ...node }] };
    };
    const tries = [
      { connectionId: foreign },
      { connectionId: newId() },
      { config: { a: [{ b: foreign }] } },
      { config: { [foreign]: 1 } },
      { config: { text: `x${foreign.toUpperCase()}y` } },
      { name: foreign },
    ];
    for (const node of tries) {
      const answer = await admin.post(`/api/forms/${formId}/pipelines`, {
        name: "P",
        graph: hidden(node),
      });
      expect([node, answer.status, answer.body.code]).toEqual([node, 422, "foreign_connection"]);
    }
    expect((await make({ graph: hidden({ connectionId: mine }) })).id).toBeDefined();
  });

  it("refuse graphs that are too large or no graphs", async () => {
    const { id } = await make();
    const nodes = Array.from({ length: 1_001 }, (_, index) => ({
      id: `n${index}`,
      type: "filter",
    }));
    expect(
      (await admin.patch(`/api/pipelines/${id}`, { graph: { nodes, edges: [] } })).status,
    ).toBe(422);
    const huge = await admin.patch(`/api/pipelines/${id}`, { graph: graph("x".repeat(1_100_000)) });
    expect(huge.status).toBe(413);
    expect(
      (await admin.patch(`/api/pipelines/${id}`, { graph: { ...graph(), script: "x" } })).status,
    ).toBe(422);
  });
});

describe("the demo", () => {
  it("is loaded once, live and on, with responses that started nothing", async () => {
    const demo = await admin.post("/api/demo");
    expect(demo.status).toBe(201);
    const pipeline = (await admin.get(`/api/pipelines/${demo.body.pipelineId}`)).body;
    expect(pipeline).toMatchObject({ enabled: true, liveVersion: 1, draftPending: false });
    const responses = await admin.get(`/api/forms/${demo.body.formId}/responses`);
    expect(responses.body.items).toHaveLength(5);
    expect(await app.prisma.formEvent.count({ where: { formId: demo.body.formId } })).toBe(0);
    expect((await app.anonymous.get(new URL(demo.body.publicUrl).pathname)).status).toBe(200);
    const again = await admin.post("/api/demo");
    expect([again.status, again.body.code]).toEqual([409, "demo_loaded"]);
  });

  it("hold 1,000 steps that part and meet, however many keys that takes", async () => {
    const { id } = await make();
    const big = graph();
    for (let n = 1; n < 999; n += 1) {
      big.nodes.push({
        id: `n${n}`,
        type: "email",
        config: { to: ["a@example.org"], subject: "S", body: { format: "text", content: "T" } },
      });
      big.edges.push({ id: `e${n}`, source: n === 1 ? "mail" : `n${n - 1}`, target: `n${n}` });
    }
    expect(big.nodes).toHaveLength(1_000);
    const saved = await admin.patch(`/api/pipelines/${id}`, { graph: big }, "*");
    expect(saved.status).toBe(200);
    expect(saved.body.graph.nodes).toHaveLength(1_000);
    big.nodes.push({ ...graph().nodes[1], id: "one-more" } as (typeof big.nodes)[number]);
    expect((await admin.patch(`/api/pipelines/${id}`, { graph: big }, "*")).status).toBe(422);
  });
});
