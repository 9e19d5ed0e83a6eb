import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../../test/support/app.ts";
import type { ApiClient } from "../../test/support/http-client.ts";
import { PluginQuestionFailed } from "../pipeline/worker/plugin-questions.ts";

const token = "xoxb-options-canary-7";
let app: TestApp;
let admin: ApiClient;
let owner: ApiClient;
let connectionId = "";

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.setUp();
  owner = await app.signUp(admin, "owner");
  const slack = { kind: "slack", name: "S", config: { botToken: token } };
  connectionId = (await owner.post("/api/connections", slack)).body.id;
});
afterAll(() => app.stop());

const ask = (body: object, client = owner, path = "slack/options/channels") =>
  client.post(`/api/plugins/${path}`, body);

describe("the choices of a service", () => {
  it("are asked through the caller's own connection, once a minute for the same question", async () => {
    app.memory.answerWith([{ value: "C1", label: "#leads", extra: 1 }]);
    const asked = app.memory.questions.length;
    const answer = await ask({ connectionId, q: "le" });
    expect(answer.body).toEqual({ items: [{ value: "C1", label: "#leads" }] });
    expect(app.memory.questions.at(-1)).toMatchObject({
      kind: "options",
      name: "channels",
      q: "le",
      connection: { kind: "slack", config: { botToken: token } },
    });
    await ask({ connectionId, q: "le" });
    expect(app.memory.questions.length).toBe(asked + 1);
    await ask({ connectionId, q: "lea" });
    expect(app.memory.questions.length).toBe(asked + 2);
  });

  it("are nobody else's, and of no other kind", async () => {
    const stranger = await app.signUp(admin, "owner");
    expect((await ask({ connectionId }, stranger)).status).toBe(404);
    expect((await ask({ connectionId }, owner, "email/options/channels")).status).toBe(404);
    expect((await ask({ connectionId }, owner, "slack/options/nope")).status).toBe(404);
    expect((await ask({ connectionId }, owner, "nope/options/channels")).status).toBe(404);
    expect((await ask({ connectionId: "x" })).status).toBe(422);
    expect((await ask({ connectionId, q: "x".repeat(201) })).status).toBe(422);
  });

  it("end in words where the service fails, without its secrets", async () => {
    app.memory.answerWith(new PluginQuestionFailed({ message: `no: ${token}` }));
    const failed = await ask({ connectionId, q: "fails" });
    expect([failed.status, failed.body.code]).toEqual([422, "service_failed"]);
    expect(failed.text).not.toContain(token);
    app.memory.answerWith("nonsense");
    expect((await ask({ connectionId, q: "odd" })).body.code).toBe("service_failed");
  });

  it("are limited for each person", async () => {
    app.memory.answerWith([]);
    const answers = [];
    for (let n = 0; n < 32; n += 1) answers.push(await ask({ connectionId, q: `q${n}` }));
    const last = answers.at(-1);
    expect([last?.status, Number(last?.headers["retry-after"]) > 0]).toEqual([429, true]);
  });
});

describe("the test of a node type's connection", () => {
  it("asks with what is stored, for its owner only", async () => {
    const other = await app.signUp(admin, "owner");
    const slack = { kind: "slack", name: "S", config: { botToken: token } };
    const own = (await other.post("/api/connections", slack)).body.id;
    app.memory.answerWith({ ok: true, message: "Fine." });
    const answer = await other.post("/api/plugins/slack/test", { connectionId: own });
    expect(answer.body).toEqual({ ok: true, message: "Fine." });
    expect((await other.post("/api/plugins/slack/test", { connectionId })).status).toBe(404);
    expect((await other.post("/api/plugins/email/test", { connectionId: own })).status).toBe(404);
  });
});
