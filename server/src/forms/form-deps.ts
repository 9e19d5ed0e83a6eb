import type { NodeType } from "@formloom/shared/plugin";
import type { Audit } from "../accounts/audit.ts";
import type { Vault } from "../connections/vault.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Cursors } from "../http/cursor.ts";
import type { Pipeline } from "../pipeline/ports.ts";

/** What forms and responses need of the server around them. */
export interface FormDeps {
  readonly prisma: PrismaClient;
  readonly pipeline: Pick<Pipeline, "forms" | "submissions" | "events" | "cancelRuns">;
  readonly vault: Vault;
  readonly audit: Audit;
  readonly cursors: Cursors;
  readonly baseUrl: string;
  /** How long runs keep their details where their form says nothing, in days. */
  readonly retentionDays: number;
  /** For what settings are called. */
  readonly nodeTypes: readonly NodeType[];
}
