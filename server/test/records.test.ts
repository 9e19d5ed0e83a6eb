import { newId } from "@formloom/shared/kernel";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineRoutes } from "../src/engine-routes.ts";
import { createBus } from "../src/pipeline/bus/bus.ts";
import { maxLooked } from "../src/runs/find-runs.ts";
import { boundsOf } from "../src/runs/run-outcomes.ts";
import { tallyRuns } from "../src/runs/tally-runs.ts";
import { indexResponses } from "../src/search/index-responses.ts";
import { asJson } from "../src/db/client.ts";
import { planOf, planStep } from "./support/pipeline.ts";
import { idleUpkeep, startTestApp, type TestApp } from "./support/app.ts";
import type { ApiClient } from "./support/http-client.ts";
import { idAt, writeMadeRuns, type MadeRun } from "./support/make-runs.ts";

let app: TestApp;
let admin: ApiClient;
let stranger: ApiClient;
const hour = 3_600_000;
const start = Date.UTC(2026, 2, 1);

beforeAll(async () => {
  app = await startTestApp({
    routes: (tools) =>
      engineRoutes({ ...tools, bus: createBus(), tasks: { wake: () => {} }, upkeep: idleUpkeep }),
  });
  admin = await app.setUp();
  stranger = await app.signUp(admin, "owner");
});
afterAll(() => app.stop());

interface Place {
  readonly formId: string;
  readonly pipelineId: string;
  /** Ids of versions 1 and 2, whose steps are a, b and b, c. */
  readonly versions: readonly string[];
}

async function makePlace(client: ApiClient): Promise<Place> {
  const fields = [{ id: "name", kind: "text", label: "Name" }];
  const form = await client.post("/api/forms", { name: `Form ${newId()}`, fields });
  const formId: string = form.body.id;
  const pipeline = await client.post(`/api/forms/${formId}/pipelines`, { name: "Tell" });
  const pipelineId: string = pipeline.body.id;
  const versions = [newId(), newId()];
  const steps = [
    ["a", "b"],
    ["b", "c"],
  ];
  await app.prisma.pluginConfigVersion.createMany({
    data: versions.map((id, at) => ({
      id,
      pluginConfigId: pipelineId,
      number: at + 1,
      graph: { nodes: [], edges: [] },
      plan: asJson(planOf(steps[at]?.map((nodeId) => planStep({ nodeId, type: "email" })) ?? [])),
      fields: [],
      sentence: "",
      publishedById: client.person.id,
    })),
  });
  return { formId, pipelineId, versions };
}

const runOf = (place: Place, at: number, rest: Partial<MadeRun> = {}): MadeRun => ({
  id: idAt(start + at),
  pipelineId: place.pipelineId,
  versionId: place.versions[0] ?? "",
  formId: place.formId,
  responseId: null,
  eventType: "form.submitted",
  status: "completed",
  finishedAt: new Date(start + at + 1_000),
  ...rest,
});

/** Follows the cursors to the end. */
async function listAll(
  client: ApiClient,
  query: string,
): Promise<{ ids: string[]; calls: number }> {
  const ids: string[] = [];
  let calls = 0;
  for (let cursor: string | null = ""; cursor !== null; calls += 1) {
    const answer = await client.get(
      `/api/runs?${query}${cursor === "" ? "" : `&cursor=${cursor}`}`,
    );
    if (answer.status !== 200) throw new Error(answer.text);
    ids.push(...answer.body.items.map((run: { id: string }) => run.id));
    cursor = answer.body.nextCursor;
    expect(answer.body.lookedBackTo === null).toBe(cursor === null);
  }
  return { ids, calls };
}

function narrowing(
  place: Place | undefined,
  by: "formId" | "pipelineId" | "nodeId",
): Record<string, string> {
  if (place === undefined) return {};
  const { formId, pipelineId } = place;
  return by === "formId" ? { formId } : { pipelineId, ...(by === "nodeId" ? { nodeId: "b" } : {}) };
}

