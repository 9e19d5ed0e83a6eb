import {
  defineBackend,
  PermanentError,
  type Preview,
  type ServiceContext,
  type StepContext,
  type StepResult,
  type TestResult,
} from "@formloom/plugin-sdk";
import { z } from "zod";
import { manifest } from "./manifest.ts";
import { callSlack, postToWebhook, readSlack, webhookAddress } from "./slack-api.ts";
import { escapeSlack, toBlocks, toFallback } from "./slack-text.ts";

type SlackContext = StepContext<z.output<(typeof manifest)["config"]>>;

interface SlackOutput {
  /** Id of the channel; null with an incoming webhook, which does not say. */
  readonly channel: string | null;
  /** Slack's id of the message; null with an incoming webhook. */
  readonly ts: string | null;
}

const maxPages = 10;
const maxOptions = 100;

const channelPage = z.looseObject({
  channels: z.array(z.looseObject({ id: z.string(), name: z.string() })).default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().default("") }).optional(),
});

export const backend = defineBackend(manifest, {
  run,
  dryRun,
  test,
  options: { channels: listChannels },
});

async function run(ctx: SlackContext): Promise<StepResult> {
  const slack = readSlack(ctx.connection);
  const message = buildMessage(ctx);
  const channel = slack.webhookUrl === "" ? readChannel(ctx) : null;
  const output = await ctx.effect<SlackOutput>("send", async (key) => {
    const headers = { "idempotency-key": key };
    if (channel === null) {
      await postToWebhook(ctx, slack, message, headers);
      return { result: { channel: null, ts: null } };
    }
    const body = { channel, ...message };
    const reply = await callSlack(ctx, slack, "chat.postMessage", body, headers);
    return {
      result: { channel: textOr(reply["channel"], channel), ts: textOr(reply["ts"], null) },
    };
  });
  return { output };
}

function dryRun(ctx: SlackContext): Preview {
  const isWebhook = ctx.connection !== null && readSlack(ctx.connection).webhookUrl !== "";
  const channel = isWebhook ? null : (ctx.config.channel?.trim() ?? "") || null;
  const { text } = buildMessage(ctx);
  return {
    summary: channel === null ? "Message to Slack" : `Message to ${channel} in Slack`,
    content: { kind: "message", channel, text },
    port: "out",
    output: { channel, ts: null },
  };
}

async function test(ctx: ServiceContext): Promise<TestResult> {
  try {
    const slack = readSlack(ctx.connection);
    if (slack.botToken === "") {
      webhookAddress(slack);
      return { ok: true, message: "The address is one of Slack's. Only a message would prove it." };
    }
    const reply = await callSlack(ctx, slack, "auth.test", {});
    return { ok: true, message: `Signed in to ${textOr(reply["team"], "Slack")}.` };
  } catch (error) {
    ctx.signal.throwIfAborted();
    return { ok: false, message: error instanceof Error ? error.message : "It does not work." };
  }
}

/** Channels whose name holds the query, at most 100. */
async function listChannels(
  ctx: ServiceContext,
  query: { readonly q: string },
): Promise<{ value: string; label: string }[]> {
  const slack = readSlack(ctx.connection);
  if (slack.botToken === "") return [];
  const wanted = query.q.trim().replace(/^#/, "").toLowerCase();
  const found: { value: string; label: string }[] = [];
  let cursor = "";
  for (let page = 0; page < maxPages && found.length < maxOptions; page += 1) {
    const parsed = channelPage.parse(
      await callSlack(ctx, slack, "conversations.list", pageOf(cursor)),
    );
    for (const { id, name } of parsed.channels) {
      if (name.toLowerCase().includes(wanted)) found.push({ value: id, label: `#${name}` });
    }
    cursor = parsed.response_metadata?.next_cursor ?? "";
    if (cursor === "") break;
  }
  return found.slice(0, maxOptions);
}

function pageOf(cursor: string): URLSearchParams {
  const page = { types: "public_channel,private_channel", exclude_archived: "true", limit: "200" };
  return new URLSearchParams(cursor === "" ? page : { ...page, cursor });
}

function buildMessage(ctx: SlackContext) {
  const text = ctx.render(ctx.config.text, { escape: escapeSlack });
  if (text.trim() === "") {
    throw new PermanentError("The message is empty for this response.", {
      code: "empty_message",
      hint: "Add words of your own to the text, or a default to its pills.",
    });
  }
  return {
    text: toFallback(text),
    blocks: toBlocks(text),
    parse: "none",
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  };
}

function readChannel(ctx: SlackContext): string {
  const channel = ctx.config.channel?.trim() ?? "";
  if (/^#?[^\s#<>&]{1,80}$/u.test(channel)) return channel;
  throw new PermanentError("No channel is chosen.", {
    code: channel === "" ? "channel_missing" : "channel_invalid",
    hint: "Choose the channel in the step's settings.",
  });
}

function textOr<Other>(value: unknown, other: Other): string | Other {
  return typeof value === "string" ? value : other;
}
