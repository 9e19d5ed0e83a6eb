import type { AlertSettings } from "@formloom/shared/api";
import { readWebhookSecrets } from "../connections/webhook-secrets.ts";
import type { Vault } from "../connections/vault.ts";
import type { PrismaClient } from "../db/client.ts";
import type { AlertMessage } from "../db/generated/client.ts";
import type { MessageRequest } from "../pipeline/ports.ts";
import { alertContentSchema, type AlertContent } from "./alert-content.ts";
import { readSettings } from "./alert-rules.ts";

interface Receiver {
  readonly email: string;
  readonly settings: AlertSettings;
  readonly webhookSecrets: readonly string[];
}

/** The message as a node type sends it; a sentence where there is nowhere to send it to any more. */
export async function messageRequest(
  deps: { readonly prisma: PrismaClient; readonly vault: Vault },
  message: AlertMessage,
): Promise<MessageRequest | string> {
  const { id, userId, channel } = message;
  const user = await deps.prisma.user.findUnique({
    where: { id: userId },
    include: { alerts: true },
  });
  if (user === null || user.disabledAt !== null)
    return "The person does not sign in here any more.";
  const settings = await readSettings(deps.prisma, userId);
  const sealed = user.alerts?.webhookSecret ?? null;
  const webhookSecrets =
    sealed === null ? [] : readWebhookSecrets(deps.vault, { id: userId, webhookSecret: sealed });
  const receiver = { email: user.email, settings, webhookSecrets };
  const content = alertContentSchema.parse(message.content);
  const sent = bodies[channel]?.(content, { ...receiver, id, at: message.createdAt });
  if (sent === undefined || sent === null) return "This way of being told was switched off.";
  const { timeZone } = settings;
  return {
    id,
    ownerId: userId,
    timeZone,
    values: {},
    resolved: false,
    webhookSecrets: [],
    ...sent,
  };
}

type Body = Pick<MessageRequest, "nodeType" | "config" | "connectionId"> & Partial<MessageRequest>;
type MakeBody = (
  content: AlertContent,
  to: Receiver & { readonly id: string; readonly at: Date },
) => Body | null;

/** Texts go in as values, so that each node type escapes them as it does with answers. */
const bodies: Readonly<Record<string, MakeBody>> = {
  email: ({ subject, text }, { email }) => ({
    nodeType: "email",
    connectionId: null,
    config: {
      to: [email],
      cc: [],
      bcc: [],
      replyTo: null,
      subject: "{{ answers.subject }}",
      body: { format: "text", content: "{{ answers.text }}" },
    },
    values: { subject, text },
  }),
  slack: ({ text, url }, { settings: { slack } }) =>
    slack === null
      ? null
      : {
          nodeType: "slack",
          connectionId: slack.connectionId,
          config: { channel: slack.channel, text: `{{ answers.text }}\n<${url}|Open in Formloom>` },
          values: { text },
        },
  webhook: ({ isTest, subject, items, url }, { settings: { webhook }, webhookSecrets, at }) =>
    webhook === null
      ? null
      : {
          nodeType: "webhook",
          connectionId: webhook.connectionId,
          resolved: true,
          webhookSecrets,
          config: {
            url: webhook.url,
            method: "POST",
            headers: {},
            body: {
              mode: "custom",
              json: {
                type: isTest ? "alert.test" : "alert",
                timestamp: at.toISOString(),
                data: { subject, url, alerts: items },
              },
            },
          },
        },
};
