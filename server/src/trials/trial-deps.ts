import type { Audit } from "../accounts/audit.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Pipeline } from "../pipeline/ports.ts";
import type { GraphTools } from "../pipelines/pipeline-deps.ts";
import type { TaskRunner } from "../tasks/task-runner.ts";

export interface TrialDeps {
  readonly prisma: PrismaClient;
  readonly pipeline: Pick<Pipeline, "tryOut" | "queueRuns" | "announceRun">;
  readonly graphTools: GraphTools;
  readonly audit: Audit;
  /** Told of new tasks. */
  readonly tasks: Pick<TaskRunner, "wake">;
}
