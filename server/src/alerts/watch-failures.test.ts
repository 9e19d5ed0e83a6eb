import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../../test/support/app.ts";
import type { ApiClient } from "../../test/support/http-client.ts";
import { watchOnce } from "./alert-watch.ts";

let app: TestApp;
let owner: ApiClient;
let pipelineId = "";
let formId = "";
let causes = 0;

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.signUp(await app.setUp(), "owner");
});
afterAll(() => app.stop());

beforeEach(async () => {
  await app.prisma.alert.deleteMany();
  await app.prisma.failureGroup.deleteMany();
  const fields = [{ id: "name", kind: "text", label: "Name" }];
  formId = (await owner.post("/api/forms", { name: "Contact", fields })).body.id;
  pipelineId = (await owner.post(`/api/forms/${formId}/pipelines`, { name: "Tell" })).body.id;
});

interface Cause {
  readonly fingerprint: string;
  readonly fail: (facts?: { readonly count?: number }) => Promise<string[]>;
}

/** A cause that the steps fail of. */
async function addCause(facts: { code?: string; connectionId?: string } = {}): Promise<Cause> {
  causes += 1;
  const fingerprint = `00000000-0000-8000-8000-${String(causes).padStart(12, "0")}`;
  const now = new Date();
  await app.prisma.failureGroup.create({
    data: {
      fingerprint,
      formId,
      pipelineId,
      nodeId: "post",
      nodeType: "slack",
      stepName: "Post",
      code: "http_503",
      service: "slack.test",
      who: "service",
      message: "Slack answered 503.",
      firstSeenAt: now,
      lastSeenAt: now,
      ...facts,
    },
  });
  const fail = async ({ count = 1 } = {}): Promise<string[]> => {
    const ids = Array.from({ length: count }, () => newId());
    for (const runId of ids) {
      await addRun(runId, "failed");
      await app.prisma.failedStep.create({
        data: {
          id: newId(),
          fingerprint,
          runId,
          rootRunId: runId,
          formId,
          pipelineId,
          ordinal: 0,
          nodeId: "post",
          message: "Slack answered 503.",
          failedAt: new Date(),
        },
      });
    }
    return ids;
  };
  return { fingerprint, fail };
}

async function addRun(
  id: string,
  status: "failed" | "completed",
  { noted = true }: { readonly noted?: boolean } = {},
): Promise<void> {
  const finishedAt = new Date();
  await app.prisma.pluginRun.create({
    data: {
      id,
      rootRunId: id,
      pluginConfigId: pipelineId,
      versionId: newId(),
      formId,
      status,
      eventId: newId(),
      eventType: "form.submitted",
      finishedAt,
      noted,
    },
  });
  await app.prisma.pluginJob.create({
    data: { runId: id, ordinal: 0, nodeId: "post", nodeType: "slack", status, finishedAt },
  });
}

const look = (laterMs = 0) =>
  watchOnce(app.prisma, new Date(Date.now() + laterMs), { slowly: false });
const alerts = () => app.prisma.alert.findMany({ where: { pipelineId }, orderBy: { id: "asc" } });
const told = () => app.prisma.alertNotice.findMany({ orderBy: { id: "asc" } });

test("30 failures of one cause are one alert, and it is over when the step succeeds again", async () => {
  const { fail } = await addCause();
  await fail();
  await look();
  await fail({ count: 29 });
  await look();
  await look();
  expect(await alerts()).toMatchObject([{ kind: "failing", count: 30, settledAt: null }]);
  expect((await told()).map(({ what }) => what)).toEqual(["raised"]);
  for (let n = 0; n < 4; n += 1) await addRun(newId(), "completed");
  await look();
  expect((await alerts())[0]?.settledAt).toBeNull();
  await addRun(newId(), "completed");
  await look();
  expect((await alerts())[0]?.settledAt).not.toBeNull();
  expect((await told()).map(({ what }) => what)).toEqual(["raised", "over"]);
  // What was told of is read again, and is no news.
  await look();
  expect(await alerts()).toHaveLength(1);
});

test("it is over when something was done about every failure", async () => {
  const { fingerprint, fail } = await addCause();
  await fail({ count: 2 });
  await look();
  const settle = { settledAt: new Date(), settledHow: "dismissed" } as const;
  await app.prisma.failedStep.updateMany({ where: { fingerprint }, data: settle });
  await look();
  expect((await alerts())[0]?.settledAt).not.toBeNull();
  await look();
  expect(await alerts()).toHaveLength(1);
});

test("a refused connection is one alert for all that use it", async () => {
  const connectionId = newId();
  const first = await addCause({ code: "slack_token_revoked", connectionId });
  const second = await addCause({ code: "slack_invalid_auth", connectionId });
  await first.fail({ count: 3 });
  await second.fail();
  await look();
  expect(await alerts()).toMatchObject([
    { kind: "connection", groupKey: `connection ${connectionId}` },
  ]);
  expect(await told()).toHaveLength(1);
});

test("a hundred causes are not a hundred alerts", async () => {
  for (let n = 0; n < 15; n += 1) await (await addCause()).fail();
  await look();
  expect(await alerts()).toHaveLength(11);
});

test("many failures among the last runs are told of where single ones are not", async () => {
  await owner.patch(`/api/pipelines/${pipelineId}/alerts`, { failing: false });
  const { fail } = await addCause();
  for (let n = 0; n < 10; n += 1) await addRun(newId(), "completed");
  await fail({ count: 2 });
  await look();
  expect(await alerts()).toEqual([]);
  await fail();
  await look();
  expect(await alerts()).toMatchObject([{ kind: "rate", facts: { rate: { failed: 3, of: 13 } } }]);
  for (let n = 0; n < 18; n += 1) await addRun(newId(), "completed");
  await look();
  expect((await alerts())[0]?.settledAt).not.toBeNull();
});

test("only one process looks at a time", async () => {
  const { fail } = await addCause();
  await fail({ count: 3 });
  const looked = await Promise.all([look(), look(), look()]);
  expect(looked).toContain(true);
  expect(await alerts()).toHaveLength(1);
  expect(await told()).toHaveLength(1);
});

test("failures whose cause is not noted yet are no second alert", async () => {
  const { fail } = await addCause();
  await fail({ count: 8 });
  // These failed of the same cause a moment ago; whoever notes causes has not come to them.
  for (let n = 0; n < 12; n += 1) await addRun(newId(), "failed", { noted: false });
  await look();
  expect(await alerts()).toMatchObject([{ kind: "failing", count: 8 }]);
});
