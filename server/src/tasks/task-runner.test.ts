import { newId } from "@formloom/shared/kernel";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { createPrisma, type PrismaClient } from "../db/client.ts";
import { TaskRunner } from "./task-runner.ts";
import { claimTask } from "./task-store.ts";
import type { TaskWork, TaskWorks } from "./task-work.ts";

let database: TestDatabase;
let prisma: PrismaClient;
const runners: TaskRunner[] = [];
let letGo: () => void = () => {};

beforeAll(async () => {
  database = await testDatabase();
  prisma = createPrisma(database.connectionString);
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.drop();
});
afterEach(async () => {
  letGo();
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
  await prisma.task.deleteMany();
});

function start(works: TaskWorks): TaskRunner {
  const runner = new TaskRunner({ prisma, works, logger: pino({ level: "silent" }) });
  runners.push(runner);
  return runner;
}

async function make(kind: "dry-run" | "backfill" | "replay", facts: object = {}): Promise<string> {
  const id = newId();
  const [formId, createdById] = [newId(), newId()];
  await prisma.task.create({
    data: { id, kind, total: 3, input: {}, formId, createdById, ...facts },
  });
  return id;
}

const task = (id: string) => prisma.task.findUniqueOrThrow({ where: { id } });
const ended = async (id: string): Promise<string> => {
  await expect.poll(async () => (await task(id)).finishedAt, patience).not.toBeNull();
  return (await task(id)).status;
};
const patience = { timeout: 60_000 };
const one = (facts: object = {}) => ({ advanced: 1, items: [], summary: {}, ...facts });

describe("the worker on tasks", { timeout: 120_000 }, () => {
  test("does a short task while others have long pieces", async () => {
    const { promise: held, resolve } = Promise.withResolvers<null>();
    letGo = () => resolve(null);
    const long: TaskWork = () => held.then(() => one({ advanced: 3 }));
    const ids = await Promise.all([make("backfill"), make("backfill"), make("replay")]);
    const runner = start({ backfill: long, replay: long, "dry-run": () => Promise.resolve(one()) });
    const running = () => prisma.task.count({ where: { status: "running" } });
    await expect.poll(running, patience).toBe(3);
    const short = await make("dry-run");
    runner.wake();
    expect(await ended(short)).toBe("completed");
    expect((await task(ids[0])).status).toBe("running");
    letGo();
    expect(await Promise.all(ids.map(ended))).toEqual(["completed", "completed", "completed"]);
  });

  test("lets a task that goes on later hold no place, and keeps its rate over pause and restart", async () => {
    const beganMs: number[] = [];
    const paced: TaskWork = () => {
      beganMs.push(Date.now());
      return Promise.resolve(one({ goOnInMs: 400 }));
    };
    // More of them than there are places.
    const ids = await Promise.all(Array.from({ length: 6 }, () => make("backfill", { total: 1 })));
    start({ backfill: paced });
    await expect.poll(() => beganMs.length, patience).toBeGreaterThanOrEqual(6);
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
    await prisma.task.deleteMany({ where: { id: { in: ids.slice(1) } } });
    const [id = ""] = ids;
    const due = new Date(Date.now() + 3_000);
    await prisma.task.update({ where: { id }, data: { status: "paused", dueAt: due } });
    await prisma.task.update({ where: { id }, data: { status: "queued" } });
    expect(await claimTask(prisma, ["backfill"])).toBeNull();
    beganMs.length = 0;
    start({ backfill: paced });
    await expect.poll(() => beganMs.length, patience).toBeGreaterThan(0);
    expect(beganMs[0]).toBeGreaterThanOrEqual(due.getTime());
  });

  test("goes on after the last piece where a piece says so, and ends when none does", async () => {
    const id = await make("replay", { total: 1 });
    let looks = 0;
    const watching: TaskWork = ({ done }) => {
      looks += 1;
      if (done === 0) return Promise.resolve(one({ goOnInMs: 5 }));
      return Promise.resolve(one({ advanced: 0, ...(looks < 4 ? { goOnInMs: 5 } : {}) }));
    };
    start({ replay: watching });
    expect(await ended(id)).toBe("completed");
    expect(looks).toBe(4);
  });

  test("writes with the progress or not at all", async () => {
    const id = await make("backfill", { total: 2 });
    const auditOf = () => prisma.auditEntry.count({ where: { subjectId: id } });
    const { promise: paused, resolve } = Promise.withResolvers<null>();
    letGo = () => resolve(null);
    const told: number[] = [];
    const writing: TaskWork = async ({ done }) => {
      if (done === 1) await paused;
      return one({
        write: (tx: typeof prisma) =>
          tx.auditEntry.create({
            data: { id: newId(), action: "test", subjectType: "task", subjectId: id, detail: {} },
          }),
        written: () => told.push(done),
      });
    };
    start({ backfill: writing });
    await expect.poll(async () => (await task(id)).done, patience).toBe(1);
    await prisma.task.update({ where: { id }, data: { status: "paused" } });
    letGo();
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
    expect([await auditOf(), told, (await task(id)).done]).toEqual([1, [0], 1]);
    await prisma.task.update({ where: { id }, data: { status: "queued" } });
    start({ backfill: writing });
    expect(await ended(id)).toBe("completed");
    expect([await auditOf(), told]).toEqual([2, [0, 1]]);
  });

  test("leaves alone what it does not know, and ends what does not come forward", async () => {
    const [strange, stuck] = await Promise.all([make("replay"), make("backfill")]);
    start({ backfill: () => Promise.resolve(one({ advanced: 0 })) });
    expect(await ended(stuck)).toBe("failed");
    expect((await task(strange)).status).toBe("queued");
  });
});
