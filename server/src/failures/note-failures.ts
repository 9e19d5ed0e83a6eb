import { newId } from "@formloom/shared/kernel";
import type { PrismaClient, TransactionClient } from "../db/client.ts";
import { failPoint } from "../fail-point.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { readStoppedSteps, type StoppedStep } from "./read-failed-steps.ts";

/** Runs that are noted in one commit. */
export const noteBatch = 200;
/** Key of the lock under which one process at a time notes. */
const lockKey = 7_020_611;

interface EndedRun {
  readonly id: string;
  readonly formId: string;
  readonly pipelineId: string;
  readonly responseId: string | null;
  readonly rootRunId: string;
}

/**
 * Puts the next runs that failed, or need attention, into the failures inbox, and settles there what replays
 * completed or stand in for. All of a batch is one commit with the marks on the runs, so that a crash loses
 * and repeats nothing. Of several processes one does it at a time, which is what keeps a run and its replay
 * in order. Returns how many runs it noted; 0 also where another process is at it. Served by PluginRun_to_note.
 */
export async function noteFailures(prisma: PrismaClient): Promise<number> {
  return prisma.$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<{ free: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(${lockKey}) AS free`;
    if (lock?.free !== true) return 0;
    const runs = await takeRuns(tx);
    await settleResolved(tx);
    if (runs.length === 0) return 0;
    const ids = runs.map(({ id }) => id);
    await writeSteps(tx, runs, await readStoppedSteps(tx, ids));
    await settleByReplays(tx, [...new Set(runs.map(({ rootRunId }) => rootRunId))]);
    await tx.$executeRaw`UPDATE "PluginRun" SET noted = true WHERE id = ANY(${ids}::uuid[])`;
    failPoint("noting");
    return runs.length;
  });
}

/** What is being replayed at this moment is locked, and comes next time. */
function takeRuns(tx: TransactionClient): Promise<EndedRun[]> {
  return tx.$queryRaw<EndedRun[]>`
    SELECT id, "formId", "pluginConfigId" AS "pipelineId", "responseId", "rootRunId" FROM "PluginRun"
    WHERE NOT noted AND NOT "isTest" AND (status = 'failed' OR status = 'needs_attention'
      OR (status = 'completed' AND "replayOf" IS NOT NULL))
    ORDER BY id LIMIT ${noteBatch} FOR UPDATE SKIP LOCKED`;
}

interface NotedStep extends StoppedStep {
  readonly run: EndedRun;
  readonly service: string | null;
  readonly fingerprint: string;
}

async function writeSteps(
  tx: TransactionClient,
  runs: readonly EndedRun[],
  stopped: readonly StoppedStep[],
): Promise<void> {
  if (stopped.length === 0) return;
  const hosts = await readHosts(tx, stopped);
  const byId = new Map(runs.map((run) => [run.id, run]));
  const steps = stopped.flatMap((step): NotedStep[] => {
    const run = byId.get(step.runId);
    if (run === undefined) return [];
    const service =
      (step.connectionId === null ? null : hosts.get(step.connectionId)) ?? hostOf(step.url);
    const { nodeId, nodeType, unknown, connectionId, error } = step;
    const cause = { pipelineId: run.pipelineId, nodeId, nodeType, code: error.code, unknown };
    const fingerprint = fingerprintOf({ ...cause, service: connectionId ?? service });
    return [{ ...step, run, service, fingerprint }];
  });
  await writeGroups(tx, steps);
  await tx.$executeRaw`
    INSERT INTO "FailedStep" AS f (id, fingerprint, "runId", ordinal, "rootRunId", "formId", "pipelineId",
      "responseId", "nodeId", "unknown", message, "failedAt")
    SELECT * FROM unnest(${steps.map(() => newId())}::uuid[], ${steps.map((step) => step.fingerprint)}::uuid[],
      ${steps.map(({ runId }) => runId)}::uuid[], ${steps.map(({ ordinal }) => ordinal)}::int2[],
      ${steps.map(({ run }) => run.rootRunId)}::uuid[], ${steps.map(({ run }) => run.formId)}::uuid[],
      ${steps.map(({ run }) => run.pipelineId)}::uuid[], ${steps.map(({ run }) => run.responseId)}::uuid[],
      ${steps.map(({ nodeId }) => nodeId)}::text[], ${steps.map(({ unknown }) => unknown)}::bool[],
      ${steps.map(({ error }) => error.message)}::text[], ${steps.map(({ failedAt }) => failedAt)}::timestamptz[])
    ON CONFLICT ("runId", ordinal) DO UPDATE SET id = EXCLUDED.id, fingerprint = EXCLUDED.fingerprint,
      "unknown" = EXCLUDED."unknown", message = EXCLUDED.message, "failedAt" = EXCLUDED."failedAt", "notedAt" = now(),
      "settledAt" = NULL, "settledHow" = NULL, "settledByRunId" = NULL, "settledById" = NULL, "dismissalId" = NULL`;
}

/** One row a cause, which says what the newest failure says. */
async function writeGroups(tx: TransactionClient, steps: readonly NotedStep[]): Promise<void> {
  for (const same of Map.groupBy(steps, (step) => step.fingerprint).values()) {
    const [first, newest] = firstAndNewest(same);
    if (first === undefined || newest === undefined) continue;
    const { error, service, connectionId, stepName } = newest;
    const said = {
      stepName,
      service,
      connectionId,
      who: error.who,
      message: error.message,
      hint: error.hint ?? null,
    };
    const { fingerprint, run, nodeId, nodeType, unknown } = newest;
    await tx.failureGroup.upsert({
      where: { fingerprint },
      create: {
        fingerprint,
        formId: run.formId,
        pipelineId: run.pipelineId,
        nodeId,
        nodeType,
        code: error.code,
        unknown,
        ...said,
        firstSeenAt: first.failedAt,
        lastSeenAt: newest.failedAt,
      },
      update: { ...said, lastSeenAt: newest.failedAt },
    });
  }
}

function firstAndNewest(steps: readonly NotedStep[]): (NotedStep | undefined)[] {
  const sorted = steps.toSorted((a, b) => a.failedAt.getTime() - b.failedAt.getTime());
  return [sorted[0], sorted.at(-1)];
}

async function readHosts(
  tx: TransactionClient,
  steps: readonly StoppedStep[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(steps.flatMap(({ connectionId }) => connectionId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await tx.connection.findMany({
    where: { id: { in: ids } },
    select: { id: true, host: true },
  });
  return new Map(rows.map(({ id, host }) => [id, hostOf(host) ?? host]));
}

/** The host of an address, with its port where that is not the usual one; null: it is none. */
function hostOf(address: string | null): string | null {
  const host = address === null ? "" : (URL.parse(address)?.host ?? "");
  return host === "" ? null : host;
}

/**
 * Settles what the newest replay of a family completed, or failed at in its turn: the response then counts
 * once, where it stands now. Served by FailedStep_open_root and PluginRun_replays.
 */
async function settleByReplays(tx: TransactionClient, roots: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "FailedStep" f SET "settledAt" = now(), "settledByRunId" = newest.id,
      "settledHow" = (CASE newest.status WHEN 'completed' THEN 'replayed' ELSE 'failed_again' END)::"SettledHow"
    FROM unnest(${roots}::uuid[]) AS root(id)
    CROSS JOIN LATERAL (
      SELECT r.id, r.status FROM "PluginRun" r
      WHERE r."rootRunId" = root.id AND r."replayOf" IS NOT NULL AND NOT r."isTest"
        AND r.status IN ('completed', 'failed', 'needs_attention')
      ORDER BY r.id DESC LIMIT 1
    ) newest
    WHERE f."rootRunId" = root.id AND f."settledAt" IS NULL AND f."runId" < newest.id`;
}

/** Settles steps that were unknown and whose runs are over. Served by FailedStep_open_unknown. */
async function settleResolved(tx: TransactionClient): Promise<void> {
  await tx.$executeRaw`
    UPDATE "FailedStep" f SET "settledAt" = now(),
      "settledHow" = (CASE r.status WHEN 'cancelled' THEN 'gone' ELSE 'resolved' END)::"SettledHow"
    FROM "PluginRun" r
    WHERE f."settledAt" IS NULL AND f."unknown" AND r.id = f."runId" AND r."finishedAt" IS NOT NULL`;
}
