import type { ServiceContext } from "@formloom/plugin-sdk";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createTransport } from "nodemailer";
import type { MailMessage } from "./mail-message.ts";
import type { SmtpSettings } from "./manifest.ts";
import { smtpError } from "./smtp-error.ts";

const connectTimeoutMs = 10_000;
const greetingTimeoutMs = 10_000;
const socketTimeoutMs = 60_000;

/** What the mail server took. */
export interface Delivery {
  readonly accepted: readonly string[];
  readonly refused: number;
}

/** Hands a mail to the mail server. Throws what the step is to end with. */
export async function deliver(
  ctx: ServiceContext,
  smtp: SmtpSettings,
  message: MailMessage & { readonly messageId: string },
): Promise<Delivery> {
  const transport = openTransport(ctx, smtp, message.from.address);
  try {
    const sent = await transport.sendMail({
      from: { ...message.from },
      to: message.to.map(copy),
      cc: message.cc.map(copy),
      bcc: message.bcc.map(copy),
      ...(message.replyTo === null ? {} : { replyTo: { ...message.replyTo } }),
      subject: message.subject,
      text: message.text,
      ...(message.html === null ? {} : { html: message.html }),
      messageId: message.messageId,
      date: ctx.clock.now(),
      ...(message.isTest ? { headers: { "X-Formloom-Test": "yes" } } : {}),
      disableFileAccess: true,
      disableUrlAccess: true,
      signal: ctx.signal,
    });
    return { accepted: sent.accepted.map(addressOf), refused: sent.rejected.length };
  } catch (error) {
    ctx.signal.throwIfAborted();
    throw smtpError(error, smtp.host);
  } finally {
    transport.close();
  }
}

/** Connects and signs in, and sends nothing. */
export async function verify(ctx: ServiceContext, smtp: SmtpSettings): Promise<void> {
  const transport = openTransport(ctx, smtp, smtp.from);
  try {
    await transport.verify();
  } catch (error) {
    ctx.signal.throwIfAborted();
    throw smtpError(error, smtp.host);
  } finally {
    transport.close();
  }
}

/** Only what is listed here reaches the library, whatever the stored connection holds. */
function openTransport(ctx: ServiceContext, smtp: SmtpSettings, from: string) {
  return createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.security === "tls",
    requireTLS: smtp.security === "starttls",
    ignoreTLS: smtp.security === "none",
    // Our name in the greeting; the machine's own would tell strangers about the network.
    name: /@([a-z0-9.-]+)>?$/i.exec(from)?.[1] ?? "formloom.invalid",
    ...(smtp.user === "" ? {} : { auth: { user: smtp.user, pass: smtp.password } }),
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: greetingTimeoutMs,
    socketTimeout: socketTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket: (_options, done) => {
      ctx.connect({ host: smtp.host, port: smtp.port }).then(
        (socket) => done(null, { connection: asSocket(socket) }),
        (error: unknown) => done(asError(error), false),
      );
    },
  });
}

/** The library asks for a TCP socket; what it calls beyond a stream's methods is made to be there. */
function asSocket(socket: Duplex): Socket {
  const noop = () => socket;
  for (const name of ["setTimeout", "setKeepAlive", "setNoDelay", "ref", "unref"]) {
    if (!(name in socket)) Object.defineProperty(socket, name, { value: noop });
  }
  return socket as Socket; // completed above
}

function copy(mailbox: { readonly name: string; readonly address: string }) {
  return { name: mailbox.name, address: mailbox.address };
}

function addressOf(recipient: unknown): string {
  if (typeof recipient === "string") return recipient;
  const address: unknown =
    typeof recipient === "object" && recipient !== null ? Reflect.get(recipient, "address") : "";
  return typeof address === "string" ? address : "";
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error("The connection failed.", { cause: error });
}
