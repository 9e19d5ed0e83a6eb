import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

const maxKeys = 1_000;
const keys = new Map<string, KeyObject>();

/** What a signature covers. */
export interface SignedMessage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The `webhook-signature` header: one signature for each secret, the current one's first.
 *
 * @param secrets `whsec_` and base64, as Standard Webhooks writes them.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signWebhook(message: SignedMessage, secrets: readonly string[]): string {
  const content = `${message.id}.${message.timestamp}.${message.body}`;
  return secrets
    .map((secret) => `v1,${createHmac("sha256", keyOf(secret)).update(content).digest("base64")}`)
    .join(" ");
}

function keyOf(secret: string): KeyObject {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  if (keys.size >= maxKeys) keys.clear();
  const key = createSecretKey(secret.replace(/^whsec_/, ""), "base64");
  keys.set(secret, key);
  return key;
}
