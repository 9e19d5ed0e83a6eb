import { isRecord } from "@formloom/shared/values";
import type { Connection } from "../db/generated/client.ts";
import { UnreadableSecret, type Vault } from "./vault.ts";

export interface ConnectionSettings {
  readonly config: Readonly<Record<string, unknown>>;
  readonly secret: Readonly<Record<string, unknown>>;
}

/** A connection's settings with the secret ones decrypted; throws when they cannot be. */
export function readConnection(
  vault: Vault,
  row: Pick<Connection, "id" | "kind" | "ownerId" | "config" | "secret">,
): ConnectionSettings {
  const secret = vault.open(row.secret, { id: row.id, kind: row.kind, ownerId: row.ownerId });
  if (!isRecord(secret)) throw new UnreadableSecret();
  return { config: isRecord(row.config) ? row.config : {}, secret };
}
