import { advance, type Plan, type ReplayStep, type StepState } from "@formloom/shared/graph";
import type { Effect } from "@formloom/shared/plugin";
import type { RunEdits } from "@formloom/shared/run";
import { asJson, type Prisma, type TransactionClient } from "../db/client.ts";
import type { PluginJob } from "../db/generated/client.ts";
import { failPoint } from "../fail-point.ts";
import type { ReplaySource } from "./replay-source.ts";

/** Runs that somebody asked for go before those that events start (0), long work after them. */
export const runPriorities = { byHand: 10, bulk: -10 } as const;
const newBeside = "The replayed run had no such step, and it is not among those that run again.";
const leftOut: StepState = { status: "skipped", port: null };

export interface NewReplay {
  readonly runId: string;
  readonly source: ReplaySource;
  readonly plan: Plan;
  readonly steps: readonly ReplayStep[];
  readonly edits: RunEdits;
  /** By node id, of the steps that run again. */
  readonly effects: ReadonlyMap<string, readonly Effect[]>;
  readonly userId: string;
  readonly replayKey: string | null;
  readonly priority: number;
}

/** Writes a replay with all its steps, and copies the results of those that are reused. */
export async function writeReplay(tx: TransactionClient, replay: NewReplay): Promise<void> {
  const { runId, source, edits, userId, replayKey, priority } = replay;
  const { run, version } = source;
  await tx.pluginRun.create({
    data: {
      id: runId,
      pluginConfigId: run.pluginConfigId,
      versionId: version.id,
      formId: run.formId,
      responseId: run.responseId,
      eventId: run.eventId,
      eventType: run.eventType,
      status: "queued",
      careful: true,
      rootRunId: run.rootRunId,
      replayOf: run.id,
      replayKey,
      edits: asJson(edits),
      requestedById: userId,
      isTest: run.isTest,
      // A test that sends nothing for real does not do so when it is repeated either.
      testTo: run.testTo,
      priority,
    },
  });
  failPoint("replaying");
  await tx.pluginJob.createMany({ data: stepRows(replay) });
  await copyResults(tx, replay);
}

function stepRows(replay: NewReplay): Prisma.PluginJobCreateManyInput[] {
  const { runId, plan, steps, effects } = replay;
  const { jobs, run } = replay.source;
  const states = steps.map((step): StepState => {
    if (step.kind === "again") return { status: "waiting", port: null };
    return step.kind === "absent" ? leftOut : (jobs[step.from] ?? leftOut);
  });
  const ready = new Set(advance(plan, states).ready);
  return plan.steps.map(({ nodeId, type: nodeType }, ordinal) => {
    const row = { runId, ordinal, nodeId, nodeType };
    const step = steps[ordinal];
    const job = step?.kind === "reused" ? jobs[step.from] : undefined;
    if (job !== undefined) return { ...row, ...reusedStep(job, run.id) };
    if (step?.kind !== "again") {
      return { ...row, status: leftOut.status, skipReason: newBeside, finishedAt: new Date() };
    }
    return {
      ...row,
      status: ready.has(ordinal) ? "pending" : "waiting",
      ...effectsOf(effects.get(nodeId) ?? []),
    };
  });
}

/** The row of a step that another run did. */
export function reusedStep(job: PluginJob, runId: string) {
  const { status, port, skipReason, startedAt, finishedAt, effects } = job;
  return {
    status,
    attempts: Math.min(1, job.attempts),
    port,
    skipReason,
    startedAt,
    finishedAt,
    reusedFrom: job.reusedFrom ?? runId,
    ...(effects === null ? {} : { effects: asJson(effects) }),
  };
}

const effectsOf = (effects: readonly Effect[]) =>
  effects.length === 0 ? {} : { effects: asJson(effects) };

/** The last attempt of each reused step, as its only one. */
async function copyResults(
  tx: TransactionClient,
  { runId, source, steps }: NewReplay,
): Promise<void> {
  const reused = [...steps.entries()].flatMap(([ordinal, step]) =>
    step.kind === "reused"
      ? [{ runId, ordinal, fromRunId: source.run.id, fromOrdinal: step.from }]
      : [],
  );
  await copyLastResults(tx, reused);
}

/** Copies results of other runs' steps. Served by PluginExecutionLog_pkey. */
export async function copyLastResults(
  tx: TransactionClient,
  copies: readonly {
    readonly runId: string;
    readonly ordinal: number;
    readonly fromRunId: string;
    readonly fromOrdinal: number;
  }[],
): Promise<void> {
  if (copies.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "PluginExecutionLog" ("runId", ordinal, attempt, "nodeId", outcome, "startedAt",
      "durationMs", input, output, error, lines)
    SELECT m.run_id, m.ordinal, 1, l."nodeId", 'reused', l."startedAt", l."durationMs", l.input,
      l.output, l.error, l.lines
    FROM unnest(${copies.map(({ runId }) => runId)}::uuid[], ${copies.map(({ ordinal }) => ordinal)}::int2[],
      ${copies.map(({ fromRunId }) => fromRunId)}::uuid[],
      ${copies.map(({ fromOrdinal }) => fromOrdinal)}::int2[])
      AS m(run_id, ordinal, from_run_id, from_ordinal)
    CROSS JOIN LATERAL (
      SELECT * FROM "PluginExecutionLog"
      WHERE "runId" = m.from_run_id AND ordinal = m.from_ordinal
      ORDER BY attempt DESC LIMIT 1
    ) l`;
}
