import {
  getEngineHealth,
  probeService,
  retryWaitingRuns,
  runHousekeeping,
} from "@formloom/shared/api";
import type { Audit } from "../accounts/audit.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import type { Pipeline } from "../pipeline/ports.ts";
import type { HousekeepingNote } from "./housekeeping-note.ts";
import { readHealth, type HealthDeps } from "./read-health.ts";
import { retryWaiting } from "./retry-waiting.ts";

/** However many look at it, it is read once in this time, in ms. */
const keptForMs = 1_000;

export interface HealthRouteDeps extends HealthDeps {
  readonly audit: Audit;
  readonly pipeline: Pick<Pipeline, "queueRuns" | "announceRun" | "probe">;
  readonly tidyNow: () => Promise<HousekeepingNote>;
}

/** The Health page of admins, and the safe acts on it. */
export function healthRoutes(deps: HealthRouteDeps): readonly BoundRoute[] {
  const { audit } = deps;
  let kept: { readonly health: ReturnType<typeof readHealth>; readonly atMs: number } | null = null;
  return [
    route(getEngineHealth, () => {
      if (kept === null || performance.now() - kept.atMs > keptForMs) {
        kept = { health: readHealth(deps), atMs: performance.now() };
      }
      return kept.health;
    }),
    route(retryWaitingRuns, async ({ caller, body }) => {
      const pipelineId = body.pipelineId ?? null;
      const runs = await retryWaiting(deps, { pipelineId, onlyPutOff: false });
      const detail = { pipelineId, runs };
      await audit.record({ userId: caller.id, action: "engine.retried-waiting", detail });
      return { runs };
    }),
    route(probeService, async ({ caller, body: { host } }) => {
      deps.pipeline.probe(host);
      const runs = await retryWaiting(deps, { pipelineId: null, onlyPutOff: true });
      await audit.record({ userId: caller.id, action: "engine.probed", detail: { host, runs } });
      return { runs };
    }),
    route(runHousekeeping, async ({ caller }) => {
      await audit.record({ userId: caller.id, action: "engine.tidied" });
      const { clearedRuns, removedRuns, tookMs } = await deps.tidyNow();
      return { clearedRuns, removedRuns, tookMs };
    }),
  ];
}
