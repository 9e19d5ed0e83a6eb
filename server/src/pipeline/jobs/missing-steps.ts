import type { Plan } from "@formloom/shared/graph";
import type { Pool } from "pg";
import { writeMissingSteps } from "./sql/missing-steps.ts";

/**
 * Writes the rows of steps that were not written yet, as they are with a run's first results; those that
 * exist are left alone.
 */
export async function addMissingSteps(
  client: Pick<Pool, "query">,
  runs: readonly { readonly runId: string; readonly plan: Plan }[],
  status: "waiting" | "cancelled",
): Promise<void> {
  const steps = runs.flatMap(({ runId, plan }) =>
    [...plan.steps.entries()].map(([ordinal, step]) => ({ runId, ordinal, step })),
  );
  if (steps.length === 0) return;
  await client.query({
    ...writeMissingSteps,
    values: [
      steps.map(({ runId }) => runId),
      steps.map(({ ordinal }) => ordinal),
      steps.map(({ step }) => step.nodeId),
      steps.map(({ step }) => step.type),
      status,
    ],
  });
}
