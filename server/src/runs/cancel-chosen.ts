import type { cancelRuns, RouteBody } from "@formloom/shared/api";
import type { Audit } from "../accounts/audit.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Caller } from "../http/call.ts";
import type { Pipeline } from "../pipeline/ports.ts";
import { matchingRuns, namedRuns } from "./chosen-runs.ts";
import type { RunScopes } from "./run-scope.ts";

interface CancelDeps {
  readonly prisma: PrismaClient;
  readonly scopes: RunScopes;
  readonly audit: Audit;
  readonly pipeline: Pick<Pipeline, "cancelRuns">;
}

/** Runs of one commit: all at once, they would hold thousands of rows that live runs wait for. */
const atOnce = 500;

/** Cancels chosen runs as far as they are under way; how many these were. */
export async function cancelChosen(
  deps: CancelDeps,
  caller: Caller,
  { runIds, matching }: RouteBody<typeof cancelRuns>,
): Promise<number> {
  const chosen =
    matching === undefined
      ? await namedRuns(deps, caller, runIds ?? [])
      : await matchingRuns(deps, caller, { filter: matching, act: "cancel" });
  let cancelled = 0;
  for (const [formId, runs] of Map.groupBy(chosen, (run) => run.formId)) {
    let count = 0;
    for (let begin = 0; begin < runs.length; begin += atOnce) {
      const ids = runs.slice(begin, begin + atOnce).map(({ id }) => id);
      count += await deps.pipeline.cancelRuns({ runIds: ids });
    }
    cancelled += count;
    if (count === 0) continue;
    await deps.audit.record({
      userId: caller.id,
      action: "runs.cancelled",
      subjectType: "form",
      subjectId: formId,
      detail: { runs: count },
    });
  }
  return cancelled;
}
