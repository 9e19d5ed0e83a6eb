import type { PrismaClient } from "../db/client.ts";
import type { RunStatus, StepStatus } from "@formloom/shared/run";
import type { Effect } from "@formloom/shared/plugin";
import { readEffects } from "../runs/replay-effects.ts";

/** One step of an earlier run. */
export interface PastStep {
  readonly ordinal: number;
  readonly nodeId: string;
  readonly nodeType: string;
  readonly status: StepStatus;
  readonly port: string | null;
  readonly skipReason: string | null;
  readonly attempts: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly reusedFrom: string | null;
  readonly effects: readonly Effect[];
}

/** An earlier run of the automation for a response; tests are none. */
export interface PastRun {
  readonly id: string;
  readonly status: RunStatus;
  readonly outcome: string | null;
  readonly finished: boolean;
  /** What its steps gave is not kept any more. */
  readonly cleared: boolean;
  /** False: it ran one step alone. */
  readonly whole: boolean;
  readonly steps: readonly PastStep[];
}

/** What an automation did for one response so far. */
export interface PastWork {
  /** Newest first. */
  readonly runs: readonly PastRun[];
  /** The event that starts a run for it is still to be delivered. */
  readonly starting: boolean;
  /** What runs did that are not kept any more. */
  readonly remembered: { readonly completed: boolean; readonly nodeIds: readonly string[] } | null;
}

const nothing: PastWork = { runs: [], starting: false, remembered: null };

/**
 * Reads what an automation did for responses. Served by PluginRun_response, PluginJob_pkey,
 * FormEvent_undelivered and WorkDone_pkey.
 */
export async function readPastWork(
  prisma: PrismaClient,
  of: { readonly formId: string; readonly pipelineId: string },
  responseIds: readonly string[],
): Promise<(responseId: string) => PastWork> {
  const responseId = { in: [...responseIds] };
  const [runs, starting, remembered] = await Promise.all([
    readRuns(prisma, of.pipelineId, responseIds),
    prisma.formEvent.findMany({
      where: { dispatchedAt: null, formId: of.formId, responseId },
      select: { responseId: true },
    }),
    prisma.workDone.findMany({ where: { pipelineId: of.pipelineId, responseId } }),
  ]);
  const isStarting = new Set(starting.map((event) => event.responseId));
  const memory = new Map(remembered.map((row) => [row.responseId, row]));
  return (id) => {
    const own = runs.get(id) ?? [];
    if (own.length === 0 && !isStarting.has(id) && !memory.has(id)) return nothing;
    return { runs: own, starting: isStarting.has(id), remembered: memory.get(id) ?? null };
  };
}

/** Runs by response, the newest first. */
async function readRuns(
  prisma: PrismaClient,
  pluginConfigId: string,
  responseIds: readonly string[],
): Promise<ReadonlyMap<string | null, PastRun[]>> {
  const rows = await prisma.pluginRun.findMany({
    where: { responseId: { in: [...responseIds] }, pluginConfigId, isTest: false },
    orderBy: { id: "desc" },
    select: {
      id: true,
      status: true,
      outcome: true,
      finishedAt: true,
      clearedAt: true,
      responseId: true,
      versionId: true,
    },
  });
  const ids = rows.map(({ id }) => id);
  const [steps, whole] = await Promise.all([
    readSteps(prisma, ids),
    wholeVersions(prisma, [...new Set(rows.map(({ versionId }) => versionId))]),
  ]);
  const byResponse = Map.groupBy(rows, (row) => row.responseId);
  return new Map(
    [...byResponse].map(([responseId, own]) => [
      responseId,
      own.map(({ id, status, outcome, finishedAt, clearedAt, versionId }) => ({
        id,
        status,
        outcome,
        finished: finishedAt !== null,
        cleared: clearedAt !== null,
        whole: whole.has(versionId),
        steps: steps.get(id) ?? [],
      })),
    ]),
  );
}

async function readSteps(
  prisma: PrismaClient,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, PastStep[]>> {
  const rows = await prisma.pluginJob.findMany({
    where: { runId: { in: [...runIds] } },
    orderBy: [{ runId: "asc" }, { ordinal: "asc" }],
    select: {
      runId: true,
      ordinal: true,
      nodeId: true,
      nodeType: true,
      status: true,
      port: true,
      skipReason: true,
      attempts: true,
      startedAt: true,
      finishedAt: true,
      reusedFrom: true,
      effects: true,
    },
  });
  const steps = rows.map((row) => ({ ...row, effects: readEffects(row.effects) }));
  return Map.groupBy(steps, ({ runId }) => runId);
}

/** Ids of those versions that were published. */
async function wholeVersions(
  prisma: PrismaClient,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await prisma.pluginConfigVersion.findMany({
    where: { id: { in: [...ids] }, number: { not: null } },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}
