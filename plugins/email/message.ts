import {
  escapeInContext,
  parseTemplate,
  PermanentError,
  pillContexts,
  type CaughtMail,
  type HtmlContext,
  type StepContext,
} from "@formloom/plugin-sdk";
import type { z } from "zod";
import { htmlToText } from "./html-to-text.ts";
import type { MailMessage } from "./mail-message.ts";
import { cleanLine, maxRecipients, parseMailbox, showMailbox, type Mailbox } from "./mailbox.ts";
import { redirectTest } from "./redirect-test.ts";
import { smtpSchema, type manifest, type SmtpSettings } from "./manifest.ts";

export type EmailContext = StepContext<z.output<(typeof manifest)["config"]>>;

/** The mail that settings and values come to. Throws PermanentError where that is none. */
export function buildMessage(ctx: EmailContext, smtp: SmtpSettings | null): MailMessage {
  const { config } = ctx;
  const seen = new Set<string>();
  const [to, cc, bcc] = [config.to, config.cc, config.bcc].map((entries) =>
    readMailboxes(entries, seen),
  );
  if (to === undefined || to.length === 0) {
    throw new PermanentError("There is no address to send to.", {
      code: "no_recipient",
      hint: "Every entry of To is empty for this response: make the question required, or add an address.",
    });
  }
  if (seen.size > maxRecipients) {
    throw new PermanentError(`The email would go to ${seen.size} addresses.`, {
      code: "too_many_recipients",
      hint: `One email goes to at most ${maxRecipients} addresses.`,
    });
  }
  const message: MailMessage = {
    from: readFrom(smtp?.from === undefined || smtp.from === "" ? ctx.mailFrom : smtp.from),
    to,
    cc: cc ?? [],
    bcc: bcc ?? [],
    replyTo: readMailboxes([config.replyTo ?? ""], new Set())[0] ?? null,
    subject: cleanLine(config.subject),
    ...renderBody(ctx),
    isTest: false,
  };
  return ctx.run.testTo === null ? message : redirectTest(message, ctx.run.testTo);
}

/** The same act has the same id over all attempts, so that a mail sent twice can be recognised. */
export function messageId(message: MailMessage, key: string): string {
  return `<${key}@${message.from.address.slice(message.from.address.lastIndexOf("@") + 1)}>`;
}

/** The mail as people read it in the outbox. */
export function showMail(message: MailMessage): Omit<CaughtMail, "messageId"> {
  return {
    from: showMailbox(message.from),
    to: message.to.map(showMailbox),
    cc: message.cc.map(showMailbox),
    bcc: message.bcc.map(showMailbox),
    replyTo: message.replyTo === null ? null : showMailbox(message.replyTo),
    subject: message.subject,
    text: message.text,
    html: message.html,
  };
}

/** The connection's settings; null when the mail is to be caught. */
export function readSmtp(connection: EmailContext["connection"]): SmtpSettings | null {
  if (connection === null) return null;
  const parsed = smtpSchema.safeParse(connection.config);
  if (parsed.success) return parsed.data;
  throw new PermanentError("The mail server's settings are not complete.", {
    code: "connection_invalid",
    hint: "Open the connection and enter what is missing.",
  });
}

function readMailboxes(entries: readonly string[], seen: Set<string>): Mailbox[] {
  const mailboxes: Mailbox[] = [];
  for (const entry of entries) {
    if (entry.trim() === "") continue;
    const mailbox = parseMailbox(entry);
    if (mailbox === null) {
      throw new PermanentError("An entry is not one email address.", {
        code: "invalid_address",
        hint: "Each entry of To, Cc, Bcc and Reply to holds exactly one address.",
      });
    }
    const same = mailbox.address.toLowerCase();
    if (!seen.has(same)) mailboxes.push(mailbox);
    seen.add(same);
  }
  return mailboxes;
}

function readFrom(text: string): Mailbox {
  const from = parseMailbox(text);
  if (from !== null) return from;
  throw new PermanentError("The From address is not valid.", {
    code: "invalid_from",
    hint: "Correct it in the connection, or in the server's configuration.",
    who: "admin",
  });
}

function renderBody(ctx: EmailContext): { text: string; html: string | null } {
  const { format, content } = ctx.config.body;
  if (format === "text") return { text: printable(ctx.render(content)), html: null };
  const template = parseTemplate(content);
  const contexts = template.ok ? pillContexts(template.value) : [];
  const html = printable(
    ctx.render(content, {
      // Where nobody said what a pill is part of, it is left out.
      escape: (text, pill) => withBreaks(text, contexts[pill] ?? "forbidden"),
    }),
  );
  return { text: htmlToText(html), html };
}

/** HTML folds line breaks; those of an answer are part of what was said. */
function withBreaks(text: string, context: HtmlContext): string {
  const escaped = escapeInContext(text, context);
  return context === "text" ? escaped.replace(/\r\n?|\n/g, "<br>") : escaped;
}

/** Line breaks and tabs are the only control characters of a mail's body. */
function printable(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, "");
}
