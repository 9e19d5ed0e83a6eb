import type { BoundRoute } from "./http/call.ts";
import { failureRoutes } from "./failures/failure-routes.ts";
import type { AppTools } from "./http/app.ts";
import type { Bus } from "./pipeline/bus/bus.ts";
import { replayRoutes } from "./replays/replay-routes.ts";
import { runRoutes } from "./runs/run-routes.ts";
import { taskRoutes } from "./tasks/task-routes.ts";
import type { TaskRunner } from "./tasks/task-runner.ts";
import { trialRoutes } from "./trials/trial-routes.ts";

/** The routes that need the engine at work: runs, trials and tasks. */
export function engineRoutes(
  tools: AppTools & { readonly bus: Bus; readonly tasks: Pick<TaskRunner, "wake"> },
): readonly BoundRoute[] {
  return [
    ...runRoutes(tools),
    ...failureRoutes(tools),
    ...replayRoutes(tools),
    ...trialRoutes(tools),
    ...taskRoutes(tools),
  ];
}
