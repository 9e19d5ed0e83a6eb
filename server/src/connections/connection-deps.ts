import type { NodeType } from "@formloom/shared/plugin";
import type { Audit } from "../accounts/audit.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Cursors } from "../http/cursor.ts";
import type { Pipeline } from "../pipeline/ports.ts";
import type { SecretRegistry } from "../secret-registry.ts";
import type { ConnectionKind } from "./connection-kinds.ts";
import type { Vault } from "./vault.ts";

/** What the connections' routes need of the server around them. */
export interface ConnectionRouteDeps {
  readonly prisma: PrismaClient;
  readonly vault: Vault;
  readonly audit: Audit;
  readonly cursors: Cursors;
  readonly secrets: SecretRegistry;
  readonly nodeTypes: readonly NodeType[];
  readonly pipeline: Pick<Pipeline, "askPlugin">;
}

/** The deps with the kinds looked up. */
export interface ConnectionDeps extends ConnectionRouteDeps {
  readonly kindOf: (kind: string) => ConnectionKind | null;
}
