import type { Audit } from "../accounts/audit.ts";
import type { Config } from "../config.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Credentials, StepCredentials } from "../pipeline/ports.ts";
import type { SecretRegistry } from "../secret-registry.ts";
import { secretTexts } from "../secret-texts.ts";
import { readConnection } from "./connection-secrets.ts";
import { readWebhookSecrets } from "./webhook-secrets.ts";
import type { Vault } from "./vault.ts";

const keptForMs = 5_000;
const maxKept = 1_000;

/**
 * What steps may use, decided at the moment of use by the pipeline's owner. A connection of another
 * person is as good as none, is recorded, and is not decrypted.
 */
export function createCredentials(deps: {
  readonly prisma: PrismaClient;
  readonly vault: Vault;
  readonly audit: Audit;
  readonly secrets: SecretRegistry;
  readonly config: Pick<Config, "mailServer" | "mailFrom">;
  readonly nowMs?: () => number;
}): Credentials {
  const { prisma, vault, audit, secrets } = deps;
  const nowMs = deps.nowMs ?? Date.now;
  const connections = createShortCache<StepCredentials | null>(nowMs);
  const webhooks = createShortCache<readonly string[]>(nowMs);

  async function resolve(connectionId: string, ownerId: string): Promise<StepCredentials | null> {
    const row = await prisma.connection.findUnique({ where: { id: connectionId } });
    if (row === null || row.ownerId !== ownerId) {
      await audit.record({
        userId: ownerId,
        action: "connection.denied",
        subjectType: "connection",
        subjectId: connectionId,
        detail: { reason: row === null ? "missing" : "foreign" },
      });
      return null;
    }
    const settings = readConnection(vault, row);
    secrets.add(...secretTexts(settings.secret));
    return { kind: row.kind, config: { ...settings.config, ...settings.secret } };
  }

  return {
    connection: (connectionId, ownerId) =>
      connections.get(`${connectionId} ${ownerId}`, () => resolve(connectionId, ownerId)),
    webhookSecrets: (formId) =>
      webhooks.get(formId, async () => {
        const form = await prisma.form.findUnique({
          where: { id: formId },
          select: { id: true, webhookSecret: true },
        });
        const found = form === null ? [] : readWebhookSecrets(vault, form);
        secrets.add(...found);
        return found;
      }),
    serverMail: serverMail(deps.config, secrets),
  };
}

function serverMail(
  { mailServer, mailFrom }: Pick<Config, "mailServer" | "mailFrom">,
  secrets: SecretRegistry,
): StepCredentials | null {
  if (mailServer === null) return null;
  if (mailServer.password !== null) secrets.add(mailServer.password);
  const { host, port, security, user, password } = mailServer;
  return {
    kind: "smtp",
    config: {
      host,
      port,
      security,
      ...(user === null ? {} : { user }),
      ...(password === null ? {} : { password }),
      from: mailFrom ?? `formloom@${host}`,
    },
  };
}

/** Remembers answers for a few seconds; a failed look-up is not remembered. */
function createShortCache<Value>(nowMs: () => number) {
  const kept = new Map<string, { readonly value: Promise<Value>; readonly untilMs: number }>();
  return {
    get(key: string, load: () => Promise<Value>): Promise<Value> {
      const known = kept.get(key);
      if (known !== undefined && known.untilMs > nowMs()) return known.value;
      if (kept.size >= maxKept) kept.clear();
      const value = load();
      kept.set(key, { value, untilMs: nowMs() + keptForMs });
      value.catch(() => kept.delete(key));
      return value;
    },
  };
}
