import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  failureGroupSchema,
  pageOf,
  taskDetailSchema,
  taskSchema,
  type FailureGroupView,
} from "@formloom/shared/api";
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

const failed = 120;
const patienceMs = 150_000;
const dataDir = mkdtempSync(join(tmpdir(), "formloom-replays-"));
let database: OwnDatabase;
let prisma: PrismaClient;
/** Stands before the step that fails: it is not to be asked again. */
let first: Sink;
let second: Sink;
let server: SpawnedServer | undefined;
let token = "";

beforeAll(async () => {
  [database, first, second] = await Promise.all([
    startOwnDatabase(join(dataDir, "database")),
    startSink(),
    startSink(),
  ]);
  prisma = createPrisma(database.connectionString);
  server = await start();
  ({ token } = await setUpAdmin(server.url));
}, 200_000);
afterAll(async () => {
  await server?.stop();
  await Promise.all([first.close(), second.close(), prisma.$disconnect()]);
  await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = () =>
  spawnServer(
    {
      DATABASE_URL: database.connectionString,
      FORMLOOM_DATA_DIR: join(dataDir, "data"),
      FORMLOOM_EGRESS_ALLOW: "127.0.0.1",
      FORMLOOM_SUBMIT_RATE: "off",
    },
    { readyWithinMs: 150_000 },
  );

const api = (): SpawnedApi => createClient(server?.url ?? "", token);

const hook = (id: string, url: string) => ({
  id,
  type: "webhook",
  config: { url, body: { mode: "custom", json: { n: "{{ answers.n }}" } } },
});
const graph = () => ({
  nodes: [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    hook("one", first.url),
    hook("two", second.url),
  ],
  edges: [
    { id: "e1", source: "trigger", target: "one" },
    { id: "e2", source: "one", target: "two" },
  ],
});

/** Keys that a sink got, by the answer that came with them. */
function deliveries(sink: Sink): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  for (const { headers, body } of sink.hits) {
    const { n } = z.object({ n: z.number() }).parse(JSON.parse(body));
    const key = z.string().parse(headers["webhook-id"]);
    found.set(n, (found.get(n) ?? new Set()).add(key));
  }
  return found;
}

/** The one cause, once it holds so many runs. */
const cause = async (formId: string, open: number): Promise<FailureGroupView> => {
  const path = `/api/failures?formId=${formId}`;
  const { items } = await until(
    () => api().call(pageOf(failureGroupSchema), "GET", path),
    (page) => page.items.length === 1 && page.items[0]?.open === open,
    patienceMs,
  );
  const [group] = items;
  if (group === undefined) throw new Error("no cause");
  return group;
};

const restart = async (): Promise<void> => {
  server?.kill("SIGKILL");
  await server?.exited;
  server = await start();
};

describe("the replay of a group of 120", () => {
  test(
    "replays each run once, over a kill while it notes and two while it replays",
    {
      timeout: 600_000,
    },
    async () => {
      second.replies = [{ status: 404 }];
      const fields = [{ id: "n", kind: "number", label: "N" }];
      const { formId } = await publishPipeline(api(), { name: "Contact", fields }, graph());
      for (let n = 0; n < failed; n += 1) {
        const path = `/api/forms/${formId}/responses`;
        await api().call(z.unknown(), "POST", path, { data: { n } });
      }
      await restart();
      const { fingerprint } = await cause(formId, failed);
      second.hits.length = 0;
      second.replies = [{ status: 200 }];
      const { task } = await api().call(
        z.object({ task: taskSchema }),
        "POST",
        `/api/failures/${fingerprint}/replay`,
        { perMinute: 600 },
      );
      const read = () => api().call(taskDetailSchema, "GET", `/api/tasks/${task.id}`);
      for (const least of [20, 60]) {
        await until(read, ({ done }) => done >= least, patienceMs);
        expect((await read()).done).toBeLessThan(failed);
        await restart();
      }
      const ended = await until(read, ({ finishedAt }) => finishedAt !== null, patienceMs);
      expect(ended).toMatchObject({
        status: "completed",
        done: failed,
        total: failed,
        summary: { made: failed, completed: failed, failed: 0, refused: 0 },
      });
      const replays = await prisma.pluginRun.groupBy({
        by: ["replayOf"],
        where: { formId, replayOf: { not: null } },
        _count: true,
      });
      expect(replays).toHaveLength(failed);
      expect(replays.every(({ _count }) => _count === 1)).toBe(true);
      // Whoever is killed while it sends sends again, under the same key; never under another.
      for (const sink of [first, second]) {
        const got = deliveries(sink);
        expect(got.size).toBe(failed);
        expect([...got.values()].filter((keys) => keys.size > 1)).toEqual([]);
      }
      const settled = await until(
        () => api().call(failureGroupSchema, "GET", `/api/failures/${fingerprint}`),
        ({ open }) => open === 0,
        patienceMs,
      );
      expect(settled.settled.replayed).toBe(failed);
    },
  );
});
