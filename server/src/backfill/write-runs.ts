import { advance, type Plan } from "@formloom/shared/graph";
import { newId } from "@formloom/shared/kernel";
import { asJson, type Prisma, type TransactionClient } from "../db/client.ts";
import { copyLastResults } from "../runs/write-replay.ts";
import { trialEvent, type TrialResponse } from "../trials/trial-event.ts";
import type { FirstStep } from "./judge-response.ts";

/** Runs that events start, and those that somebody asked for, go first. */
const bulkPriority = -10;

/** A run that a backfill is about to make. */
export interface NewRun {
  readonly runId: string;
  readonly response: TrialResponse;
  readonly steps: readonly FirstStep[];
}

/**
 * Writes runs of one version for past responses: each for an event of its own that holds the answers as
 * they are now, and counts as delivered. They take no turn, so they hold nobody up.
 */
export async function writeBackfillRuns(
  tx: TransactionClient,
  runs: readonly NewRun[],
  by: {
    readonly formId: string;
    readonly pipelineId: string;
    readonly versionId: string;
    readonly plan: Plan;
    readonly userId: string;
  },
): Promise<void> {
  const { formId, pipelineId, versionId, plan, userId } = by;
  const made = runs.map((run) => ({
    ...run,
    event: trialEvent(formId, "form.submitted", run.response),
  }));
  await tx.formEvent.createMany({
    data: made.map(({ event: { id, responseId, type, payload, at } }) => ({
      id,
      formId,
      responseId,
      type,
      payload: asJson(payload),
      at,
      dispatchedAt: new Date(),
    })),
  });
  await tx.pluginRun.createMany({
    data: made.map(({ runId, event }) => ({
      id: runId,
      rootRunId: runId,
      pluginConfigId: pipelineId,
      versionId,
      formId,
      responseId: event.responseId,
      eventId: event.id,
      eventType: event.type,
      status: "queued" as const,
      careful: true,
      requestedById: userId,
      priority: bulkPriority,
    })),
  });
  await tx.pluginJob.createMany({ data: made.flatMap((run) => stepRows(plan, run)) });
  await copyLastResults(tx, made.flatMap(copies));
}

function stepRows(plan: Plan, { runId, steps }: NewRun): Prisma.PluginJobCreateManyInput[] {
  const states = steps.map((step) =>
    step.kind === "again"
      ? ({ status: "waiting", port: null } as const)
      : { status: step.step.status, port: step.step.port },
  );
  const ready = new Set(advance(plan, states).ready);
  return plan.steps.map(({ nodeId, type: nodeType }, ordinal) => {
    const row = { runId, ordinal, nodeId, nodeType };
    const step = steps[ordinal];
    if (step?.kind !== "reused") {
      return { ...row, status: ready.has(ordinal) ? "pending" : "waiting" };
    }
    const { status, port, skipReason, startedAt, finishedAt, attempts, reusedFrom } = step.step;
    return {
      ...row,
      status,
      port,
      skipReason,
      startedAt,
      finishedAt,
      attempts: Math.min(1, attempts),
      reusedFrom: reusedFrom ?? step.runId,
      ...(step.step.effects.length === 0 ? {} : { effects: asJson(step.step.effects) }),
    };
  });
}

const copies = ({ runId, steps }: NewRun) =>
  steps.flatMap((step, ordinal) =>
    step.kind === "reused"
      ? [{ runId, ordinal, fromRunId: step.runId, fromOrdinal: step.step.ordinal }]
      : [],
  );

/** A new run's id, before it is written. */
export const newRun = (response: TrialResponse, steps: readonly FirstStep[]): NewRun => ({
  runId: newId(),
  response,
  steps,
});
