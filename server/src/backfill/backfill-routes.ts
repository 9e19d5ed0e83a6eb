import {
  countBackfill as countContract,
  startBackfill as startContract,
} from "@formloom/shared/api";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { Refusal } from "../http/refusal.ts";
import { createRequestRate } from "../http/request-rate.ts";
import { countBackfill } from "./count-backfill.ts";
import { readBackfillSubject } from "./read-subject.ts";
import { startBackfill, type BackfillDeps } from "./start-backfill.ts";

/** Per person: a count may look at 100,000 responses. */
const countRate = { limit: 60, windowMs: 60_000 };

/** Runs automations over past responses. */
export function backfillRoutes(deps: BackfillDeps): readonly BoundRoute[] {
  const counts = createRequestRate(countRate);
  const limit = (userId: string): void => {
    const waitMs = counts.take(userId, Date.now());
    if (waitMs === 0) return;
    const retryAfterS = Math.ceil(waitMs / 1_000);
    throw new Refusal("rate_limited", "That was a lot of counting: wait a little.", {
      retryAfterS,
    });
  };
  return [
    route(countContract, async ({ caller, params, body }) => {
      limit(caller.id);
      const wanted = { pipelineId: params.pipelineId, onlyNodeId: body.onlyNodeId };
      const subject = await readBackfillSubject(deps, wanted);
      return (await countBackfill(deps.prisma, subject, body.filter)).count;
    }),
    route(startContract, ({ caller, params, body }) => {
      limit(caller.id);
      return startBackfill(deps, { pipelineId: params.pipelineId, userId: caller.id, body });
    }),
  ];
}
