import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../../test/support/app.ts";
import type { ApiClient } from "../../test/support/http-client.ts";

let app: TestApp;
let admin: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.setUp();
});
afterAll(() => app.stop());

const graph = {
  nodes: [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    {
      id: "mail",
      type: "email",
      config: { to: ["a@example.org"], subject: "S", body: { format: "text", content: "T" } },
    },
  ],
  edges: [{ id: "e", source: "trigger", target: "mail" }],
};

it("counts what failed lately in runs of the live version, and nothing else", async () => {
  const fields = [{ id: "name", kind: "text", label: "Name" }];
  const formId = (await admin.post("/api/forms", { name: "F", fields })).body.id;
  const { id } = (await admin.post(`/api/forms/${formId}/pipelines`, { name: "P", graph })).body;
  const failures = async () => (await admin.get(`/api/pipelines/${id}/recent-failures`)).body.items;
  expect(await failures()).toEqual([]);
  await admin.post(`/api/pipelines/${id}/publish`);
  const first = await versionId(id, 1);
  await run(id, formId, { versionId: first, status: "failed" });
  await admin.post(`/api/pipelines/${id}/publish`);
  const live = await versionId(id, 2);
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  await run(id, formId, { versionId: live, status: "failed" });
  await run(id, formId, { versionId: live, status: "unknown" });
  await run(id, formId, { versionId: live, status: "completed" });
  await run(id, formId, { versionId: live, status: "failed", isTest: true });
  await run(id, formId, { versionId: live, status: "failed", createdAt: yesterday });
  expect(await failures()).toEqual([{ nodeId: "mail", count: 2 }]);
});

async function versionId(pluginConfigId: string, number: number): Promise<string> {
  const where = { pluginConfigId_number: { pluginConfigId, number } };
  return (await app.prisma.pluginConfigVersion.findUniqueOrThrow({ where })).id;
}

async function run(
  pluginConfigId: string,
  formId: string,
  facts: {
    readonly versionId: string;
    readonly status: "failed" | "unknown" | "completed";
    readonly isTest?: boolean;
    readonly createdAt?: Date;
  },
): Promise<void> {
  const { status, ...rest } = facts;
  const id = newId();
  await app.prisma.pluginRun.create({
    data: {
      ...rest,
      id,
      pluginConfigId,
      formId,
      eventId: newId(),
      eventType: "form.submitted",
      status: "completed",
      rootRunId: id,
      finishedAt: new Date(),
    },
  });
  await app.prisma.pluginJob.create({
    data: { runId: id, ordinal: 1, nodeId: "mail", nodeType: "email", status },
  });
}
