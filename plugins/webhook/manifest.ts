import {
  defineManifest,
  formEventTypes,
  secretSetting,
  templateJson,
  templateMap,
  templateText,
} from "@formloom/plugin-sdk";
import { z } from "zod";
import { validateWebhook } from "./validate.ts";

/** Sends the credentials of a service along, to the one origin they were saved for. */
export const httpAuthSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .meta({ title: "Address", description: "Credentials are only sent to this scheme and host." }),
  type: z.enum(["bearer", "basic"]).default("bearer").meta({ title: "Kind" }),
  user: z.string().max(200).default("").meta({ title: "User", description: "For basic only." }),
  secret: secretSetting({ title: "Token or password" }),
});

export const manifest = defineManifest({
  id: "webhook",
  version: 1,
  name: "Webhook",
  description: "Sends the answers to a web address of your choice, signed.",
  category: "developer",
  icon: "webhook",
  triggers: formEventTypes,
  config: z.strictObject({
    url: templateText({
      title: "Address",
      description: "Inserted answers are percent-encoded. They may not make up the host.",
      placeholder: "https://example.org/hook",
      self: true,
    }),
    method: z
      .enum(["POST", "PUT", "PATCH", "GET", "DELETE"])
      .default("POST")
      .meta({ title: "Method" }),
    headers: templateMap({ title: "Headers" }).default({}),
    body: z
      .discriminatedUnion("mode", [
        z.strictObject({ mode: z.literal("event") }).meta({ title: "The whole event" }),
        z
          .strictObject({ mode: z.literal("custom"), json: templateJson({ title: "JSON" }) })
          .meta({ title: "Custom JSON" }),
      ])
      .default({ mode: "event" })
      .meta({ title: "Body" }),
  }),
  defaults: { url: "", method: "POST", headers: {}, body: { mode: "event" } },
  example: {
    config: {
      url: "https://example.org/hook?id={{ response.id }}",
      method: "POST",
      headers: { "X-Form": "{{ form.name }}" },
      body: { mode: "event" },
    },
    connection: { url: "https://example.org", type: "bearer", secret: "canary-bearer-7f3a91" },
  },
  produces: [
    { path: "status", label: "Status", kind: "number" },
    { path: "body", label: "Reply", kind: "text" },
  ],
  connection: {
    kind: "http-auth",
    name: "HTTP credentials",
    required: false,
    schema: httpAuthSchema,
    host: { setting: "url" },
  },
  describe: "send a webhook to {url}",
  ifInterrupted: "again",
  // Pauses of 5 s, 25 s, 2 min, 10 min, 52 min, 4 h, 22 h, 24 h, 24 h: about 75 h in all.
  retry: { maxAttempts: 10, firstDelayMs: 5_000, factor: 5, maxDelayMs: 86_400_000 },
  validate: validateWebhook,
});
