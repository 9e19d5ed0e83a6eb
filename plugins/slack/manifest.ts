import {
  defineManifest,
  formEventTypes,
  parseTemplate,
  secretSetting,
  templateText,
} from "@formloom/plugin-sdk";
import { z } from "zod";

/** Either an incoming webhook's address, which fixes the channel, or the token of a bot. */
export const slackSchema = z.strictObject({
  webhookUrl: secretSetting({
    title: "Incoming webhook",
    description: "Posts to the one channel that it was made for.",
    placeholder: "https://hooks.slack.com/services/…",
  }).default(""),
  botToken: secretSetting({
    title: "Bot token",
    description: "Posts to any channel that the bot was invited to.",
    placeholder: "xoxb-…",
  }).default(""),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .default("https://slack.com")
    .meta({ title: "Slack's address", description: "Secrets are only sent to this host." }),
});
export type SlackSettings = z.output<typeof slackSchema>;

export const manifest = defineManifest({
  id: "slack",
  version: 1,
  name: "Slack",
  description: "Posts a message with the answers in it to a Slack channel.",
  category: "messages",
  icon: "brand-slack",
  triggers: formEventTypes,
  config: z.strictObject({
    channel: templateText({
      title: "Channel",
      description: "With a bot token. An incoming webhook always posts to its own channel.",
      placeholder: "#leads",
    })
      .nullable()
      .default(null)
      .meta({ "x-options": "channels" }),
    text: templateText({
      title: "Message",
      description: "Answers in it can neither call people nor make links.",
      multiline: true,
      self: true,
    }),
  }),
  // A first message that fits every event, so that a new step only lacks its connection.
  defaults: { channel: null, text: "New response to {{ form.name }}" },
  example: {
    config: { channel: "#leads", text: "New response: {{ response.url }}" },
    connection: { botToken: "xoxb-canary-4419-d0c6", baseUrl: "https://slack.com" },
  },
  produces: [
    { path: "channel", label: "Channel", kind: "text" },
    { path: "ts", label: "Message id", kind: "text" },
  ],
  connection: {
    kind: "slack",
    name: "Slack",
    required: true,
    schema: slackSchema,
    host: { setting: "baseUrl" },
  },
  describe: "post to {channel}",
  ifInterrupted: "again",
  validate({ text }) {
    if (text.trim() === "") {
      return [{ path: "text", code: "required", message: "Write a message." }];
    }
    const template = parseTemplate(text);
    if (template.ok) return [];
    return [{ path: "text", code: template.error.code, message: template.error.message }];
  },
});
