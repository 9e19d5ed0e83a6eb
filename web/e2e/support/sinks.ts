import { simpleParser, type ParsedMail } from "mailparser";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { SMTPServer } from "smtp-server";
import { fromSetup } from "./journey.ts";

/** A mail as the mail server got it. */
export interface ReceivedMail {
  readonly recipients: readonly string[];
  readonly parsed: ParsedMail;
  /** As it came over the wire. */
  readonly raw: string;
}

/** A request as a service got it. */
export interface ReceivedCall {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface MailSink {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  readonly close: () => Promise<void>;
}

export interface HttpSink {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** Answers everything with this status from now on; null: as it should. */
  readonly refuse: (status: number | null) => void;
  readonly close: () => Promise<void>;
}

/** A real mail server on loopback, without TLS. It knows no mailbox that `refuses` says so of. */
export async function openMailSink(
  refuses: (address: string) => boolean = () => false,
): Promise<MailSink> {
  const port = Number(fromSetup("E2E_MAIL_PORT"));
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    disableReverseLookup: true,
    onRcptTo: ({ address }, _session, done) => {
      if (!refuses(address)) return done();
      done(Object.assign(new Error("5.1.1 No such mailbox"), { responseCode: 550 }));
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks);
        const recipients = envelope.rcptTo.map(({ address }) => address);
        simpleParser(raw).then((parsed) => {
          mails.push({ recipients, parsed, raw: raw.toString("utf8") });
          done();
        }, done);
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  return { port, mails, close };
}

/** Slack as a bot sees it: a token, a team, a channel. */
export const slackBot = { token: "xoxb-e2e-0000-canary", team: "Weavers", channel: "C0LEADS" };

/** A service that speaks as much of Slack's Web API as a bot needs. */
export async function openSlackSink(): Promise<HttpSink> {
  return openHttpSink("E2E_SLACK_PORT", ({ path, headers }) => {
    if (headers["authorization"] !== `Bearer ${slackBot.token}`) {
      return { ok: false, error: "invalid_auth" };
    }
    if (path === "/api/auth.test") return { ok: true, team: slackBot.team };
    if (path === "/api/conversations.list") {
      return { ok: true, channels: [{ id: slackBot.channel, name: "leads" }] };
    }
    if (path !== "/api/chat.postMessage") return { ok: false, error: "unknown_method" };
    return { ok: true, channel: slackBot.channel, ts: "1700000000.000100" };
  });
}

/** A receiver of webhooks; it answers each with the same JSON, unless told by path. */
export async function openHookSink(
  answer: unknown = { received: true },
  byPath: Readonly<Record<string, unknown>> = {},
): Promise<HttpSink> {
  return openHttpSink("E2E_HOOK_PORT", ({ path }) => byPath[path] ?? answer);
}

async function openHttpSink(
  portName: string,
  answer: (call: ReceivedCall) => unknown,
): Promise<HttpSink> {
  const port = Number(fromSetup(portName));
  const calls: ReceivedCall[] = [];
  const refusal: { status: number | null } = { status: null };
  const server = createServer((req, res) => {
    void readBody(req).then((body) => {
      const headers = Object.fromEntries(
        Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
      );
      const call = { path: req.url ?? "", headers, body };
      calls.push(call);
      res.statusCode = refusal.status ?? 200;
      res.setHeader("content-type", "application/json").end(JSON.stringify(answer(call)));
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  const refuse = (status: number | null) => {
    refusal.status = status;
  };
  return { url: `http://127.0.0.1:${port}`, calls, refuse, close };
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
