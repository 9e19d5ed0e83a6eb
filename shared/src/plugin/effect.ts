import { z } from "zod";

/** `caught`: the mail was kept in the outbox because no mail server is configured; not sent. */
export const effectStates = ["claimed", "confirmed", "failed", "unknown", "caught"] as const;

/** One outgoing act of a step. */
export const effectSchema = z.strictObject({
  /** The act's name within the step, such as `send`. */
  name: z.string().max(64),
  /** `fx_` and 32 hex digits: made of root run, node, name and generation; the idempotency key. */
  key: z.string(),
  state: z.enum(effectStates),
  /** Raised by "send again" and by edited input. */
  generation: z.number().int().min(1),
  /** ISO time of the last change. */
  at: z.string(),
  /** What the act returned; given back instead of acting again. */
  result: z.unknown().optional(),
});
export type Effect = z.infer<typeof effectSchema>;

/** A mail as its receivers see it; addresses as people write them: `Ada <ada@example.org>`. */
export const mailSchema = z.strictObject({
  from: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  replyTo: z.string().nullable(),
  subject: z.string(),
  text: z.string(),
  /** Of whoever wrote the step: to be shown in a sandbox only. Null: a plain-text mail. */
  html: z.string().nullable(),
});

/** A mail that was kept instead of being sent. */
export const caughtMailSchema = mailSchema.extend({ messageId: z.string() });
export type CaughtMail = z.infer<typeof caughtMailSchema>;
