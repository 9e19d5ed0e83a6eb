import type { PlanStep } from "@formloom/shared/graph";
import type { StepStatus } from "@formloom/shared/run";
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
  abandon: AbortController | null;
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

/** The port by which a run goes on after a step's last failure; null: it does not. */
export function portAfterFailure(step: PlanStep | undefined): string | null {
  if (step?.hasErrorEdge === true) return "error";
  return step?.onError === "continue" ? "out" : null;
}

/** One attempt for the log. */
export function attemptReport(cell: StepCell, run: StepRun): StepReport["log"] {
  const { outcome } = run;
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
