import { createBackfillWork } from "./backfill/backfill-work.ts";
import type { Config } from "./config.ts";
import { startFailureCollector } from "./failures/failure-collector.ts";
import type { Logger } from "./logger.ts";
import type { Pipeline } from "./pipeline/ports.ts";
import { createReplayWork } from "./replays/replay-work.ts";
import type { ReplayDeps } from "./runs/replay-deps.ts";
import { TaskRunner } from "./tasks/task-runner.ts";
import { createDryRunWork } from "./trials/dry-run-work.ts";

/**
 * Starts what is done beside the engine: the work on tasks of all kinds, and the failures inbox. A process of
 * the role `web` leaves it to others.
 */
export function startTasks(
  deps: ReplayDeps & {
    readonly pipeline: Pick<Pipeline, "tryOut">;
    readonly logger: Logger;
    readonly role: Config["role"];
  },
): Pick<TaskRunner, "wake" | "stop"> {
  if (deps.role === "web") return { wake: () => {}, stop: () => Promise.resolve() };
  const runner = new TaskRunner({
    ...deps,
    works: {
      "dry-run": createDryRunWork(deps),
      backfill: createBackfillWork(deps),
      replay: createReplayWork(deps),
    },
  });
  const collector = startFailureCollector(deps);
  return {
    wake: () => runner.wake(),
    stop: async () => void (await Promise.all([runner.stop(), collector.stop()])),
  };
}
