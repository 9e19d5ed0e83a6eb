import { z } from "zod";

const mailSchema = z.object({
  to: z.array(z.string()),
  cc: z.array(z.string()).default([]),
  bcc: z.array(z.string()).default([]),
});
const slackSchema = z.object({ channel: z.string() });
const webSchema = z.object({ url: z.url() });

/**
 * Whom or what a step sent to, from the settings that an attempt was given: a mail's recipients, a
 * channel, the host of an address. Empty where that is not known, or not kept any more.
 */
export function targetOf(type: string, input: unknown): string {
  if (type === "email") {
    const { to, cc, bcc } = mailSchema.safeParse(input).data ?? { to: [], cc: [], bcc: [] };
    return [...to, ...cc, ...bcc].join(", ");
  }
  if (type === "slack") return slackSchema.safeParse(input).data?.channel ?? "";
  const address = webSchema.safeParse(input).data?.url;
  return address === undefined ? "" : new URL(address).host;
}
