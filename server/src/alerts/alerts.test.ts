import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../../test/support/app.ts";
import type { ApiClient } from "../../test/support/http-client.ts";
import { watchOnce } from "./alert-watch.ts";
import { composeMessages } from "./compose-messages.ts";
import { sendMessages } from "./send-messages.ts";

let app: TestApp;
let admin: ApiClient;
let owner: ApiClient;
let pipelineId = "";
let formId = "";

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.setUp();
});
afterAll(() => app.stop());

/** Everybody and everything of its own in each test. */
beforeEach(async () => {
  await app.prisma.alert.deleteMany();
  await app.prisma.alertMessage.deleteMany();
  await app.prisma.pluginRun.deleteMany();
  await app.prisma.alertRule.deleteMany();
  app.memory.messages.length = 0;
  owner = await app.signUp(admin, "owner");
  const fields = [{ id: "name", kind: "text", label: "Name" }];
  const timeZone = "Europe/Berlin";
  formId = (await owner.post("/api/forms", { name: "Contact", fields, timeZone })).body.id;
  pipelineId = (await owner.post(`/api/forms/${formId}/pipelines`, { name: "Tell" })).body.id;
  const enabledAt = new Date("2026-01-01T00:00:00Z");
  await app.prisma.pluginConfig.update({
    where: { id: pipelineId },
    data: { enabled: true, enabledAt, createdAt: enabledAt },
  });
});

const minutes = (n: number) => n * 60_000;

/** Looks, composes and sends as of a time. */
async function look(now: Date | string): Promise<void> {
  const at = new Date(now);
  await watchOnce(app.prisma, at, { slowly: true });
  await composeMessages({ prisma: app.prisma, baseUrl: "https://forms.example" }, at);
  await app.prisma.alertMessage.updateMany({
    where: { state: "waiting", attempts: 0 },
    data: { dueAt: new Date(0) },
  });
  await sendMessages({ prisma: app.prisma, vault: app.vault, pipeline: app.memory }, 50);
}

async function addRun(
  facts: { readonly status: "queued" | "held" | "completed" | "waiting"; readonly at: Date },
  more: object = {},
): Promise<string> {
  const id = newIdAt(facts.at);
  await app.prisma.pluginRun.create({
    data: {
      id,
      rootRunId: id,
      pluginConfigId: pipelineId,
      versionId: newId(),
      formId,
      eventId: newId(),
      eventPipelineId: pipelineId,
      eventType: "form.submitted",
      status: facts.status,
      createdAt: facts.at,
      finishedAt: facts.status === "completed" ? facts.at : null,
      ...more,
    },
  });
  return id;
}

