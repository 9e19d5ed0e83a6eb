import { fileURLToPath } from "node:url";
import Bree from "bree";
import type { ThreadSettings } from "./pool-handlers.ts";

/** Bree with one job a thread, each started by its name. */
export function createBree(
  names: readonly string[],
  settings: ThreadSettings,
  hear: {
    readonly onError: (error: unknown, name: string) => void;
    readonly onMessage: (message: unknown, name: string) => void;
  },
): Bree {
  const path = fileURLToPath(new URL("thread.ts", import.meta.url));
  return new Bree({
    root: false,
    doRootCheck: false,
    logger: false,
    closeWorkerAfterMs: 0,
    errorHandler: (error, { name }) => hear.onError(error, name),
    workerMessageHandler: ({ name, message }) => hear.onMessage(message, name),
    jobs: names.map((name) => ({
      name,
      path,
      timeout: false,
      // An empty environment: no plugin finds a secret there.
      worker: {
        workerData: settings,
        env: {},
        // A bounded young generation: most of what a step makes is gone at once, and memory stays low.
        resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 12 },
      },
    })),
  });
}
