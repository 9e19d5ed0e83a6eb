import type { Config } from "../config.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Logger } from "../logger.ts";
import type { PlanStore } from "./compile/plan-store.ts";
import type { Counters } from "./counters.ts";
import type { Credentials } from "./ports.ts";
import type { Announcer } from "./run-holder.ts";
import type { WorkerPool } from "./worker/pool.ts";

/** What the engine is given. */
export interface EngineDeps {
  readonly connectionString: string;
  readonly prisma: PrismaClient;
  readonly config: Pick<Config, "role" | "threads" | "baseUrl">;
  /** Started already, or started by the engine. */
  readonly workers: WorkerPool;
  readonly credentials: Credentials;
  readonly logger: Logger;
  readonly onEgressBlocked: (blocked: { runId: string; reason: string }) => void;
  readonly plans: PlanStore;
  readonly announce: Announcer;
  readonly counters: Counters;
  /** Another process said something. */
  readonly onSignal: (payload: string) => void;
  /** There is something in the queue that other processes may take. */
  readonly onQueued: () => void;
}
