import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "../../test/support/http-client.ts";
import { startTestApp, type TestApp } from "../../test/support/app.ts";

let app: TestApp;
let admin: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.setUp();
});
afterAll(() => app.stop());

const options = (...ids: string[]) => ids.map((id) => ({ id, label: id.toUpperCase() }));
const fields = [
  { id: "name", kind: "text", label: "Name" },
  { id: "mail", kind: "email", label: "Mail" },
  { id: "contact", kind: "email", label: "Contact" },
  { id: "topic", kind: "choice", label: "Topic", options: options("a", "b") },
];
const without = (id: string) => fields.filter((field) => field.id !== id);
const rule = (field: string, operator: string, value?: unknown) => ({
  combinator: "and",
  rules: [{ field, operator, ...(value === undefined ? {} : { value }) }],
});
/** Three steps that use the question “Mail”, each in another way. */
const graph = {
  nodes: [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    { id: "only", type: "filter", config: { condition: rule("answers.mail", "isNotEmpty") } },
    {
      id: "thanks",
      type: "email",
      config: {
        to: ["{{ answers.mail }}"],
        subject: "Thanks",
        body: {
          format: "text",
          content: "Hi {{ answers.name }}, we wrote to {{answers.mail|lower}}",
        },
      },
    },
    {
      id: "hook",
      type: "webhook",
      name: "Tell us",
      config: {
        url: "https://example.org",
        method: "POST",
        headers: { "X-Mail": "{{ answers.mail }}" },
        body: { mode: "event" },
      },
    },
  ],
  edges: [
    { id: "e1", source: "trigger", target: "only" },
    { id: "e2", source: "only", target: "thanks" },
    { id: "e3", source: "thanks", target: "hook" },
  ],
};

async function makePublished(name = "F") {
  const form = (await admin.post("/api/forms", { name, fields })).body;
  const pipeline = (await admin.post(`/api/forms/${form.id}/pipelines`, { name: "P", graph })).body;
  expect((await admin.post(`/api/pipelines/${pipeline.id}/publish`)).status).toBe(201);
  return { path: `/api/forms/${form.id}`, pipelinePath: `/api/pipelines/${pipeline.id}` };
}

describe("a question that steps use", () => {
  it("is named with every step and setting before it goes, in draft and live version", async () => {
    const { path } = await makePublished();
    const warned = await admin.patch(path, { fields: without("mail") });
    expect([warned.status, warned.body.code]).toEqual([409, "impact"]);
    expect(warned.body.impact).toMatchObject([
      {
        nodeId: "only",
        nodeName: "Only if",
        settings: [expect.any(String)],
        inDraft: true,
        inLive: true,
      },
      {
        nodeId: "thanks",
        nodeName: "Email",
        settings: ["To", "Message › Text"],
        reason: "deleted",
      },
      { nodeId: "hook", nodeName: "Tell us", settings: ["Headers › X Mail"] },
    ]);
  });

  it("is replaced in every draft in the same step, while what is live stays as it was", async () => {
    const { path, pipelinePath } = await makePublished();
    const before = (await admin.get(pipelinePath)).body;
    const done = await admin.patch(`${path}?accept=impact`, {
      fields: without("mail"),
      replacements: { mail: "contact" },
    });
    expect(done.status).toBe(200);
    expect(
      done.body.impact.map((entry: { inDraft: boolean; inLive: boolean }) => [
        entry.inDraft,
        entry.inLive,
      ]),
    ).toEqual([
      [false, true],
      [false, true],
      [false, true],
    ]);
    const after = (await admin.get(pipelinePath)).body;
    expect(JSON.stringify(after.graph)).toBe(
      JSON.stringify(before.graph).replaceAll("answers.mail", "answers.contact"),
    );
    expect(after).toMatchObject({
      version: before.version + 1,
      draftPending: true,
      draftBy: { name: expect.any(String) },
    });
    expect((await admin.post(`${pipelinePath}/check`, {})).body.problems).toEqual([]);
    expect((await admin.get(`${pipelinePath}/versions/1`)).body.graph).toEqual(before.graph);
    const entry = await app.prisma.auditEntry.findFirstOrThrow({
      where: { action: "pipeline.fields-replaced" },
    });
    expect(entry.detail).toEqual({ fields: { mail: "contact" }, options: {} });
    const late = await admin.patch(pipelinePath, { graph: before.graph }, before.version);
    expect([late.status, late.body.code]).toEqual([409, "stale"]);
  });

  it("changes places with another without either being lost", async () => {
    const { path, pipelinePath } = await makePublished();
    const kept = without("mail").map((field) =>
      field.id === "contact" ? { ...field, kind: "text" } : field,
    );
    await admin.patch(`${path}?accept=impact`, {
      fields: kept,
      replacements: { mail: "name", name: "contact" },
    });
    const [, , thanks] = (await admin.get(pipelinePath)).body.graph.nodes;
    expect(thanks.config).toMatchObject({
      to: ["{{ answers.name }}"],
      body: { content: "Hi {{ answers.contact }}, we wrote to {{answers.name|lower}}" },
    });
  });

  it("is not replaced where nobody said that the rest may break", async () => {
    const { path, pipelinePath } = await makePublished();
    const refused = await admin.patch(path, {
      fields: without("mail"),
      replacements: { mail: "contact" },
    });
    expect(refused.status).toBe(409);
    expect((await admin.get(pipelinePath)).body).toMatchObject({ version: 1 });
  });

  it.each([
    [{ mail: "nobody" }, "replacements.mail"],
    [{ mail: "mail" }, "replacements.mail"],
    [{ nobody: "name" }, "replacements.nobody"],
  ])("is not replaced by what the form does not have: %j", async (replacements, at) => {
    const { path } = await makePublished();
    const refused = await admin.patch(`${path}?accept=impact`, {
      fields: without("mail"),
      replacements,
    });
    expect([refused.status, refused.body.errors[0].path]).toEqual([422, at]);
  });
});

describe("an option that conditions compare with", () => {
  it("is named, and replaced by another of the same question", async () => {
    const form = (await admin.post("/api/forms", { name: "F", fields })).body;
    const condition = rule("answers.topic", "in", ["a", "b"]);
    const nodes = [graph.nodes[0], { id: "only", type: "filter", config: { condition } }];
    const pipeline = (
      await admin.post(`/api/forms/${form.id}/pipelines`, {
        name: "P",
        graph: { nodes, edges: [{ id: "e", source: "trigger", target: "only" }] },
      })
    ).body;
    const fewer = fields.map((field) =>
      field.id === "topic" ? { ...field, options: options("b", "c") } : field,
    );
    const path = `/api/forms/${form.id}`;
    const warned = await admin.patch(path, { fields: fewer });
    expect(warned.body.impact).toMatchObject([
      { nodeId: "only", fieldId: "topic", reason: "options", lostOptions: ["a"] },
    ]);
    const none = await admin.patch(`${path}?accept=impact`, {
      fields: fewer,
      optionReplacements: { topic: { a: "z" } },
    });
    expect(none.status).toBe(422);
    const done = await admin.patch(`${path}?accept=impact`, {
      fields: fewer,
      optionReplacements: { topic: { a: "c" } },
    });
    expect(done.body.impact).toEqual([]);
    const draft = (await admin.get(`/api/pipelines/${pipeline.id}`)).body.graph;
    expect(draft.nodes[1].config.condition).toEqual(rule("answers.topic", "in", ["c", "b"]));
  });
});
