import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../../test/support/app.ts";
import type { ApiClient } from "../../test/support/http-client.ts";
import { clearSecrets } from "./clear-secrets.ts";

const canary = "xoxb-export-canary-551";
let app: TestApp;
let admin: ApiClient;
let formId = "";
let connectionId = "";

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.setUp();
  const fields = [
    { id: "name", kind: "text", label: "Name" },
    { id: "budget", kind: "number", label: "Budget" },
  ];
  formId = (await admin.post("/api/forms", { name: "Contact", fields })).body.id;
  const slack = { kind: "slack", name: "Team Slack", config: { botToken: canary } };
  connectionId = (await admin.post("/api/connections", slack)).body.id;
});
afterAll(() => app.stop());

const trigger = { id: "trigger", type: "trigger", config: { events: ["form.submitted"] } };
const graph = () => ({
  nodes: [
    trigger,
    {
      id: "tell",
      type: "slack",
      config: { channel: "#a", text: "{{ answers.name }}" },
      connectionId,
    },
    {
      id: "hook",
      type: "webhook",
      config: {
        url: "https://ada:pw-of-ada@example.org/x?token=t-1234&page=2",
        headers: {
          Authorization: "Bearer abcdef",
          "X-Api-Key": "{{ answers.name }}",
          "X-Id": connectionId,
        },
        body: { mode: "custom", json: { budget: "{{ answers.budget }}" } },
      },
    },
  ],
  edges: [
    { id: "a", source: "trigger", target: "tell" },
    { id: "b", source: "tell", target: "hook" },
  ],
});
const make = async () =>
  (await admin.post(`/api/forms/${formId}/pipelines`, { name: "Tell", graph: graph() })).body.id;
const exported = async () => (await admin.get(`/api/pipelines/${await make()}/export`)).body;
const imported = (file: unknown, into = formId) =>
  admin.post(`/api/forms/${into}/pipelines/import`, file);

describe("an exported automation", () => {
  it("holds neither secrets nor ids of connections, and says what it left out", async () => {
    const file = await exported();
    const text = JSON.stringify(file);
    for (const secret of [canary, connectionId, "pw-of-ada", "t-1234", "abcdef"]) {
      expect(text).not.toContain(secret);
    }
    expect(file).toMatchObject({ format: "formloom.automation", formatVersion: 1, name: "Tell" });
    expect(file.graph.nodes[1].connection).toEqual({ kind: "slack", name: "Team Slack" });
    const { config } = file.graph.nodes[2];
    expect(config.url).toBe("https://example.org/x?token=&page=2");
    expect(config.headers).toEqual({
      Authorization: "",
      "X-Api-Key": "{{ answers.name }}",
      "X-Id": "",
    });
    expect(file.cleared.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      "headers.Authorization",
      "headers.X-Id",
      "url",
    ]);
    expect(file.questions.map(({ id }: { id: string }) => id)).toEqual(["name", "budget"]);
  });

  it("comes back as a new one, off, by another name, with what is to be done", async () => {
    const file = await exported();
    const answer = await imported(file);
    expect(answer.status).toBe(201);
    expect(answer.body.pipeline).toMatchObject({ enabled: false, liveVersion: null });
    expect(answer.body.pipeline.name).toMatch(/^Tell \(\d\)$/);
    expect(answer.body.pipeline.graph.edges).toEqual(file.graph.edges);
    expect(answer.body.gaps.map(({ kind }: { kind: string }) => kind)).toEqual([
      "connection",
      "setting",
      "setting",
      "setting",
    ]);
    expect(answer.body.gaps[0].message).toContain("Team Slack");
    const again = await imported(file);
    expect(again.body.pipeline.name).not.toBe(answer.body.pipeline.name);
  });

  it("tells of questions and node types that are not there", async () => {
    const file = await exported();
    const fields = [{ id: "budget", kind: "text", label: "Budget" }];
    const other = (await admin.post("/api/forms", { name: "Other", fields })).body.id;
    file.graph.nodes[1].type = "telex";
    const { body, status } = await imported(file, other);
    expect(status).toBe(201);
    expect(body.pipeline.name).toBe("Tell");
    const messages = body.gaps.map(({ message }: { message: string }) => message);
    expect(messages).toEqual(
      expect.arrayContaining([
        expect.stringContaining("“telex”, which is not installed"),
        expect.stringContaining("no question “Name”"),
        expect.stringContaining("“Budget” is another kind"),
      ]),
    );
    expect(body.problems.map(({ code }: { code: string }) => code)).toContain("unknown_plugin");
  });

  it("is read by viewers, and made by those who may edit the form", async () => {
    const file = await exported();
    const stranger = await app.signUp(admin, "owner");
    expect((await stranger.post(`/api/forms/${formId}/pipelines/import`, file)).status).toBe(404);
    expect((await stranger.get(`/api/pipelines/${await make()}/export`)).status).toBe(404);
  });
});

