import { advance, type Plan, type PlanStep } from "@formloom/shared/graph";
import { effectSchema, type Effect } from "@formloom/shared/plugin";
import type { Pool, PoolClient } from "pg";
import { z } from "zod";
import { addMissingSteps } from "./missing-steps.ts";
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
  /** This process: it may give its own runs back; of others only those whose process is gone. */
  readonly owner: () => number;
  readonly plan: (versionId: string) => Promise<Plan | null>;
  readonly enqueue: (client: PoolClient, runs: readonly QueuedRun[]) => Promise<void>;
}

/** What a run was taken from: a process that is gone, or a thread that ended for a reason. */
export type Cause = "process" | "exit" | "hung" | "memory";

/** Why a step ended that is to blame for it. */
const blame: Readonly<Record<Cause, { readonly code: string; readonly message: string }>> = {
  process: {
    code: "process_lost",
    message: "The server stopped, again and again, while this step was under way alone.",
  },
  exit: { code: "plugin_exit", message: "The step ended the thread that it ran in." },
  hung: {
    code: "plugin_hung",
    message: "The step kept its thread busy and gave no sign of life for a second.",
  },
  memory: { code: "out_of_memory", message: "The step took more memory than it may." },
};

const innocent: Readonly<Record<Cause, string>> = {
  process: "The server stopped while this step was under way.",
  exit: "The thread of this step was ended by a step beside it, or by this one.",
  hung: "The thread of this step was kept busy by a step beside it, or by this one.",
  memory: "The thread of this step ran out of memory, by a step beside it or by this one.",
};

/** How many suspects may execute beside one another after so many free interruptions of one of them. */
const companies = [1, 64, 8] as const;
/** Interruptions that count for nothing; from then on a run is executed alone. */
const freeInterruptions = companies.length;
/** Attempts that a step gets alone before it is to blame for the end of whole processes. */
const maxProcessesEnded = 2;

/**
 * How many suspects may execute at a time where one of them was interrupted so often for free. None: its
 * thread died while it was the only one in it, or the only suspect.
 */
export const companyAfter = (interruptions: number): number => companies[interruptions] ?? 1;

/**
 * Whether an interrupted step is to blame. A step that shared its process or thread with others is not: it
 * is interrupted for free. From some time on its run is executed alone, and then it is.
 */
export const wasAlone = (step: { readonly status: string; readonly uncharged: number }): boolean =>
  step.status === "running" && step.uncharged >= freeInterruptions;

/**
 * Takes runs out of a lost holder's hands in one transaction: what may have begun is put on record as
 * an interrupted attempt, which counts where `isCharged` says so, and the runs go to the queue. Runs that
 * a living process holds by now are left alone. Returns the ids of those taken.
 */
export async function interruptRuns(
  runIds: readonly string[],
  how: { readonly cause: Cause; readonly isCharged: (step: StepRow) => boolean },
  deps: InterruptDeps,
): Promise<string[]> {
  return inTransaction(deps.pool, async (client) => {
    const released = await client.query<ReleasedRow>({
      ...releaseRuns,
      values: [runIds, deps.owner()],
    });
    const ids = released.rows.map((row) => row.id);
    if (ids.length === 0) return [];
    const known = await client.query<StepRow>({ ...readSteps, values: [ids] });
    const stepsOf = Map.groupBy(known.rows, (row) => row.runId);
    const marks: Mark[] = [];
    const unwritten: { runId: string; plan: Plan }[] = [];
    for (const run of released.rows) {
      const plan = await deps.plan(run.versionId);
      if (plan === null) continue;
      const own = stepsOf.get(run.id) ?? [];
      if (own.length < plan.steps.length) unwritten.push({ runId: run.id, plan });
      const steps = withMissing(run.id, plan, own);
      marks.push(...interruptedSteps(plan, steps, { ...how, careful: run.careful }));
    }
    await addMissingSteps(client, unwritten, "waiting");
    await client.query({ ...markInterrupted, values: markColumns(marks) });
    await deps.enqueue(
      client,
      ids.map((runId) => ({ runId, dueInMs: 0 })),
    );
    return ids;
  });
}