describe("the list of runs", () => {
  it("finds what a filter that looks at every run finds, page by page, whatever the filter", async () => {
    const places = [await makePlace(admin), await makePlace(admin), await makePlace(stranger)];
    const statuses = [
      "completed",
      "failed",
      "cancelled",
      "needs_attention",
      "waiting",
      "running",
    ] as const;
    const events = ["form.submitted", "response.edited"];
    const runs = Array.from({ length: 400 }, (_, at) => {
      const place = places[at % 3] ?? places[0];
      if (place === undefined) throw new Error("no place");
      const status = statuses[(at * 7) % 6] ?? "completed";
      return runOf(place, at * hour, {
        status,
        eventType: events[at % 2] ?? "",
        versionId: place.versions[at % 5 === 0 ? 1 : 0] ?? "",
        finishedAt: ["waiting", "running"].includes(status) ? null : new Date(start + at * hour),
      });
    });
    await writeMadeRuns(app.prisma, runs);
    // Step b, of both versions at another place, began in every third run.
    await app.prisma.pluginJob.createMany({
      data: runs.map((run, at) => ({
        runId: run.id,
        ordinal: places.some(({ versions }) => versions[1] === run.versionId) ? 0 : 1,
        nodeId: "b",
        nodeType: "email",
        status: at % 3 === 0 ? ("failed" as const) : ("skipped" as const),
      })),
    });
    const filters = fc.record(
      {
        place: fc.constantFrom(0, 1, 2),
        narrow: fc.constantFrom("formId", "pipelineId", "nodeId"),
        status: fc.constantFrom(...statuses),
        event: fc.constantFrom(...events),
        version: fc.constantFrom(1, 2, 3),
        from: fc.integer({ min: 0, max: 400 }),
        to: fc.integer({ min: 0, max: 400 }),
        limit: fc.constantFrom(3, 50),
        mine: fc.boolean(),
      },
      { requiredKeys: ["limit", "mine", "narrow"] },
    );
    await fc.assert(
      fc.asyncProperty(filters, async (f) => {
        const place = f.place === undefined ? undefined : places[f.place];
        const query = new URLSearchParams({
          limit: String(f.limit),
          ...narrowing(place, f.narrow),
        });
        const fits: ((run: MadeRun, at: number) => boolean)[] = [
          (run) => !f.mine || run.formId === places[2]?.formId,
          (run) => place === undefined || run.formId === place.formId,
          (_run, at) => place === undefined || f.narrow !== "nodeId" || at % 3 === 0,
        ];
        const narrow = (
          key: string,
          value: string | number | undefined,
          fit: (run: MadeRun, at: number) => boolean,
        ) => {
          if (value === undefined) return;
          query.set(key, String(value));
          fits.push(fit);
        };
        const timeOf = (at: number | undefined) =>
          at === undefined ? undefined : new Date(start + at * hour).toISOString();
        narrow("status", f.status, (run) => run.status === f.status);
        narrow("event", f.event, (run) => run.eventType === f.event);
        narrow("version", f.version, (run) =>
          places.some(({ versions }) => versions[(f.version ?? 0) - 1] === run.versionId),
        );
        narrow("from", timeOf(f.from), (_run, at) => at >= (f.from ?? 0));
        narrow("to", timeOf(f.to), (_run, at) => at < (f.to ?? 0));
        const expected = runs.filter((run, at) => fits.every((fit) => fit(run, at)));
        const { ids } = await listAll(f.mine ? stranger : admin, query.toString());
        expect(ids).toEqual(expected.map(({ id }) => id).toReversed());
      }),
      { numRuns: 60 },
    );
  });

  it("looks at so many runs a call, says how far back, and goes on from there", async () => {
    const place = await makePlace(admin);
    const count = maxLooked + 5_000;
    await app.prisma.$executeRaw`
      INSERT INTO "PluginRun" (id, "pluginConfigId", "versionId", "formId", "eventId", "eventType", status, "rootRunId", "finishedAt")
      SELECT id, ${place.pipelineId}::uuid, ${place.versions[0]}::uuid, ${place.formId}::uuid, gen_random_uuid(),
        CASE WHEN n = 1 THEN 'response.edited' ELSE 'form.submitted' END, 'completed', id, now()
      FROM (
        SELECT n, (left(lpad(to_hex(${start}::int8 + n * 1000), 12, '0'), 8) || '-' || right(to_hex(${start}::int8 + n * 1000), 4)
          || '-7000-8000-' || lpad(n::text, 12, '0'))::uuid AS id
        FROM generate_series(1, ${count}) n
      ) x`;
    const path = `formId=${place.formId}&event=response.edited`;
    const first = await admin.get(`/api/runs?${path}`);
    expect(first.body.items).toEqual([]);
    const looked = start + (count - maxLooked) * 1_000;
    expect(Date.parse(first.body.lookedBackTo)).toBeGreaterThan(looked - 60_000);
    expect(Date.parse(first.body.lookedBackTo)).toBeLessThan(looked + 60_000);
    const all = await listAll(admin, path);
    expect(all).toMatchObject({ calls: 2 });
    expect(all.ids).toHaveLength(1);
    const ends = await listAll(admin, `formId=${place.formId}&event=form.updated`);
    expect(ends).toEqual({ ids: [], calls: 2 });
  });

  it("refuses a step without its automation, and shows nobody else's runs", async () => {
    const refused = await admin.get("/api/runs?nodeId=a");
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0].code).toBe("node_without_pipeline");
    const place = await makePlace(stranger);
    await writeMadeRuns(app.prisma, [runOf(place, 0)]);
    const viewer = await app.signUp(admin, "viewer");
    const path = `pipelineId=${place.pipelineId}`;
    expect((await listAll(viewer, path)).ids).toEqual([]);
    expect((await listAll(stranger, path)).ids).toHaveLength(1);
  });
});

