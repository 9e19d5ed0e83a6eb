import { dryRunPipeline, testPipeline } from "@formloom/shared/api";
import { readRequestKey } from "../forms/idempotency-key.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { graphBodyLimits } from "../http/read-body.ts";
import { Refusal } from "../http/refusal.ts";
import { createRequestRate } from "../http/request-rate.ts";
import { TrialLost } from "../pipeline/ports.ts";
import { dryRun } from "./dry-run.ts";
import { previewTest } from "./preview-test.ts";
import { startTest } from "./start-test.ts";
import type { TrialDeps } from "./trial-deps.ts";

/** Per person: previews follow typing, dry runs and tests follow clicks. */
const previewRate = { limit: 120, windowMs: 60_000 };
const trialRate = { limit: 30, windowMs: 60_000 };

/** Tries drafts: previews, dry runs over past responses, and test runs. */
export function trialRoutes(deps: TrialDeps): readonly BoundRoute[] {
  const previews = createLimit(previewRate);
  const trials = createLimit(trialRate);
  return [
    route(
      dryRunPipeline,
      ({ caller, params, body }) => {
        trials(caller.id);
        return explainLoss(dryRun(deps, { ...params, userId: caller.id, body }));
      },
      graphBodyLimits,
    ),
    route(
      testPipeline,
      async ({ caller, params, body, headers, setHeader }) => {
        if (body.mode === "preview") {
          previews(caller.id);
          const trial = await explainLoss(previewTest(deps, { ...params, body }));
          return { kind: "preview" as const, trial };
        }
        trials(caller.id);
        const key = readRequestKey(headers["idempotency-key"]);
        const started = await startTest(deps, { ...params, userId: caller.id, key, body });
        if (started.repeated) setHeader("idempotent-replayed", "true");
        return { kind: "run" as const, runId: started.runId };
      },
      graphBodyLimits,
    ),
  ];
}

function createLimit(rate: { readonly limit: number; readonly windowMs: number }) {
  const counts = createRequestRate(rate);
  return (userId: string): void => {
    const waitMs = counts.take(userId, Date.now());
    if (waitMs === 0) return;
    const retryAfterS = Math.ceil(waitMs / 1_000);
    throw new Refusal("rate_limited", "That was a lot of trials: wait a little.", { retryAfterS });
  };
}

async function explainLoss<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TrialLost)) throw error;
    throw new Refusal(
      "trial_failed",
      "A step took all the time or memory there is. Switch off one step after the other to find it.",
    );
  }
}