/** An id that was made at a time. */
function newIdAt(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}${newId().slice(13)}`;
}

/** All runs are over. */
const endRuns = () =>
  app.prisma.pluginRun.updateMany({
    where: { finishedAt: null },
    data: { status: "cancelled", finishedAt: new Date() },
  });
const subjects = () => app.memory.messages.map(({ values }) => values["subject"]);
const rule = (body: object) => owner.patch(`/api/pipelines/${pipelineId}/alerts`, body);
const settings = (body: object) => owner.patch("/api/alerts/settings", body);

describe("runs that wait too long", () => {
  const now = new Date("2026-04-22T10:00:00Z");
  const old = new Date(now.getTime() - minutes(61));

  test("are one alert to the form's owner, and one notice when they are over", async () => {
    for (let n = 0; n < 30; n += 1) await addRun({ status: "queued", at: old });
    for (let n = 0; n < 3; n += 1) await look(new Date(now.getTime() + minutes(n)));
    expect(subjects()).toEqual(["Formloom: “Tell” has runs that wait (Contact)"]);
    const [mail] = app.memory.messages;
    expect(mail).toMatchObject({ nodeType: "email", connectionId: null });
    expect(mail?.config["to"]).toEqual([owner.person.email]);
    expect(mail?.values["text"]).toContain(
      "30 runs of “Tell” (form “Contact”) have waited for more than 1 hour",
    );
    await endRuns();
    await look(new Date(now.getTime() + minutes(5)));
    await look(new Date(now.getTime() + minutes(6)));
    expect(subjects().at(-1)).toBe("Formloom: “Tell” has no runs that wait too long (Contact)");
    expect(subjects()).toHaveLength(2);
  });

  test("are told of again after a day, and not twice within an hour when they come and go", async () => {
    await addRun({ status: "held", at: old });
    await look(now);
    await look(new Date(now.getTime() + minutes(24 * 60 - 1)));
    expect(subjects()).toHaveLength(1);
    await look(new Date(now.getTime() + minutes(24 * 60)));
    expect(subjects()).toHaveLength(2);
    expect(app.memory.messages[1]?.values["text"]).toMatch(/^Still goes wrong/);
    const later = new Date(now.getTime() + minutes(24 * 60 + 1));
    for (let n = 0; n < 6; n += 1) {
      if (n % 2 === 0) await endRuns();
      else await addRun({ status: "held", at: old });
      await look(new Date(later.getTime() + minutes(n)));
    }
    expect(subjects()).toHaveLength(3);
    expect(await app.prisma.alert.count({ where: { pipelineId } })).toBe(1);
  });

  test("are nobody's business where alerts are off, and a test run is none", async () => {
    await addRun({ status: "queued", at: old }, { isTest: true });
    await look(now);
    expect(subjects()).toEqual([]);
    await addRun({ status: "queued", at: old });
    expect((await rule({ enabled: false })).status).toBe(200);
    await look(now);
    expect(subjects()).toEqual([]);
  });
});

describe("a person's settings", () => {
  const evening = new Date("2026-04-22T21:30:00Z");
  const old = new Date(evening.getTime() - minutes(90));

  test("keep alerts until the quiet hours are over, and tell then what is over too", async () => {
    await settings({ quiet: { from: "22:00", to: "07:00" }, timeZone: "Europe/Berlin" });
    await addRun({ status: "queued", at: old });
    await look(evening);
    await endRuns();
    await look(new Date("2026-04-23T04:59:00Z"));
    expect(app.memory.messages).toEqual([]);
    await look(new Date("2026-04-23T05:00:00Z"));
    expect(app.memory.messages).toHaveLength(1);
    expect(app.memory.messages[0]?.values["text"]).toMatch(/^Went wrong, and is over/);
  });

  test("limit the messages of a day; the rest comes in one", async () => {
    await settings({ mostPerDay: 1 });
    await addRun({ status: "queued", at: old });
    await look(evening);
    expect(app.memory.messages[0]?.values["text"]).toContain("last message for today");
    await rule({ lateMinutes: 5 });
    await look(new Date(evening.getTime() + minutes(1)));
    expect(app.memory.messages).toHaveLength(1);
    await endRuns();
    await look(new Date(evening.getTime() + minutes(2)));
    await look(new Date(evening.getTime() + minutes(24 * 60)));
    expect(app.memory.messages).toHaveLength(2);
    expect(app.memory.messages[1]?.values["subject"]).toBe("Formloom: 2 alerts are over");
  });

  test("choose channels of one's own, and refuse connections of others", async () => {
    const slack = { kind: "slack", name: "S", config: { botToken: "xoxb-alert-canary-1" } };
    const mine = (await owner.post("/api/connections", slack)).body.id;
    const theirs = (await admin.post("/api/connections", slack)).body.id;
    const refused = await settings({ slack: { connectionId: theirs, channel: "#ops" } });
    expect([refused.status, refused.body.code]).toEqual([422, "foreign_connection"]);
    const webhook = { url: "https://hooks.example.org/alerts", connectionId: null };
    const set = await settings({
      email: false,
      slack: { connectionId: mine, channel: "#ops" },
      webhook,
    });
    expect(set.body.webhookSecret).toMatch(/^whsec_/);
    const tested = await owner.post("/api/alerts/settings/test");
    expect(tested.body.items).toEqual([
      { channel: "slack", state: "sent", problem: null },
      { channel: "webhook", state: "sent", problem: null },
    ]);
    const sentBy = (type: string) => app.memory.messages.find(({ nodeType }) => nodeType === type);
    const [toSlack, toHook] = [sentBy("slack"), sentBy("webhook")];
    expect(toSlack).toMatchObject({ connectionId: mine, config: { channel: "#ops" } });
    expect(toHook?.config["body"]).toMatchObject({ json: { type: "alert.test" } });
    expect(toHook?.webhookSecrets).toEqual([set.body.webhookSecret]);
  });
});

describe("a message", () => {
  const now = new Date("2026-04-22T10:00:00Z");

  test("is tried again under the same id, and says on record why it failed at last", async () => {
    await addRun({ status: "queued", at: new Date(now.getTime() - minutes(90)) });
    const error = {
      code: "smtp_450",
      message: "The mail server is busy.",
      who: "service",
    } as const;
    app.memory.sends.push({ state: "failed", retry: true, retryAfterMs: 0, error });
    await look(now);
    const [waiting] = await app.prisma.alertMessage.findMany();
    expect([waiting?.state, waiting?.problem]).toEqual(["waiting", error.message]);
    await app.prisma.alertMessage.updateMany({ data: { dueAt: new Date(0) } });
    const permanent = { ...error, code: "smtp_550", message: "No such mailbox." };
    app.memory.sends.push({ state: "failed", retry: false, retryAfterMs: 0, error: permanent });
    await look(now);
    const ids = app.memory.messages.map(({ id }) => id);
    expect(ids).toEqual([waiting?.id, waiting?.id]);
    const { items } = (await owner.get("/api/alerts")).body;
    expect(items[0].messages).toMatchObject([{ state: "failed", problem: "No such mailbox." }]);
    // An alert that cannot be delivered is none of its own.
    expect(await app.prisma.alert.count({ where: { pipelineId } })).toBe(1);
  });

  test("is sent once by several processes, and again where one died with it", async () => {
    await addRun({ status: "queued", at: new Date(now.getTime() - minutes(90)) });
    await watchOnce(app.prisma, now, { slowly: true });
    const compose = { prisma: app.prisma, baseUrl: "" };
    await Promise.all([composeMessages(compose, now), composeMessages(compose, now)]);
    const deps = { prisma: app.prisma, vault: app.vault, pipeline: app.memory };
    await Promise.all([sendMessages(deps, 4), sendMessages(deps, 4), sendMessages(deps, 4)]);
    expect(app.memory.messages).toHaveLength(1);
    // As a process leaves it that died while it sent.
    const lost = { state: "waiting", claimedUntil: new Date(0) };
    await app.prisma.alertMessage.updateMany({ data: lost });
    await sendMessages(deps, 4);
    const [first, second] = app.memory.messages;
    expect([app.memory.messages.length, second?.id]).toEqual([2, first?.id]);
  });
});

describe("the silence alarm", () => {
  const expected = { atLeast: 2, what: "runs", per: "day", weekends: false };
  const sinceJanuary = () =>
    app.prisma.alertRule.updateMany({ data: { expectedSince: new Date("2026-01-01T00:00:00Z") } });

  test("judges each day of the form's zone once, and is over when there is enough again", async () => {
    await rule({ expected });
    await sinceJanuary();
    // Wednesday 22 April in Berlin ends at 22:00 UTC.
    await addRun({ status: "completed", at: new Date("2026-04-22T21:59:00Z") });
    await addRun({ status: "completed", at: new Date("2026-04-22T22:01:00Z") });
    await look("2026-04-22T22:04:00Z");
    expect(subjects().filter((subject) => String(subject).includes("silent"))).toEqual([
      // Tuesday had nothing at all.
      "Formloom: “Tell” is silent (Contact)",
    ]);
    const before = app.memory.messages.length;
    await look("2026-04-22T22:05:00Z");
    const alert = await app.prisma.alert.findFirstOrThrow({ where: { pipelineId } });
    expect([alert.count, app.memory.messages.length]).toEqual([1, before]);
    await addRun({ status: "completed", at: new Date("2026-04-23T08:00:00Z") });
    await look("2026-04-23T08:01:00Z");
    expect(subjects().at(-1)).toBe("Formloom: “Tell” is not silent any more (Contact)");
    await look("2026-04-23T22:05:00Z");
    expect(app.memory.messages).toHaveLength(before + 1);
  });

  test("leaves weekends in peace, and days on which it was not on yet", async () => {
    await rule({ expected });
    await look("2026-04-23T22:05:00Z");
    expect(app.memory.messages).toEqual([]);
    await sinceJanuary();
    // The night from Saturday to Sunday, and from Sunday to Monday.
    await look("2026-04-25T22:05:00Z");
    await look("2026-04-26T22:05:00Z");
    expect(app.memory.messages).toEqual([]);
    await look("2026-04-27T22:05:00Z");
    expect(subjects()).toEqual(["Formloom: “Tell” is silent (Contact)"]);
  });

  test("counts what was really sent where that is expected", async () => {
    await rule({ expected: { ...expected, what: "sent", atLeast: 1 } });
    await sinceJanuary();
    const at = new Date("2026-04-22T12:00:00Z");
    const caught = await addRun({ status: "completed", at });
    const effects = (state: string) => [
      { name: "send", key: "k", state, generation: 1, at: at.toISOString() },
    ];
    const job = { ordinal: 0, nodeId: "mail", nodeType: "email", status: "completed" } as const;
    await app.prisma.pluginJob.create({
      data: { ...job, runId: caught, effects: effects("caught") },
    });
    await look("2026-04-22T22:05:00Z");
    expect(subjects()).toEqual(["Formloom: “Tell” is silent (Contact)"]);
    const next = new Date("2026-04-23T12:00:00Z");
    const sent = await addRun({ status: "completed", at: next });
    await app.prisma.pluginJob.create({
      data: { ...job, runId: sent, effects: effects("confirmed") },
    });
    await look(next);
    expect(subjects().at(-1)).toBe("Formloom: “Tell” is not silent any more (Contact)");
  });
});

test("a response that comes to nothing in time is told of, but not one that waits on purpose", async () => {
  const now = new Date("2026-04-22T10:00:00Z");
  await rule({ lateMinutes: 10, waitingMinutes: null });
  const at = new Date(now.getTime() - minutes(11));
  const resting = await addRun({ status: "waiting", at });
  const job = { runId: resting, ordinal: 0, nodeId: "wait", nodeType: "delay" } as const;
  const dueAt = new Date(now.getTime() + minutes(60));
  await app.prisma.pluginJob.create({ data: { ...job, status: "pending", dueAt } });
  await look(now);
  expect(subjects()).toEqual([]);
  await look(new Date(now.getTime() + minutes(61)));
  expect(subjects()).toEqual(["Formloom: “Tell” is late (Contact)"]);
});

test("alerts go to those named who may still see the form, and are shown to nobody else", async () => {
  const friend = await app.signUp(admin, "viewer");
  const stranger = await app.signUp(admin, "owner");
  const refused = await rule({ people: [stranger.person.id] });
  expect(refused.status).toBe(422);
  await app.prisma.formShare.create({ data: { formId, userId: friend.person.id } });
  expect((await rule({ people: [friend.person.id] })).body.rule.people).toEqual([friend.person.id]);
  const now = new Date("2026-04-22T10:00:00Z");
  await addRun({ status: "queued", at: new Date(now.getTime() - minutes(90)) });
  await look(now);
  expect(app.memory.messages.map(({ config }) => config["to"])).toEqual([[friend.person.email]]);
  expect((await stranger.get("/api/alerts")).body.items).toEqual([]);
  expect((await friend.get("/api/alerts?state=open")).body.items).toHaveLength(1);
  expect((await friend.get(`/api/pipelines/${pipelineId}/alerts`)).status).toBe(403);
});