describe("runs by what was answered", () => {
  it("are found by beginnings of words, before and after the words are on record, edits and deletions included", async () => {
    const place = await makePlace(admin);
    const answer = async (name: string): Promise<string> => {
      const made = await admin.post(`/api/forms/${place.formId}/responses`, { data: { name } });
      const responseId: string = made.body.id;
      await writeMadeRuns(app.prisma, [runOf(place, 0, { id: newId(), responseId })]);
      return responseId;
    };
    const found = async (q: string): Promise<string[]> => {
      const query = new URLSearchParams({ formId: place.formId, q });
      const answer = await admin.get(`/api/runs?${query.toString()}`);
      return answer.body.items.map((run: { respondent: string }) => run.respondent);
    };
    const jurgen = await answer("Jürgen Groß");
    await answer("Jurgita Żak");
    expect(await found("JÜR")).toEqual(["Jurgita Żak", "Jürgen Groß"]);
    while ((await indexResponses(app.prisma)) > 0);
    await answer("Jürg Zwei");
    expect(await found("jurg")).toEqual(["Jürg Zwei", "Jurgita Żak", "Jürgen Groß"]);
    expect(await found("zak jurg")).toEqual(["Jurgita Żak"]);
    expect(await found("rgen")).toEqual([]);
    while ((await indexResponses(app.prisma, { thorough: true })) > 0);
    expect(await app.prisma.responseText.count({ where: { formId: place.formId } })).toBe(3);

    const path = `/api/forms/${place.formId}/responses/${jurgen}`;
    expect((await admin.patch(path, { data: { name: "Hedy Lamarr" } })).status).toBe(200);
    expect(await found("gross")).toEqual([]);
    expect(await found("hed lam")).toEqual(["Hedy Lamarr"]);
    expect((await admin.delete(path)).status).toBe(204);
    expect(await found("hedy")).toEqual([]);
    expect(await app.prisma.responseText.count({ where: { responseId: jurgen } })).toBe(0);
  });
});

