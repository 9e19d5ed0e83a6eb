import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApiClient } from "../../test/support/http-client.ts";
import { startTestApp, type TestApp } from "../../test/support/app.ts";
import { purgeDeleted } from "./delete-form.ts";

let app: TestApp;
let admin: ApiClient;
const fields = [
  { id: "name", kind: "text", label: "Name", required: true },
  { id: "budget", kind: "number", label: "Budget" },
];

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.setUp();
});
afterAll(() => app.stop());

const makeForm = async (rest: object = {}) =>
  (await admin.post("/api/forms", { name: "Über uns & Co.", fields, ...rest })).body;

describe("forms", () => {
  it("get an address of their name, and a free one when it is taken", async () => {
    const [first, second] = [await makeForm(), await makeForm()];
    expect(first.slug).toBe("uber-uns-co");
    expect(second.slug).toMatch(/^uber-uns-co-[0-9a-f]{8}$/);
    const taken = await admin.post("/api/forms", { name: "X", slug: first.slug });
    expect([taken.status, taken.body.code]).toEqual([409, "slug_taken"]);
  });

  it("change with If-Match only, and nothing is lost when two edit", async () => {
    const form = await makeForm();
    const path = `/api/forms/${form.id}`;
    expect((await admin.send("PATCH", path, { json: { name: "A" } })).status).toBe(428);
    expect((await admin.patch(path, { name: "A" }, 1)).body.form.version).toBe(2);
    const late = await admin.patch(path, { name: "B" }, 1);
    expect([late.status, late.body.code]).toEqual([409, "stale"]);
    expect((await admin.get(path)).body.name).toBe("A");
    const event = await app.prisma.formEvent.findFirstOrThrow({ where: { formId: form.id } });
    expect([event.type, event.payload]).toEqual(["form.updated", { changes: ["name"] }]);
    expect(app.memory.announced.at(-1)?.id).toBe(event.id);
    expect(app.memory.forgotten).toContain(form.id);
    await admin.patch(path, { name: "A" });
    expect(await app.prisma.formEvent.count({ where: { formId: form.id } })).toBe(1);
  });

  it("warn before a change breaks a pipeline, and never reuse a field's id", async () => {
    const form = await makeForm();
    await admin.post(`/api/forms/${form.id}/pipelines`, {
      name: "P",
      graph: {
        nodes: [
          { id: "trigger", type: "trigger" },
          { id: "s", type: "slack", config: { text: "{{ answers.budget }}" } },
        ],
        edges: [],
      },
    });
    const path = `/api/forms/${form.id}`;
    const warned = await admin.patch(path, { fields: fields.slice(0, 1) });
    expect([warned.status, warned.body.code]).toEqual([409, "impact"]);
    expect(warned.body.impact[0]).toMatchObject({
      nodeId: "s",
      fieldId: "budget",
      reason: "deleted",
    });
    const done = await admin.patch(`${path}?accept=impact`, { fields: fields.slice(0, 1) });
    expect(done.body.impact).toHaveLength(1);
    const again = await admin.patch(path, { fields });
    expect([again.status, again.body.errors[0].path]).toEqual([422, "fields.1.id"]);
  });

  it("are read, not changed, by those they are shared with", async () => {
    const viewer = await app.signUp(admin, "viewer");
    const form = await makeForm();
    const path = `/api/forms/${form.id}`;
    expect((await viewer.get(path)).status).toBe(404);
    await admin.patch(path, { sharedWith: [viewer.person.id] });
    expect((await admin.get(path)).body.sharedWith).toEqual([viewer.person.id]);
    const seen = (await viewer.get(path)).body;
    expect(seen.mayEdit).toBe(false);
    expect(seen).not.toHaveProperty("sharedWith");
    expect((await viewer.get("/api/forms")).body.items).toHaveLength(1);
    expect((await viewer.patch(path, { name: "Z" })).status).toBe(403);
    await admin.patch(path, { sharedWith: [] });
    expect((await viewer.get(path)).status).toBe(404);
  });

  it("disappear at once when deleted, and their data within a day", async () => {
    const form = await makeForm();
    const { body } = await admin.post(`/api/forms/${form.id}/responses`, { data: { name: "Ada" } });
    expect((await admin.delete(`/api/forms/${form.id}`)).status).toBe(204);
    expect(app.memory.cancelled).toContainEqual({ formId: form.id });
    for (const path of [`/api/forms/${form.id}`, `/api/forms/${form.id}/responses/${body.id}`]) {
      expect((await admin.get(path)).status).toBe(404);
    }
    expect(await purgeDeleted(app.prisma)).toBe(0);
    expect(await purgeDeleted(app.prisma, Date.now() + 2 * 3_600_000)).toBe(1);
    expect(await app.prisma.formResponse.count({ where: { formId: form.id } })).toBe(0);
    expect(await app.prisma.form.count({ where: { id: form.id } })).toBe(0);
  });

  it("rotate the webhook secret and keep the one before", async () => {
    const form = await makeForm();
    const path = `/api/forms/${form.id}/webhook-secret`;
    const secrets = [await admin.post(path), await admin.post(path)].map(({ body }) => body.secret);
    expect(new Set(secrets).size).toBe(2);
    expect(secrets[0]).toMatch(/^whsec_/);
    const stored = await app.prisma.form.findUniqueOrThrow({ where: { id: form.id } });
    expect(Buffer.from(stored.webhookSecret).includes(Buffer.from(secrets[1]))).toBe(false);
  });
});

