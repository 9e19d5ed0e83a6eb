import { alertChannelSchema, type EngineHealth } from "@formloom/shared/api";
import { leastIdAt } from "@formloom/shared/kernel";
import type { RunStatus } from "@formloom/shared/run";
import type { PrismaClient } from "../db/client.ts";
import { housekeepingKey, housekeepingNoteSchema } from "./housekeeping-note.ts";
import { judgeHealth } from "./judge-health.ts";
import { readProcesses } from "./read-processes.ts";

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
const maxRecent = 20_000;
const maxTables = 8;
const maxUndelivered = 20;
const maxPipelines = 20;

export interface HealthDeps {
  readonly prisma: PrismaClient;
  readonly queue: () => Promise<EngineHealth["queue"]>;
  readonly retentionDays: number;
  readonly mailConfigured: boolean;
}

/** The whole of the Health page, as of now. */
export async function readHealth(deps: HealthDeps): Promise<EngineHealth> {
  const { prisma, retentionDays, mailConfigured } = deps;
  const now = new Date();
  const { sweptAt, ...processes } = await readProcesses(prisma);
  const facts = {
    at: now.toISOString(),
    queue: await deps.queue(),
    unfinished: await readUnfinished(prisma),
    lastHour: await readLastHour(prisma, now),
    waiting: await readWaiting(prisma),
    ...processes,
    database: await readDatabase(prisma),
    upkeep: { retentionDays, housekeeping: await readHousekeeping(prisma), sweptAt },
    alerts: await readAlerts(prisma, now),
    mailConfigured,
  };
  return { ...facts, ...judgeHealth(facts) };
}

type Counts = EngineHealth["unfinished"];
interface CountRow {
  readonly status: RunStatus;
  readonly count: number;
}

const toCounts = (rows: readonly CountRow[]): Counts =>
  Object.fromEntries(rows.map(({ status, count }) => [status, count])) as Counts; // a partial record

/** Served by PluginRun_unfinished. */
async function readUnfinished(prisma: PrismaClient): Promise<Counts> {
  return toCounts(
    await prisma.$queryRaw<CountRow[]>`
      SELECT status, count(*)::int AS count FROM "PluginRun" WHERE "finishedAt" IS NULL GROUP BY status`,
  );
}

/** Served by PluginRun_pkey. */
async function readLastHour(prisma: PrismaClient, now: Date): Promise<Counts> {
  return toCounts(
    await prisma.$queryRaw<CountRow[]>`
      SELECT status, count(*)::int AS count FROM (
        SELECT status FROM "PluginRun" WHERE id >= ${leastIdAt(now.getTime() - hourMs)}::uuid
        ORDER BY id DESC LIMIT ${maxRecent}
      ) recent GROUP BY status`,
  );
}

/** The automations with the most runs that are not over. Served by PluginRun_unfinished. */
async function readWaiting(prisma: PrismaClient): Promise<EngineHealth["waiting"]> {
  const rows = await prisma.$queryRaw<
    (Omit<EngineHealth["waiting"][number], "oldestAt"> & { readonly oldestAt: Date })[]
  >`
    SELECT c.id AS "pipelineId", c.name AS "pipelineName", f.id AS "formId", f.name AS "formName",
      c."pausedAt" IS NOT NULL AS paused, w.runs, w."oldestAt"
    FROM (
      SELECT "pluginConfigId", count(*)::int AS runs, min("createdAt") AS "oldestAt" FROM "PluginRun"
      WHERE "finishedAt" IS NULL GROUP BY 1 ORDER BY 2 DESC LIMIT ${maxPipelines}
    ) w JOIN "PluginConfig" c ON c.id = w."pluginConfigId" JOIN "Form" f ON f.id = c."formId"
    ORDER BY w.runs DESC`;
  return rows.map((row) => ({ ...row, oldestAt: row.oldestAt.toISOString() }));
}

/** Rows are what the database's statistics say. */
async function readDatabase(prisma: PrismaClient): Promise<EngineHealth["database"]> {
  const [size] = await prisma.$queryRaw<{ bytes: number }[]>`
    SELECT pg_database_size(current_database())::float8 AS bytes`;
  const tables = await prisma.$queryRaw<EngineHealth["database"]["tables"]>`
    SELECT relname AS name, pg_total_relation_size(relid)::float8 AS bytes, n_live_tup::float8 AS rows
    FROM pg_stat_user_tables ORDER BY 2 DESC LIMIT ${maxTables}`;
  return { bytes: size?.bytes ?? 0, tables };
}

async function readHousekeeping(
  prisma: PrismaClient,
): Promise<EngineHealth["upkeep"]["housekeeping"]> {
  const setting = await prisma.setting.findUnique({ where: { key: housekeepingKey } });
  const note = housekeepingNoteSchema.safeParse(setting?.value);
  return note.success ? note.data : null;
}

async function readAlerts(prisma: PrismaClient, now: Date): Promise<EngineHealth["alerts"]> {
  const open = await prisma.alert.count({ where: { settledAt: null } });
  const waiting = await prisma.alertMessage.count({ where: { state: "waiting" } });
  const failed = await prisma.alertMessage.findMany({
    where: { state: "failed", createdAt: { gt: new Date(now.getTime() - weekMs) } },
    orderBy: { id: "desc" },
    take: maxUndelivered,
  });
  const people = await prisma.user.findMany({
    where: { id: { in: failed.map(({ userId }) => userId) } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return {
    open,
    waiting,
    undelivered: failed.map(({ id, userId, channel, createdAt, problem }) => ({
      id,
      person: names.get(userId) ?? "Somebody who left",
      channel: alertChannelSchema.parse(channel),
      at: createdAt.toISOString(),
      problem: problem ?? "",
    })),
  };
}