describe("a hostile file", () => {
  const send = (body: string) =>
    admin.send("POST", `/api/forms/${formId}/pipelines/import`, {
      body,
      headers: { "content-type": "application/json" },
    });

  it("is refused with words, whatever it is", async () => {
    const file = await exported();
    const [one] = file.graph.nodes;
    const config = (value: unknown) => ({
      ...file,
      graph: { ...file.graph, nodes: [{ ...one, config: value }] },
    });
    const deep = JSON.stringify(config("DEEP")).replace(
      '"DEEP"',
      `${'{"a":'.repeat(99)}1${"}".repeat(99)}`,
    );
    const tries: readonly (readonly [string, number])[] = [
      ["null", 422],
      ["[]", 422],
      ["{}", 422],
      ['{"format":"formloom.automation"', 400],
      [JSON.stringify({ ...file, format: "other" }), 422],
      [JSON.stringify({ ...file, formatVersion: 2 }), 422],
      [JSON.stringify({ ...file, name: "" }), 422],
      [JSON.stringify({ ...file, name: 7 }), 422],
      [JSON.stringify({ ...file, script: "x" }), 422],
      [JSON.stringify({ ...file, graph: { ...file.graph, nodes: {} } }), 422],
      [
        JSON.stringify({ ...file, graph: { ...file.graph, nodes: [{ ...one, connectionId }] } }),
        422,
      ],
      [
        JSON.stringify({
          ...file,
          questions: Array.from({ length: 501 }, () => file.questions[0]),
        }),
        422,
      ],
      [JSON.stringify(config({})).replace('"config":{}', '"config":{"__proto__":{"a":1}}'), 422],
      [deep, 400],
      [JSON.stringify(config({ text: "x".repeat(2_200_000) })), 413],
    ];
    for (const [body, status] of tries) {
      const answer = await send(body);
      expect([body.slice(0, 80), answer.status]).toEqual([body.slice(0, 80), status]);
    }
  });

  it("brings no connection of somebody else's in, wherever its id is hidden", async () => {
    const owner = await app.signUp(admin, "owner");
    const slack = { kind: "slack", name: "S", config: { botToken: "xoxb-another-one" } };
    const foreign = (await owner.post("/api/connections", slack)).body.id;
    const file = await exported();
    file.graph.nodes[2].config.headers = { "X-Id": foreign };
    const answer = await imported(file);
    expect([answer.status, answer.body.code]).toEqual([422, "foreign_connection"]);
  });
});

describe("clearSecrets", () => {
  it("leaves nothing of a private text, wherever it stands", () => {
    const secret = "s3cret-value";
    const holds = (text: string): boolean => text.includes(secret);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("plain", secret, `a ${secret} b`, 7, null),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b", secret), tie("tree"), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("x", "y"), tree), (config) => {
        const cleared = clearSecrets(config, holds);
        expect(JSON.stringify(cleared.config)).not.toContain(secret);
        const isClean = !JSON.stringify(config).includes(secret);
        expect(isClean).toBe(cleared.paths.length === 0);
      }),
    );
  });
});
