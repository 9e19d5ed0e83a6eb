import { z } from "zod";
import { idSchema } from "./common.ts";
import { defineRoute } from "./route.ts";

const editors = { access: "signed-in", roles: ["admin", "owner"] } as const;

/**
 * A drop-down from the service, such as Slack's channels: at most 10 s, kept for a minute, 30 a minute for
 * each person. 404 where the node type has no such list or the connection is not the caller's own; 422
 * `service_failed` with the service's answer in words.
 */
export const listPluginOptions = defineRoute({
  method: "POST",
  path: "/api/plugins/{pluginId}/options/{name}",
  summary: "Choices for a setting, asked of the service through the caller's connection",
  policy: editors,
  params: z.strictObject({ pluginId: z.string().max(40), name: z.string().max(40) }),
  body: z.strictObject({
    connectionId: idSchema.optional(),
    /** The step's settings so far. */
    config: z.record(z.string(), z.unknown()).default({}),
    /** What was typed. */
    q: z.string().max(200).default(""),
  }),
  response: z.strictObject({
    items: z.array(z.strictObject({ value: z.string(), label: z.string() })).max(200),
  }),
});

export const testPlugin = defineRoute({
  method: "POST",
  path: "/api/plugins/{pluginId}/test",
  summary:
    "Is the caller's connection good for this node type? Sends nothing that anybody would see",
  policy: editors,
  params: z.strictObject({ pluginId: z.string().max(40) }),
  body: z.strictObject({ connectionId: idSchema }),
  response: z.strictObject({ ok: z.boolean(), message: z.string() }),
});
