import { z } from "zod";
import { mailSchema } from "../plugin/effect.ts";

/** Longest text of a preview that is kept, in characters; `cut` says that there was more. */
export const previewTextLimit = 100_000;

/** What a step would send, as it would look. `kind` chooses the drawing. */
export const previewContentSchema = z.discriminatedUnion("kind", [
  /** It sends nothing. */
  z.strictObject({ kind: z.literal("none") }),
  mailSchema.extend({ kind: z.literal("mail"), cut: z.boolean().optional() }),
  /** A chat message in Slack's own notation; `channel` is null where the connection decides it. */
  z.strictObject({
    kind: z.literal("message"),
    channel: z.string().nullable(),
    text: z.string(),
    cut: z.boolean().optional(),
  }),
  /** A request; credentials are masked. */
  z.strictObject({
    kind: z.literal("request"),
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
    cut: z.boolean().optional(),
  }),
  /** A step that acts but has no picture of its own: its settings with the values filled in. */
  z.strictObject({
    kind: z.literal("settings"),
    rows: z.array(z.strictObject({ name: z.string(), value: z.string() })).max(50),
  }),
]);
export type PreviewContent = z.infer<typeof previewContentSchema>;
