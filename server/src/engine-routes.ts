import { backfillRoutes } from "./backfill/backfill-routes.ts";
import type { BoundRoute } from "./http/call.ts";
import { failureRoutes } from "./failures/failure-routes.ts";
import type { AppTools } from "./http/app.ts";
import type { Bus } from "./pipeline/bus/bus.ts";
import { replayRoutes } from "./replays/replay-routes.ts";
import { healthRoutes, type HealthRouteDeps } from "./health/health-routes.ts";
import { journeyRoutes } from "./journeys/journey-routes.ts";
import { runRoutes } from "./runs/run-routes.ts";
import { taskRoutes } from "./tasks/task-routes.ts";
import type { TaskRunner } from "./tasks/task-runner.ts";
import { trialRoutes } from "./trials/trial-routes.ts";

/** What the Health page needs of the engine and of what keeps house. */
export type Upkeep = Pick<
  HealthRouteDeps,
  "queue" | "tidyNow" | "retentionDays" | "mailConfigured"
>;

/** The routes that need the engine at work: runs, trials, tasks and health. */
export function engineRoutes(
  tools: AppTools & {
    readonly bus: Bus;
    readonly tasks: Pick<TaskRunner, "wake">;
    readonly upkeep: Upkeep;
  },
): readonly BoundRoute[] {
  return [
    ...runRoutes(tools),
    ...failureRoutes(tools),
    ...replayRoutes(tools),
    ...trialRoutes(tools),
    ...backfillRoutes(tools),
    ...journeyRoutes(tools),
    ...taskRoutes(tools),
    ...healthRoutes({ ...tools, ...tools.upkeep }),
  ];
}
