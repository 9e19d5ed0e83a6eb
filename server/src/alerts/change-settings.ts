import {
  alertSettingsSchema,
  type AlertSettingsView,
  type RouteBody,
  type updateAlertSettings,
} from "@formloom/shared/api";
import { newWebhookSecret, readWebhookSecrets } from "../connections/webhook-secrets.ts";
import type { Vault } from "../connections/vault.ts";
import { asJson, type PrismaClient, type TransactionClient } from "../db/client.ts";
import { Refusal } from "../http/refusal.ts";
import { readSettings } from "./alert-rules.ts";
import { known } from "./change-rule.ts";

interface SettingsDeps {
  readonly prisma: PrismaClient;
  readonly vault: Vault;
}

/** How a person is told, with the secret that signs their webhook where they have one. */
export async function presentSettings(
  { prisma, vault }: SettingsDeps,
  userId: string,
): Promise<AlertSettingsView> {
  const row = await prisma.alertSettings.findUnique({ where: { userId } });
  const settings = alertSettingsSchema.parse(row?.settings ?? {});
  const sealed = row?.webhookSecret ?? null;
  if (sealed === null || settings.webhook === null) return { settings, webhookSecret: null };
  const [webhookSecret = null] = readWebhookSecrets(vault, { id: userId, webhookSecret: sealed });
  return { settings, webhookSecret };
}

/** Changes how a person is told; 422 `foreign_connection` where a connection is none of theirs. */
export async function changeSettings(
  { prisma, vault }: SettingsDeps,
  userId: string,
  change: RouteBody<typeof updateAlertSettings>,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "User" WHERE id = ${userId}::uuid FOR UPDATE`;
    const settings = { ...(await readSettings(tx, userId)), ...known(change) };
    const { slack, webhook } = settings;
    await checkConnection(tx, userId, { id: slack?.connectionId ?? null, kind: "slack" });
    await checkConnection(tx, userId, { id: webhook?.connectionId ?? null, kind: "http-auth" });
    const row = await tx.alertSettings.findUnique({ where: { userId } });
    const isFirst = webhook !== null && (row?.webhookSecret ?? null) === null;
    const data = {
      settings: asJson(settings),
      ...(isFirst ? { webhookSecret: newWebhookSecret(vault, userId) } : {}),
    };
    await tx.alertSettings.upsert({ where: { userId }, create: { userId, ...data }, update: data });
  });
}

async function checkConnection(
  tx: TransactionClient,
  ownerId: string,
  wanted: { readonly id: string | null; readonly kind: string },
): Promise<void> {
  if (wanted.id === null) return;
  const where = { id: wanted.id, kind: wanted.kind, ownerId };
  if ((await tx.connection.count({ where })) > 0) return;
  throw new Refusal("foreign_connection", "Choose a connection of your own of the right kind.");
}