describe("what became of runs", () => {
  it("is counted by local hours and days, and follows a run that ends later; tests are left out", async () => {
    const place = await makePlace(admin);
    // 22:30 in Kathmandu, three quarters of an hour off, is the day before 01:00 there.
    const late = Date.UTC(2026, 2, 3, 16, 45);
    const made = (ms: number, rest: Partial<MadeRun> = {}) =>
      runOf(place, 0, { id: idAt(ms), ...rest });
    const waiting = made(late, { status: "waiting", finishedAt: null });
    const test = made(late);
    await writeMadeRuns(app.prisma, [
      waiting,
      test,
      made(late, { status: "failed" }),
      made(late + 2.5 * hour),
      made(late + 2.5 * hour, { eventType: "response.edited" }),
    ]);
    await app.prisma.pluginRun.update({ where: { id: test.id }, data: { isTest: true } });
    while (await tallyRuns(app.prisma));
    const read = async (query: string) => {
      const range = "from=2026-03-03T00:00:00Z&to=2026-03-05T00:00:00Z";
      const path = `/api/runs/outcomes?pipelineId=${place.pipelineId}&${range}&${query}`;
      const { body } = await admin.get(path);
      return body.items.filter((item: object) => Object.values(item).some((n) => Number(n) > 0));
    };
    const none = { completed: 0, filtered: 0, failed: 0, cancelled: 0, needsAttention: 0 };
    const days = "by=day&timeZone=Asia/Kathmandu";
    expect(await read(days)).toEqual([
      { ...none, at: "2026-03-02T18:15:00.000Z", failed: 1, underWay: 1 },
      { ...none, at: "2026-03-03T18:15:00.000Z", completed: 2, underWay: 0 },
    ]);
    expect(await read("by=hour&event=response.edited&version=1")).toEqual([
      { ...none, at: "2026-03-03T19:00:00.000Z", completed: 1, underWay: 0 },
    ]);
    const data = { status: "completed" as const, outcome: "filtered", finishedAt: new Date() };
    await app.prisma.pluginRun.update({ where: { id: waiting.id }, data: { status: "running" } });
    await app.prisma.pluginRun.update({ where: { id: waiting.id }, data });
    while (await tallyRuns(app.prisma));
    expect(await read(days)).toMatchObject([{ filtered: 1, failed: 1, underWay: 0 }, {}]);
  });

  it("has as many hours or days as are asked for, over the change of clocks, and no more than 400", () => {
    const range = { timeZone: "Europe/Berlin", from: undefined, to: "2026-04-01T12:00:00Z" };
    const days = boundsOf({ ...range, by: "day" }, 0);
    expect(days).toHaveLength(31);
    expect(new Date(days.at(-1) ?? 0).toISOString()).toBe("2026-04-01T22:00:00.000Z");
    expect(new Set(days.map((ms) => (ms / hour) % 24))).toEqual(new Set([22, 23]));
    expect(boundsOf({ ...range, by: "hour" }, 0)).toHaveLength(49);
    const long = { ...range, by: "hour" as const, from: "2026-01-01T00:00:00Z" };
    expect(() => boundsOf(long, 0)).toThrow("cannot be accepted");
  });
});

describe("tables for spreadsheets", () => {
  it("hold what the lists hold, and no formula of anybody's", async () => {
    const place = await makePlace(admin);
    const send = (name: string) =>
      admin.post(`/api/forms/${place.formId}/responses`, { data: { name } });
    const responseId: string = (await send('=HYPERLINK("http://evil.test")')).body.id;
    await send("Plain, Jane");
    await writeMadeRuns(app.prisma, [runOf(place, 0, { responseId }), runOf(place, 1)]);
    const runs = await admin.get(`/api/runs/export?formId=${place.formId}`);
    expect(runs.headers["content-type"]).toBe("text/csv; charset=utf-8");
    const lines = runs.text.split("\r\n");
    expect(lines[0]).toMatch(/^\u{feff}Run,Made,/u);
    expect(lines).toHaveLength(4);
    expect(lines[2]).toContain(`,"'=HYPERLINK(""http://evil.test"")",${responseId}`);
    const responses = await admin.get(`/api/forms/${place.formId}/responses/export`);
    expect(responses.text.split("\r\n").map((line) => line.split(",").slice(3).join())).toEqual([
      "Name",
      '"Plain, Jane"',
      `"'=HYPERLINK(""http://evil.test"")"`,
      "",
    ]);
    const found = await admin.get(`/api/forms/${place.formId}/responses/export?q=jan`);
    expect(found.text.trim().split("\r\n")).toHaveLength(2);
    expect((await stranger.get(`/api/forms/${place.formId}/responses/export`)).status).toBe(404);
  });
});
