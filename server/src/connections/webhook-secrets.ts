import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Vault } from "./vault.ts";

const storedSchema = z.object({ current: z.string(), previous: z.string().optional() });

const placeOf = (formId: string) => ({ id: formId, kind: "webhook-secret", ownerId: formId });

/** A first secret for a new form, encrypted. */
export function newWebhookSecret(vault: Vault, formId: string): Buffer<ArrayBuffer> {
  return vault.seal({ current: makeSecret() }, placeOf(formId));
}

/** A new secret in front; the one before it stays valid until the next rotation. */
export function rotateWebhookSecret(
  vault: Vault,
  form: { readonly id: string; readonly webhookSecret: Uint8Array },
): { readonly secret: string; readonly sealed: Buffer<ArrayBuffer> } {
  const [previous] = readWebhookSecrets(vault, form);
  const secret = makeSecret();
  return { secret, sealed: vault.seal({ current: secret, previous }, placeOf(form.id)) };
}

/** A form's secrets, the current one first. */
export function readWebhookSecrets(
  vault: Vault,
  form: { readonly id: string; readonly webhookSecret: Uint8Array },
): string[] {
  const { current, previous } = storedSchema.parse(
    vault.open(form.webhookSecret, placeOf(form.id)),
  );
  return previous === undefined ? [current] : [current, previous];
}

/** As Standard Webhooks writes them. */
function makeSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}