/** All steps of a run; those that nothing was written of wait. */
function withMissing(runId: string, plan: Plan, rows: readonly StepRow[]): StepRow[] {
  const known = new Map(rows.map((row) => [row.ordinal, row]));
  return plan.steps.map(
    ({ nodeId }, ordinal) =>
      known.get(ordinal) ?? {
        runId,
        ordinal,
        nodeId,
        status: "waiting",
        port: null,
        attempts: 0,
        uncharged: 0,
        effects: null,
        dueInMs: 0,
      },
  );
}

interface Mark extends Pick<StepRow, "runId" | "ordinal" | "attempts" | "uncharged"> {
  readonly status: "waiting" | "pending" | "failed" | "unknown";
  readonly effects: readonly Effect[] | null;
  readonly error: { readonly code: string; readonly message: string };
}

interface Interruption {
  readonly cause: Cause;
  readonly isCharged: (step: StepRow) => boolean;
  /** Whether each step was on record before it began. */
  readonly careful: boolean;
}

function interruptedSteps(plan: Plan, steps: readonly StepRow[], how: Interruption): Mark[] {
  const ready = new Set(advance(plan, steps).ready);
  const begun = how.careful ? new Set<number>() : maybeBegun(plan, steps, ready);
  return steps.flatMap((row): Mark[] => {
    const step = plan.steps[row.ordinal];
    if (step === undefined) return [];
    const isOnRecord = row.status === "running";
    if (!isOnRecord && (step.ifInterrupted === "ask" || !begun.has(row.ordinal))) return [];
    const mayStillBeSkipped = row.status === "waiting" && !ready.has(row.ordinal);
    return [mayStillBeSkipped ? markWaiting(row, how) : markFor(step, row, how)];
  });
}

/**
 * A step behind one that only decides: it may have begun, and it may be that no way leads to it. It
 * waits for that decision again, and whatever began is on record and not held against it.
 */
function markWaiting(row: StepRow, { cause }: Interruption): Mark {
  const { attempts, uncharged } = row;
  const error = { code: "interrupted", message: innocent[cause] };
  return {
    ...row,
    attempts: attempts + 1,
    uncharged: uncharged + 1,
    status: "waiting",
    effects: null,
    error,
  };
}

/**
 * Steps that may have begun in a pass without records: those that were ready, and those behind them
 * that wait for no record, because what stands before them does not act.
 */
function maybeBegun(
  plan: Plan,
  steps: readonly StepRow[],
  ready: ReadonlySet<number>,
): ReadonlySet<number> {
  const begun = new Set<number>();
  for (const row of steps) {
    // A pending step with a port only waits for its time: nothing of it can be cut off.
    const isDue = row.dueInMs <= 0 && row.port === null;
    const isFirst = row.status === "pending" ? isDue : ready.has(row.ordinal);
    const parents = plan.steps[row.ordinal]?.parents ?? [];
    const follows = parents.some(({ from }) => begun.has(from) && plan.steps[from]?.acts === false);
    if (isFirst || (row.status === "waiting" && follows)) begun.add(row.ordinal);
  }
  return begun;
}

function markFor(step: PlanStep, row: StepRow, { cause, isCharged }: Interruption): Mark {
  const charged = isCharged(row);
  const error = charged ? blame[cause] : { code: "interrupted", message: innocent[cause] };
  const isOnRecord = row.status === "running";
  const attempts = isOnRecord ? row.attempts : row.attempts + 1;
  const uncharged = row.uncharged + (charged ? 0 : 1);
  if (isOnRecord && step.ifInterrupted === "ask") {
    return { ...row, attempts, uncharged, status: "unknown", effects: openEffects(row), error };
  }
  const { maxAttempts } = step.retry;
  const most = cause === "process" ? Math.min(maxAttempts, maxProcessesEnded) : maxAttempts;
  const spent = charged && attempts - uncharged >= most;
  return {
    ...row,
    attempts,
    uncharged,
    status: spent ? "failed" : "pending",
    effects: null,
    error,
  };
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
    marks.map((mark) => mark.error.code),
    marks.map((mark) => mark.error.message),
  ];
}
