import {
  defineManifest,
  formEventTypes,
  parseTemplate,
  secretSetting,
  templateList,
  templateText,
  type ConfigProblem,
} from "@formloom/plugin-sdk";
import { z } from "zod";
import { maxRecipients, parseMailbox } from "./mailbox.ts";

/** A mail server of the owner's; without one the server's own is used. */
export const smtpSchema = z.strictObject({
  host: z
    .string()
    .regex(/^[a-z0-9.:[\]-]{1,253}$/i, "must be a host name or an address")
    .meta({ title: "Host" }),
  port: z.number().int().min(1).max(65_535).default(587).meta({ title: "Port" }),
  security: z.enum(["tls", "starttls", "none"]).default("starttls").meta({
    title: "Security",
    description: "tls for port 465, starttls for 587; none sends everything readable.",
  }),
  user: z.string().max(320).default("").meta({ title: "User" }),
  password: secretSetting({ title: "Password" }).default(""),
  from: z.string().max(320).default("").meta({
    title: "From",
    description: "Such as Sales <sales@example.org>; empty: the server's own address.",
  }),
});
export type SmtpSettings = z.output<typeof smtpSchema>;

export const manifest = defineManifest({
  id: "email",
  version: 1,
  name: "Email",
  description: "Sends an email with the answers in it.",
  category: "messages",
  icon: "mail",
  triggers: formEventTypes,
  config: z.strictObject({
    to: templateList({ title: "To", description: "One address in each line.", whenEmpty: "fail" }),
    cc: templateList({ title: "Cc", folded: true }).default([]),
    bcc: templateList({ title: "Bcc", folded: true }).default([]),
    replyTo: templateText({
      title: "Reply to",
      description: "Where answers to this email go, such as the person who filled in the form.",
    })
      .nullable()
      .default(null),
    subject: templateText({ title: "Subject" }),
    body: z
      .strictObject({
        format: z.enum(["text", "html"]).default("text").meta({ title: "Format" }),
        content: templateText({ title: "Text", multiline: true, self: true }),
      })
      .meta({ title: "Message", "x-control": "mail-body" }),
  }),
  defaults: {
    to: [],
    cc: [],
    bcc: [],
    replyTo: null,
    subject: "",
    body: { format: "html", content: "" },
  },
  example: {
    config: {
      to: ["sales@example.org"],
      cc: [],
      bcc: [],
      replyTo: null,
      subject: "New response to {{ form.name }}",
      body: { format: "html", content: "<p>See {{ response.url }}</p>" },
    },
    connection: {
      host: "mail.example.org",
      port: 587,
      security: "none",
      user: "canary",
      password: "canary-password-52c8e0",
      from: "Forms <forms@example.org>",
    },
  },
  accepts: {
    to: ["email"],
    cc: ["email"],
    bcc: ["email"],
    replyTo: ["email"],
  },
  produces: [
    { path: "messageId", label: "Message-ID", kind: "text" },
    { path: "accepted", label: "Accepted addresses", kind: "choices" },
  ],
  connection: {
    kind: "smtp",
    name: "Mail server",
    required: false,
    schema: smtpSchema,
    host: { setting: "host" },
  },
  describe: "email {to}",
  redirectsTests: true,
  ifInterrupted: "again",
  timeoutMs: 120_000,
  validate: ({ to, cc, bcc, replyTo, subject, body }) => [
    ...(to.length > 0 ? [] : [{ path: "to", code: "required", message: "Add an address." }]),
    ...tooMany([...to, ...cc, ...bcc].length),
    ...writtenOut("to", to),
    ...writtenOut("cc", cc),
    ...writtenOut("bcc", bcc),
    ...(replyTo === null || replyTo === "" ? [] : writtenOut("replyTo", [replyTo])),
    ...(subject.trim() === ""
      ? [{ path: "subject", code: "required", message: "Write a subject." }]
      : []),
    ...contentProblems(body.content),
  ],
});

function tooMany(count: number): ConfigProblem[] {
  if (count <= maxRecipients) return [];
  const message = `An email goes to at most ${maxRecipients} addresses.`;
  return [{ path: "to", code: "too_many_recipients", message }];
}

/** Addresses that hold no pill can be judged before anything runs. */
function writtenOut(setting: string, entries: readonly string[]): ConfigProblem[] {
  return entries.flatMap((entry, index) =>
    entry.includes("{{") || parseMailbox(entry) !== null
      ? []
      : [
          {
            path: setting === "replyTo" ? setting : `${setting}.${index}`,
            code: "invalid_address",
            message: "This is not one email address.",
          },
        ],
  );
}

function contentProblems(content: string): ConfigProblem[] {
  if (content.trim() === "") {
    return [{ path: "body.content", code: "required", message: "Write a message." }];
  }
  const template = parseTemplate(content);
  if (template.ok) return [];
  return [{ path: "body.content", code: template.error.code, message: template.error.message }];
}