describe("responses", () => {
  let formId: string;
  beforeEach(async () => {
    formId = (await makeForm()).id;
  });
  const submit = async (data: object) =>
    (await admin.post(`/api/forms/${formId}/responses`, { data })).body.id as string;

  it("are listed newest first, page by page, with a cursor nobody can make up", async () => {
    const ids = [
      await submit({ name: "1" }),
      await submit({ name: "2" }),
      await submit({ name: "3" }),
    ];
    const path = `/api/forms/${formId}/responses`;
    const first = await admin.get(`${path}?limit=2`);
    const second = await admin.get(`${path}?limit=2&cursor=${first.body.nextCursor}`);
    const seen = [...first.body.items, ...second.body.items].map((item: { id: string }) => item.id);
    expect(seen).toEqual(ids.toReversed());
    expect(second.body.nextCursor).toBeNull();
    const other = (await makeForm()).id;
    for (const cursor of ["forged", first.body.nextCursor.slice(0, -2) + "AA"]) {
      expect((await admin.get(`${path}?cursor=${cursor}`)).body.code).toBe("invalid_cursor");
    }
    const foreign = await admin.get(
      `/api/forms/${other}/responses?cursor=${first.body.nextCursor}`,
    );
    expect(foreign.status).toBe(400);
    for (const query of [
      "limit=-1",
      "limit=1e9",
      "limit=NaN",
      "limit=1&limit=2",
      "sort=password",
      "__proto__=1",
    ]) {
      const { status } = await admin.get(`${path}?${query}`);
      expect({ query, status }).toEqual({ query, status: 400 });
    }
  });

  it("are edited with their event in one transaction, and not when nothing changes", async () => {
    const id = await submit({ name: "Ada", budget: 5 });
    const path = `/api/forms/${formId}/responses/${id}`;
    const same = await admin.patch(path, { data: { name: "Ada" } }, 1);
    expect([same.body.version, same.body.editedAt]).toEqual([1, null]);
    const edited = await admin.patch(path, { data: { name: "Bea", budget: null } }, 1);
    expect(edited.body.answers).toEqual({ name: "Bea" });
    const event = await app.prisma.formEvent.findFirstOrThrow({ where: { responseId: id } });
    expect(event.payload).toMatchObject({
      answers: { name: "Bea" },
      previous: { answers: { name: "Ada", budget: 5 } },
      changes: ["name", "budget"],
    });
    expect((await admin.patch(path, { data: { name: "Cleo" } }, 1)).body.code).toBe("stale");
    const wrong = await admin.patch(path, { data: { name: null, stray: 1 } });
    expect(wrong.status).toBe(422);
    expect(await app.prisma.formEvent.count({ where: { responseId: id } })).toBe(1);
  });

  it("are deleted with an event that still knows the answers", async () => {
    const id = await submit({ name: "Ada" });
    const path = `/api/forms/${formId}/responses/${id}`;
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
    expect((await admin.delete(path)).status).toBe(404);
    const event = await app.prisma.formEvent.findFirstOrThrow({ where: { responseId: id } });
    expect([event.type, event.payload]).toMatchObject([
      "response.deleted",
      { answers: { name: "Ada" } },
    ]);
    expect(app.memory.cancelled).toContainEqual({ responseId: id });
  });

  it("of another form are not reached through one's own", async () => {
    const id = await submit({ name: "Ada" });
    const other = (await makeForm()).id;
    expect((await admin.get(`/api/forms/${other}/responses/${id}`)).status).toBe(404);
    expect((await admin.patch(`/api/forms/${other}/responses/${id}`, { data: {} })).status).toBe(
      404,
    );
  });
});
