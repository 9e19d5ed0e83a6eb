import type { Plan } from "@formloom/shared/graph";
import type { Pool } from "pg";
import { addMissingSteps } from "./missing-steps.ts";
import { cancelRuns } from "./sql/cancel-runs.ts";
import { inTransaction } from "./transaction.ts";

/** Which unfinished runs to cancel. */
export type CancelWhere =
  | { readonly runIds: readonly string[] }
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

interface CancelledRow extends CancelledRun {
  readonly versionId: string;
}

/** Cancels unfinished runs with all their open steps, in one commit. */
export async function cancelOpenRuns(
  where: CancelWhere,
  deps: { readonly pool: Pool; readonly plan: (versionId: string) => Promise<Plan | null> },
): Promise<CancelledRun[]> {
  const values = [
    "runIds" in where ? where.runIds : null,
    "pipelineId" in where ? where.pipelineId : null,
    "formId" in where ? where.formId : null,
    "responseId" in where ? where.responseId : null,
  ];
  return inTransaction(deps.pool, async (client) => {
    const { rows } = await client.query<CancelledRow>({ ...cancelRuns, values });
    const runs = await Promise.all(
      rows.map(async ({ runId, versionId }) => {
        const plan = await deps.plan(versionId);
        return plan === null ? [] : [{ runId, plan }];
      }),
    );
    await addMissingSteps(client, runs.flat(), "cancelled");
    return rows;
  });
}
