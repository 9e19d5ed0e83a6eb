import {
  connectionError,
  isPassingStatus,
  PermanentError,
  RetryAfterError,
  parseRetryAfter,
  statusRetry,
  TransientError,
  type IncomingReply,
  type ServiceContext,
} from "@formloom/plugin-sdk";
import { z } from "zod";
import { slackSchema, type SlackSettings } from "./manifest.ts";

const hints: Readonly<Record<string, string>> = {
  account_inactive: "The bot's account was switched off: make a new token.",
  channel_is_archived: "Choose a channel that is not archived.",
  channel_not_found: "Choose the channel again; a private one needs the bot as a member.",
  invalid_auth: "The token is not valid: renew the connection.",
  invalid_token: "The webhook's address is not valid any more: make a new one in Slack.",
  missing_scope: "Give the bot the right chat:write in Slack, and install it again.",
  msg_too_long: "Make the message shorter.",
  no_service: "The incoming webhook was removed or switched off in Slack.",
  no_text: "The message is empty for this response.",
  not_authed: "Enter the bot's token in the connection.",
  not_in_channel: "Invite the bot to the channel: type /invite and its name there.",
  restricted_action: "The workspace does not allow this bot to post there.",
  token_revoked: "The token was withdrawn: renew the connection.",
};

/** Slack's own troubles, which pass. */
const passing = new Set([
  "fatal_error",
  "internal_error",
  "ratelimited",
  "rate_limited",
  "request_timeout",
  "rollup_error",
  "service_unavailable",
]);

const jsonType = "application/json; charset=utf-8";

const replySchema = z.looseObject({ ok: z.boolean(), error: z.string().max(200).optional() });
export type SlackReply = z.output<typeof replySchema>;

/** The connection's settings. Throws PermanentError where there is none. */
export function readSlack(connection: ServiceContext["connection"]): SlackSettings {
  const parsed = slackSchema.safeParse(connection?.config);
  const hasSecret =
    parsed.success && (parsed.data.webhookUrl !== "" || parsed.data.botToken !== "");
  if (parsed.success && hasSecret) return parsed.data;
  throw new PermanentError("No Slack connection is chosen.", {
    code: connection === null ? "connection_missing" : "connection_invalid",
    hint: "Choose a connection that holds an incoming webhook or a bot token.",
    who: "owner",
  });
}

/** Calls a method of the Web API with the bot's token. Throws what the step is to end with. */
export async function callSlack(
  ctx: ServiceContext,
  slack: SlackSettings,
  method: string,
  body: Readonly<Record<string, unknown>> | URLSearchParams,
  headers: Readonly<Record<string, string>> = {},
): Promise<SlackReply> {
  const url = new URL(`/api/${method}`, slack.baseUrl);
  const isForm = body instanceof URLSearchParams; // methods that only read take no JSON
  const all = {
    authorization: `Bearer ${slack.botToken}`,
    "content-type": isForm ? "application/x-www-form-urlencoded" : jsonType,
    ...headers,
  };
  const reply = await send(ctx, url, all, isForm ? body.toString() : JSON.stringify(body));
  if (isPassingStatus(reply.status)) throw statusRetry(reply, url.host, ctx.clock.now());
  const parsed = replySchema.safeParse(parseJson(reply.body));
  if (!parsed.success) {
    throw refused(`http_${reply.status}`, "Slack gave an answer that is not its own.", undefined);
  }
  if (!parsed.data.ok) throw refusal(parsed.data.error ?? "unknown_error", reply, ctx.clock.now());
  return parsed.data;
}

/** Posts to an incoming webhook. Throws what the step is to end with. */
export async function postToWebhook(
  ctx: ServiceContext,
  slack: SlackSettings,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const url = webhookAddress(slack);
  const all = { "content-type": jsonType, ...headers };
  const reply = await send(ctx, url, all, JSON.stringify(body));
  if (reply.status >= 200 && reply.status < 300) return;
  if (isPassingStatus(reply.status)) throw statusRetry(reply, url.host, ctx.clock.now());
  // Slack answers with one word; whatever is longer was not written by Slack.
  const word = /^[a-z_]{1,40}$/.exec(reply.body.trim())?.[0] ?? `http_${reply.status}`;
  throw refusal(word, reply, ctx.clock.now());
}

/** The webhook's address, which has to be at the host that the connection is bound to. */
export function webhookAddress(slack: SlackSettings): URL {
  const url = URL.parse(slack.webhookUrl);
  const base = new URL(slack.baseUrl);
  const isBound =
    url !== null &&
    url.protocol === base.protocol &&
    url.username === "" &&
    (url.host === base.host || url.host === `hooks.${base.host}`);
  if (isBound) return url;
  throw new PermanentError("The incoming webhook is not at Slack's address.", {
    code: "connection_host_mismatch",
    hint: `It begins with ${base.protocol}//hooks.${base.host}/.`,
  });
}

async function send(
  ctx: ServiceContext,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<IncomingReply> {
  try {
    return await ctx.fetch(url.href, { method: "POST", headers, body });
  } catch (error) {
    throw connectionError(error, url.host);
  }
}

function refusal(error: string, reply: IncomingReply, now: Date): Error {
  const word = /^[a-z0-9_]{1,50}$/.test(error) ? error : "unknown_error";
  const code = word.startsWith("http_") ? word : `slack_${word}`;
  const message = `Slack refused the message: ${word.replaceAll("_", " ")}.`;
  if (!passing.has(word)) return refused(code, message, hints[word]);
  const facts = { code, hint: "It is tried again.", who: "service" } as const;
  const pauseMs = parseRetryAfter(reply.headers["retry-after"], now);
  return pauseMs === undefined
    ? new TransientError(message, facts)
    : new RetryAfterError(message, pauseMs, facts);
}

function refused(code: string, message: string, hint: string | undefined): PermanentError {
  return new PermanentError(message, {
    code,
    hint: hint ?? "The same again would be refused too: check the connection and the channel.",
    who: "owner",
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the schema says so to the caller
  }
}
