import { z } from "zod";
import { runStatusSchema } from "../run/status.ts";
import { idSchema } from "./common.ts";

/**
 * What became of one response of a backfill, or of one run of a group replay. `under-way`: a run was made
 * that has not ended. The `skipped` ones got no run: the work was done before, is being done by another
 * run, or was done in part, so that a new run would send something twice. `refused`: could not be made.
 */
export const taskRunStateSchema = z.enum([
  "under-way",
  "completed",
  "filtered",
  "failed",
  "cancelled",
  "skipped-done",
  "skipped-under-way",
  "skipped-partly",
  "refused",
]);
export type TaskRunState = z.infer<typeof taskRunStateSchema>;

const count = z.number().int().min(0);

/** Totals of a task that makes runs, in runs or responses. */
export const taskRunsSummarySchema = z.strictObject({
  /** Runs that were made. */
  made: count,
  completed: count,
  /** Ended at a filter; or got no run, because an earlier one ended before the only step that is to run. */
  filtered: count,
  failed: count,
  cancelled: count,
  /** Interrupted while it sent: somebody has to say whether it did. */
  needsAttention: count,
  underWay: count,
  skippedAsDone: count,
  skippedAsUnderWay: count,
  /** An earlier run failed after it had sent something: to be replayed, so that nothing goes twice. */
  skippedAsPartly: count,
  refused: count,
  /** Runs that are made a minute at most; null: as fast as they go. */
  perMinute: count.nullable(),
  /** The run that is tried before all others; null: none. */
  canary: z.strictObject({ runId: idSchema, state: taskRunStateSchema }).nullable(),
  /** What it waits for, in a sentence for people; null: for nothing but its rate. */
  waitsFor: z.string().nullable(),
});
export type TaskRunsSummary = z.infer<typeof taskRunsSummarySchema>;

/** One response of a backfill, or one run of a group replay. */
export const taskRunSchema = z.strictObject({
  responseId: idSchema.nullable(),
  /** Whose answers they are, as short as it goes; empty where the response is gone. */
  label: z.string(),
  state: taskRunStateSchema,
  /** The run that was made; null: none. */
  runId: idSchema.nullable(),
  /** Null: none was made, or it is not kept any more. */
  runStatus: runStatusSchema.nullable(),
  /** The run that is repeated; null: a backfill's run begins anew. */
  sourceRunId: idSchema.nullable(),
  /** Why it was skipped or refused, in a sentence for people; empty otherwise. */
  reason: z.string(),
});
export type TaskRunView = z.infer<typeof taskRunSchema>;
