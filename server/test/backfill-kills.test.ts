import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { taskDetailSchema, taskSchema } from "@formloom/shared/api";
import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createPrisma, type PrismaClient } from "../src/db/client.ts";
import { startOwnDatabase, type OwnDatabase } from "./crash/own-database.ts";
import { startSink, until, type Sink } from "./support/pipeline.ts";
import { spawnServer, type SpawnedServer } from "./support/spawn-server.ts";
import {
  createClient,
  publishPipeline,
  setUpAdmin,
  type SpawnedApi,
} from "./support/spawned-api.ts";

const responses = 1_000;
const patienceMs = 200_000;
const dataDir = mkdtempSync(join(tmpdir(), "formloom-backfill-"));
/** A durable one, which the product insists on; it outlives the kills. */
let database: OwnDatabase;
let prisma: PrismaClient;
let sink: Sink;
let server: SpawnedServer | undefined;
let token = "";

beforeAll(async () => {
  [database, sink] = await Promise.all([startOwnDatabase(join(dataDir, "database")), startSink()]);
  prisma = createPrisma(database.connectionString);
  server = await start();
  ({ token } = await setUpAdmin(server.url));
}, 200_000);
afterAll(async () => {
  await server?.stop();
  await sink.close();
  await prisma.$disconnect();
  await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = () =>
  spawnServer(
    {
      DATABASE_URL: database.connectionString,
      FORMLOOM_DATA_DIR: join(dataDir, "data"),
      FORMLOOM_EGRESS_ALLOW: `127.0.0.1:${new URL(sink.url).port}`,
    },
    { readyWithinMs: 150_000 },
  );

const api = (): SpawnedApi => createClient(server?.url ?? "", token);

const graph = () => ({
  nodes: [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    {
      id: "hook",
      type: "webhook",
      config: { url: sink.url, body: { mode: "custom", json: { n: "{{ answers.n }}" } } },
    },
  ],
  edges: [{ id: "e", source: "trigger", target: "hook" }],
});

/** Keys that the sink got, by the answer that came with them. */
function deliveries(): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  for (const { headers, body } of sink.hits) {
    const { n } = z.object({ n: z.number() }).parse(JSON.parse(body));
    const key = z.string().parse(headers["webhook-id"]);
    found.set(n, (found.get(n) ?? new Set()).add(key));
  }
  return found;
}

describe("a backfill over 1,000 responses", () => {
  test("does each once, over two kills and a pause", { timeout: 700_000 }, async () => {
    const fields = [{ id: "n", kind: "number", label: "N" }];
    const { formId, pipelineId } = await publishPipeline(api(), { name: "Past", fields }, graph());
    await prisma.formResponse.createMany({
      data: Array.from({ length: responses }, (_, n) => ({ id: newId(), formId, answers: { n } })),
    });
    const path = `/api/pipelines/${pipelineId}/backfill`;
    const { id } = await api().call(taskSchema, "POST", path, { perMinute: 3_000 });
    const read = () => api().call(taskDetailSchema, "GET", `/api/tasks/${id}`);
    const reached = (least: number) => until(read, ({ done }) => done >= least, patienceMs);
    const restart = async (): Promise<void> => {
      server?.kill("SIGKILL");
      await server?.exited;
      server = await start();
    };

    await reached(200);
    await restart();
    await reached(400);
    await api().call(taskSchema, "POST", `/api/tasks/${id}/pause`);
    const rested = await read();
    // Longer than the pieces at hand take: what is paused makes no runs.
    const before = await prisma.pluginRun.count({ where: { formId } });
    await until(
      () => prisma.pluginRun.count({ where: { formId, finishedAt: null } }),
      (open) => open === 0,
      patienceMs,
    );
    expect(await prisma.pluginRun.count({ where: { formId } })).toBe(before);
    expect((await read()).done).toBe(rested.done);
    expect(rested.done).toBeLessThan(responses);
    await api().call(taskSchema, "POST", `/api/tasks/${id}/resume`);
    await reached(600);
    await restart();
    const ended = await until(read, ({ finishedAt }) => finishedAt !== null, patienceMs);

    expect(ended).toMatchObject({ status: "completed", done: responses, total: responses });
    await until(
      () => prisma.pluginRun.count({ where: { formId, finishedAt: null } }),
      (open) => open === 0,
      patienceMs,
    );
    const runs = await prisma.pluginRun.groupBy({
      by: ["responseId"],
      where: { formId },
      _count: true,
    });
    expect(runs.length).toBe(responses);
    expect(runs.every(({ _count }) => _count === 1)).toBe(true);
    const got = deliveries();
    expect(got.size).toBe(responses);
    // Whoever is killed while it sends sends again, under the same key; never under another.
    expect([...got.values()].filter((keys) => keys.size > 1)).toEqual([]);
    expect(await read()).toMatchObject({ summary: { made: responses, completed: responses } });

    // Another one finds that all is done.
    const again = await api().call(taskSchema, "POST", path, { perMinute: 6_000 });
    const idle = await until(
      () => api().call(taskDetailSchema, "GET", `/api/tasks/${again.id}`),
      ({ finishedAt }) => finishedAt !== null,
      patienceMs,
    );
    expect(idle).toMatchObject({ summary: { made: 0, skippedAsDone: responses } });
  });
});
