import type { PlanStep } from "@formloom/shared/graph";
import type { StepOutcome } from "@formloom/shared/plugin";
import { nextAttemptDelayMs, type StepStatus } from "@formloom/shared/run";
import type { Abandon } from "./abandon.ts";
import { EffectLedger } from "./effect-ledger.ts";
import type { ResumedStep, StepReport } from "./protocol.ts";
import type { StepRun } from "./run-step.ts";

/** One step as its run goes on. */
export interface StepCell {
  status: StepStatus;
  port: string | null;
  attempts: number;
  uncharged: number;
  output: unknown;
  ledger: EffectLedger;
  dueAtMs: number;
  abandon: Abandon | null;
  /** When its attempt began, until it ends or is said to be slow. */
  beganAtMs: number | null;
}

/** What a step that was never looked at has. */
const untouched: Omit<ResumedStep, "ordinal"> = {
  status: "waiting",
  port: null,
  attempts: 0,
  uncharged: 0,
  effects: [],
  output: undefined,
  dueInMs: 0,
};

/** A step as its run is taken up, from what is on record of it. */
export function newCell(
  rootRunId: string,
  nodeId: string,
  resumed: Omit<ResumedStep, "ordinal"> = untouched,
): StepCell {
  const { status, port, attempts, uncharged, output, effects, dueInMs } = resumed;
  return {
    status,
    port,
    attempts,
    uncharged,
    output,
    ledger: new EffectLedger({ rootRunId, nodeId }, effects),
    dueAtMs: performance.now() + Math.max(0, dueInMs),
    abandon: null,
    beganAtMs: null,
  };
}

/** Moves a step by its outcome; returns the ms until it is due again, or null. */
export function applyOutcome(
  cell: StepCell,
  step: PlanStep,
  outcome: StepOutcome,
  random: () => number,
): number | null {
  switch (outcome.kind) {
    case "succeeded":
      cell.status = "completed";
      cell.port = outcome.port;
      cell.output = outcome.output;
      return null;
    case "skipped":
      cell.status = "skipped";
      return null;
    case "waiting":
      // The port tells a wait from a pause before another attempt, also on record.
      cell.port = outcome.port;
      cell.output = outcome.output;
      return wait(cell, Math.max(0, Date.parse(outcome.until) - Date.now()));
    case "putOff":
      cell.attempts -= 1;
      return wait(cell, outcome.dueInMs);
    case "failed": {
      const dueInMs = outcome.retry ? retryInMs(cell, step, outcome.retryAfterMs, random()) : null;
      if (dueInMs !== null) return wait(cell, dueInMs);
      cell.status = "failed";
      cell.port = portAfterFailure(step);
      cell.output = outcome.error;
      return null;
    }
  }
}

function wait(cell: StepCell, dueInMs: number): number {
  cell.status = "pending";
  cell.dueAtMs = performance.now() + dueInMs;
  return dueInMs;
}

function retryInMs(
  cell: StepCell,
  step: PlanStep,
  retryAfterMs: number | undefined,
  random: number,
): number | null {
  const charged = cell.attempts - cell.uncharged;
  return nextAttemptDelayMs(step.retry, { charged, random, retryAfterMs });
}

/** The port by which a run goes on after a step's last failure; null: it does not. */
function portAfterFailure(step: PlanStep): string | null {
  if (step.hasErrorEdge) return "error";
  return step.onError === "continue" ? "out" : null;
}

/** Whether the step has done its part and only waits for its time. */
export const isWaitOnly = (cell: Pick<StepCell, "status" | "port">): boolean =>
  cell.status === "pending" && cell.port !== null;

/** Ends a wait: the step is completed with what it had ready, as an attempt of its own. */
export function endWait(cell: StepCell): StepRun {
  cell.status = "completed";
  cell.attempts += 1;
  cell.uncharged += 1;
  return {
    outcome: { kind: "succeeded", port: cell.port ?? "out", output: cell.output },
    startedAtMs: Date.now(),
    durationMs: 0,
    input: null,
    output: JSON.stringify(cell.output ?? null),
    lines: [],
  };
}

/** One attempt for the log; none where nothing was begun. */
function attemptReport(cell: StepCell, run: StepRun): StepReport["log"] {
  const { outcome } = run;
  if (outcome.kind === "putOff") return null;
  const failed = outcome.kind === "failed";
  return {
    attempt: cell.attempts,
    outcome: failed ? (cell.status === "pending" ? "retry" : "failed") : outcome.kind,
    startedAtMs: run.startedAtMs,
    durationMs: run.durationMs,
    input: run.input,
    output: run.output,
    error: failed ? outcome.error : null,
    lines: run.lines,
  };
}

/** A step as it is written; `run` is the attempt that just ended. */
export function stepReport(
  step: { readonly ordinal: number; readonly nodeId: string },
  cell: StepCell,
  dueInMs: number | null,
  run?: StepRun,
): StepReport {
  const { status, attempts, uncharged, port } = cell;
  const reason = reasonOf(run);
  return {
    ...step,
    status,
    attempts,
    uncharged,
    port,
    // A text column cannot hold NUL, and an answer may have got into the reason.
    skipReason: reason === null ? null : reason.replaceAll("\0", ""),
    effects: run === undefined ? null : cell.ledger.changes(),
    caught: run === undefined ? [] : cell.ledger.caught,
    dueInMs,
    log: run === undefined ? null : attemptReport(cell, run),
  };
}

/** Why a step was skipped, or what it waits for before it can begin. */
function reasonOf(run: StepRun | undefined): string | null {
  if (run === undefined) return null;
  const { outcome } = run;
  return outcome.kind === "skipped" || outcome.kind === "putOff" ? outcome.reason : null;
}
