import type { NodeType } from "@formloom/shared/plugin";
import type { Audit } from "../accounts/audit.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Pipeline } from "../pipeline/ports.ts";
import type { GraphTools } from "../pipelines/pipeline-deps.ts";

/** What replaying needs. */
export interface ReplayDeps {
  readonly prisma: PrismaClient;
  readonly pipeline: Pick<Pipeline, "queueRuns" | "announceRun">;
  readonly audit: Audit;
  readonly graphTools: GraphTools;
  readonly nodeTypes: readonly NodeType[];
}
