import type { Pool } from "pg";
import { cancelRuns } from "./sql/cancel-runs.ts";

/** Which unfinished runs to cancel. */
export type CancelWhere =
  | { readonly runId: string }
  | { readonly pipelineId: string }
  | { readonly formId: string }
  | { readonly responseId: string };

export interface CancelledRun {
  readonly runId: string;
  readonly pipelineId: string;
  readonly formId: string;
  /** Its place in a pipeline that runs one at a time; null: it had none. */
  readonly turn: number | null;
}

/** Cancels unfinished runs with their open steps, in one commit. */
export async function cancelOpenRuns(pool: Pool, where: CancelWhere): Promise<CancelledRun[]> {
  const values = [
    "runId" in where ? where.runId : null,
    "pipelineId" in where ? where.pipelineId : null,
    "formId" in where ? where.formId : null,
    "responseId" in where ? where.responseId : null,
  ];
  const result = await pool.query<CancelledRun>({ ...cancelRuns, values });
  return result.rows;
}
