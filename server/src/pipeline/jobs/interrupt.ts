import { advance, type Plan, type PlanStep } from "@formloom/shared/graph";
import { effectSchema, type Effect } from "@formloom/shared/plugin";
import type { Pool, PoolClient } from "pg";
import { z } from "zod";
import type { QueuedRun } from "./queue.ts";
import {
  markInterrupted,
  readSteps,
  releaseRuns,
  type ReleasedRow,
  type StepRow,
} from "./sql/interrupt-runs.ts";
import { inTransaction } from "./transaction.ts";

export interface InterruptDeps {
  readonly pool: Pool;
  readonly plan: (versionId: string) => Promise<Plan | null>;
  readonly enqueue: (client: PoolClient, runs: readonly QueuedRun[]) => Promise<void>;
}

/** Interruptions that count for nothing before a run is executed alone. */
export const freeInterruptions = 2;

/**
 * Whether an interrupted step is to blame. A step that shared its process or thread with others is
 * not: it is interrupted for free. From the second time on its run is executed alone, and then it is.
 */
export const wasAlone = (step: { readonly status: string; readonly uncharged: number }): boolean =>
  step.status === "running" && step.uncharged >= freeInterruptions;

/**
 * Takes runs out of a lost holder's hands in one transaction: what may have begun is put on record as
 * an interrupted attempt, which counts where `isCharged` says so, and the runs go to the queue.
 * Returns their ids.
 */
export async function interruptRuns(
  runIds: readonly string[],
  isCharged: (step: StepRow) => boolean,
  deps: InterruptDeps,
): Promise<string[]> {
  return inTransaction(deps.pool, async (client) => {
    const released = await client.query<ReleasedRow>({
      ...releaseRuns,
      values: [runIds],
    });
    const ids = released.rows.map((row) => row.id);
    if (ids.length === 0) return [];
    const steps = await client.query<StepRow>({ ...readSteps, values: [ids] });
    const marks: Mark[] = [];
    for (const run of released.rows) {
      const plan = await deps.plan(run.versionId);
      const own = steps.rows.filter((step) => step.runId === run.id);
      if (plan !== null)
        marks.push(...interruptedSteps(plan, own, { isCharged, careful: run.careful }));
    }
    await client.query({ ...markInterrupted, values: markColumns(marks) });
    await deps.enqueue(
      client,
      ids.map((runId) => ({ runId, dueInMs: 0 })),
    );
    return ids;
  });
}

interface Mark extends Pick<StepRow, "runId" | "ordinal" | "attempts" | "uncharged"> {
  readonly status: "pending" | "failed" | "unknown";
  readonly effects: readonly Effect[] | null;
}

interface Interruption {
  readonly isCharged: (step: StepRow) => boolean;
  /** Whether each step was on record before it began. */
  readonly careful: boolean;
}

function interruptedSteps(plan: Plan, steps: readonly StepRow[], how: Interruption): Mark[] {
  const begun = how.careful ? new Set<number>() : maybeBegun(plan, steps);
  return steps.flatMap((row): Mark[] => {
    const step = plan.steps[row.ordinal];
    if (step === undefined) return [];
    const isOnRecord = row.status === "running";
    if (!isOnRecord && (step.ifInterrupted === "ask" || !begun.has(row.ordinal))) return [];
    return [markFor(step, row, how.isCharged(row))];
  });
}

/**
 * Steps that may have begun in a pass without records: those that were ready, and those behind them
 * that wait for no record, because what stands before them does not act.
 */
function maybeBegun(plan: Plan, steps: readonly StepRow[]): ReadonlySet<number> {
  const begun = new Set<number>();
  const ready = new Set(advance(plan, steps).ready);
  for (const row of steps) {
    // A pending step with a port only waits for its time: nothing of it can be cut off.
    const isDue = (row.dueInMs ?? 0) <= 0 && row.port === null;
    const isFirst = row.status === "pending" ? isDue : ready.has(row.ordinal);
    const parents = plan.steps[row.ordinal]?.parents ?? [];
    const follows = parents.some(({ from }) => begun.has(from) && plan.steps[from]?.acts === false);
    if (isFirst || (row.status === "waiting" && follows)) begun.add(row.ordinal);
  }
  return begun;
}

function markFor(step: PlanStep, row: StepRow, charged: boolean): Mark {
  const isOnRecord = row.status === "running";
  const attempts = isOnRecord ? row.attempts : row.attempts + 1;
  const uncharged = row.uncharged + (charged ? 0 : 1);
  if (isOnRecord && step.ifInterrupted === "ask") {
    return { ...row, attempts, uncharged, status: "unknown", effects: openEffects(row) };
  }
  const spent = attempts - uncharged >= step.retry.maxAttempts;
  return { ...row, attempts, uncharged, status: spent ? "failed" : "pending", effects: null };
}

function openEffects(row: StepRow): readonly Effect[] {
  const known = z.array(effectSchema).catch([]).parse(row.effects);
  return known.map((effect) =>
    effect.state === "claimed" ? { ...effect, state: "unknown" as const } : effect,
  );
}

function markColumns(marks: readonly Mark[]): unknown[] {
  return [
    marks.map((mark) => mark.runId),
    marks.map((mark) => mark.ordinal),
    marks.map((mark) => mark.status),
    marks.map((mark) => mark.attempts),
    marks.map((mark) => mark.uncharged),
    marks.map((mark) => (mark.effects === null ? null : JSON.stringify(mark.effects))),
  ];
}
