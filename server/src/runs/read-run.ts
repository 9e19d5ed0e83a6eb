import type { RunView, StepView } from "@formloom/shared/api";
import { formEventTypeSchema } from "@formloom/shared/events";
import { advance, graphSchema, planSchema, type Plan } from "@formloom/shared/graph";
import { stepErrorSchema, type Effect } from "@formloom/shared/plugin";
import { runEditsSchema } from "@formloom/shared/run";
import { z } from "zod";
import type { Prisma, PrismaClient } from "../db/client.ts";
import { notFound } from "../http/refusal.ts";
import { summariser } from "./list-runs.ts";
import { readFamily, readFamilyActs } from "./read-family.ts";
import { readEffects } from "./replay-effects.ts";

type JobRow = Prisma.PluginJobGetPayload<object>;
type LogRow = Prisma.PluginExecutionLogGetPayload<object>;

/** A run with its version's graph, its steps in the plan's order, and every attempt. */
export async function readRun(prisma: PrismaClient, runId: string): Promise<RunView> {
  const row = await prisma.pluginRun.findUnique({ where: { id: runId } });
  if (row === null) throw notFound();
  const [version, written, logs, event, family, present] = await Promise.all([
    prisma.pluginConfigVersion.findUnique({ where: { id: row.versionId } }),
    prisma.pluginJob.findMany({ where: { runId }, orderBy: { ordinal: "asc" } }),
    prisma.pluginExecutionLog.findMany({
      where: { runId },
      orderBy: [{ ordinal: "asc" }, { attempt: "asc" }],
    }),
    prisma.formEvent.findUnique({ where: { id: row.eventId } }),
    readFamily(prisma, row),
    summariser(prisma, [row]),
  ]);
  if (version === null || event === null) throw notFound();
  const acts = await readFamilyActs(prisma, family);
  const attempts = Map.groupBy(logs, (log) => log.ordinal);
  const plan = planSchema.parse(version.plan);
  const jobs = withUnwritten(runId, plan, written);
  const ready = new Set(advance(plan, jobs).ready);
  return {
    ...present(row),
    graph: graphSchema.parse(version.graph),
    edits: row.edits === null ? null : runEditsSchema.parse(row.edits),
    replays: family.filter(({ replayOf }) => replayOf === runId).map(({ id }) => id),
    family: [...family],
    clearedAt: row.clearedAt?.toISOString() ?? null,
    turn: row.turn,
    steps: [
      triggerStep(plan.triggerId, { at: event.at, payload: event.payload }),
      ...jobs.map((job) => ({
        ...presentStep(job, attempts.get(job.ordinal) ?? [], acts.get(job.nodeId)),
        status: statusNow(job, { isRunning: row.status === "running", ready }),
      })),
    ],
    event: {
      id: event.id,
      type: formEventTypeSchema.parse(event.type),
      at: event.at.toISOString(),
      payload: event.payload,
    },
  };
}

/** All steps of the plan: rows are written with the run's first results, and until then every step waits. */
function withUnwritten(runId: string, plan: Plan, written: readonly JobRow[]): JobRow[] {
  const known = new Map(written.map((job) => [job.ordinal, job]));
  return plan.steps.map(
    ({ nodeId, type: nodeType }, ordinal): JobRow =>
      known.get(ordinal) ?? {
        runId,
        ordinal,
        nodeId,
        nodeType,
        status: "waiting",
        attempts: 0,
        uncharged: 0,
        port: null,
        skipReason: null,
        effects: null,
        dueAt: null,
        startedAt: null,
        finishedAt: null,
        reusedFrom: null,
      },
  );
}

/** The trigger is no step of the queue; it is shown as the event that started the run. */
function triggerStep(
  nodeId: string,
  event: { readonly at: Date; readonly payload: unknown },
): StepView {
  const at = event.at.toISOString();
  return {
    nodeId,
    nodeType: "trigger",
    status: "completed",
    port: "out",
    skipReason: null,
    attempts: [
      {
        attempt: 1,
        outcome: "succeeded",
        startedAt: at,
        durationMs: 0,
        input: null,
        output: event.payload,
        error: null,
        lines: [],
      },
    ],
    effects: [],
    acts: [],
    reusedFrom: null,
    dueAt: null,
    startedAt: at,
    finishedAt: at,
  };
}

/**
 * In its first pass a run's steps are put on record when they end. What such a run is at is what is
 * ready by its record.
 */
function statusNow(
  job: JobRow,
  run: { readonly isRunning: boolean; readonly ready: ReadonlySet<number> },
): JobRow["status"] {
  const isAt = run.isRunning && job.dueAt === null;
  const isFirst = job.status === "pending" || run.ready.has(job.ordinal);
  return isAt && isFirst ? "running" : job.status;
}

function presentStep(
  job: JobRow,
  logs: readonly LogRow[],
  familyActs: readonly Effect[] | undefined,
): StepView {
  const effects = readEffects(job.effects);
  return {
    nodeId: job.nodeId,
    nodeType: job.nodeType,
    status: job.status,
    port: job.port,
    skipReason: job.skipReason,
    attempts: logs.map((log) => ({
      attempt: log.attempt,
      outcome: log.outcome,
      startedAt: log.startedAt.toISOString(),
      durationMs: log.durationMs,
      input: log.input,
      output: log.output,
      error: log.error === null ? null : stepErrorSchema.parse(log.error),
      lines: z.array(z.string()).parse(log.lines ?? []),
    })),
    effects,
    acts: [...(familyActs ?? effects)],
    reusedFrom: job.reusedFrom,
    dueAt: job.dueAt?.toISOString() ?? null,
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
  };
}
