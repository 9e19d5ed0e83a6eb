import { z } from "zod";

/** States of a run; what each means is in docs/guide/runs.md. */
export const runStatuses = [
  "queued",
  "running",
  "waiting",
  "held",
  "needs_attention",
  "completed",
  "failed",
  "cancelled",
] as const;
export const runStatusSchema = z.enum(runStatuses);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** States of a step. */
export const stepStatuses = [
  "waiting",
  "pending",
  "running",
  "completed",
  "failed",
  "skipped",
  "cancelled",
  "unknown",
] as const;
export const stepStatusSchema = z.enum(stepStatuses);
export type StepStatus = z.infer<typeof stepStatusSchema>;

/** The legal moves of a step; what is not listed is a bug of ours. */
export const stepMoves: Readonly<Record<StepStatus, readonly StepStatus[]>> = {
  waiting: ["pending", "running", "completed", "failed", "skipped", "cancelled", "unknown"],
  pending: ["running", "completed", "failed", "skipped", "cancelled", "unknown", "pending"],
  running: ["pending", "completed", "failed", "skipped", "cancelled", "unknown"],
  unknown: ["pending", "completed", "cancelled"],
  completed: [],
  failed: [],
  skipped: [],
  cancelled: [],
};

/** The legal moves of a run. */
export const runMoves: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ["running", "held", "cancelled", "failed"],
  running: ["waiting", "queued", "needs_attention", "completed", "failed", "cancelled", "held"],
  waiting: ["running", "queued", "cancelled", "failed", "held"],
  held: ["queued", "running", "cancelled"],
  needs_attention: ["running", "queued", "cancelled", "failed", "completed"],
  completed: [],
  failed: [],
  cancelled: [],
};

/** A run in one of these is over and never changes again. */
export const isRunFinished = (status: RunStatus): boolean => runMoves[status].length === 0;

/** A step in one of these is over and never changes again. */
export const isStepSettled = (status: StepStatus): boolean => stepMoves[status].length === 0;
