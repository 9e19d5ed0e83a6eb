import {
  defineBackend,
  type Preview,
  type ServiceContext,
  type StepResult,
  type TestResult,
} from "@formloom/plugin-sdk";
import { manifest } from "./manifest.ts";
import { buildMessage, messageId, readSmtp, showMail, type EmailContext } from "./message.ts";
import { deliver, verify } from "./transport.ts";

interface EmailOutput {
  readonly messageId: string;
  /** Addresses that the mail server took; none when the mail was caught. */
  readonly accepted: readonly string[];
}

export const backend = defineBackend(manifest, { run, dryRun, test });

async function run(ctx: EmailContext): Promise<StepResult> {
  const smtp = readSmtp(ctx.connection);
  const message = buildMessage(ctx, smtp);
  const output = await ctx.effect<EmailOutput>("send", async (key) => {
    const id = messageId(message, key);
    if (smtp === null) {
      ctx.log("Caught, not sent: no mail server is configured.");
      const caught = { ...showMail(message), messageId: id };
      return { result: { messageId: id, accepted: [] }, caught };
    }
    const { accepted, refused } = await deliver(ctx, smtp, { ...message, messageId: id });
    if (refused > 0) ctx.log(`The mail server refused ${refused} of the addresses.`);
    return { result: { messageId: id, accepted } };
  });
  return { output };
}

function dryRun(ctx: EmailContext): Preview {
  const message = buildMessage(ctx, readSmtp(ctx.connection));
  const people = [...message.to, ...message.cc, ...message.bcc].map(({ address }) => address);
  return {
    summary: `Email to ${people[0] ?? ""}${people.length > 1 ? ` and ${people.length - 1} more` : ""}`,
    content: { kind: "mail", ...showMail(message) },
    port: "out",
    output: { messageId: messageId(message, ctx.idempotencyKey()), accepted: people },
  };
}

async function test(ctx: ServiceContext): Promise<TestResult> {
  const smtp = readSmtp(ctx.connection);
  if (smtp === null) return { ok: false, message: "Choose a mail server to test." };
  try {
    await verify(ctx, smtp);
    return { ok: true, message: `${smtp.host} lets us in. Nothing was sent.` };
  } catch (error) {
    ctx.signal.throwIfAborted();
    return { ok: false, message: error instanceof Error ? error.message : "It does not work." };
  }
}
