import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** One delivery at a sink. */
export interface Delivery {
  readonly sink: "webhook" | "mail" | "slack";
  /** The idempotency key it came with; Slack's incoming webhooks carry none. */
  readonly key: string | null;
  /** The id that the test put into the answers. */
  readonly subject: string;
  readonly atMs: number;
}

export interface Sinks {
  readonly journal: readonly Delivery[];
  readonly webhookUrl: string;
  readonly slackUrl: string;
  readonly smtpUrl: string;
  readonly ports: readonly number[];
  close(): Promise<void>;
}

/** How long a sink takes to answer, in ms: long enough that kills hit steps in flight. */
const answerAfterMs = 15;

/** HTTP, Slack and SMTP endpoints on loopback that keep an append-only journal. */
export async function startSinks(): Promise<Sinks> {
  const journal: Delivery[] = [];
  const add = (entry: Omit<Delivery, "atMs">): void => {
    journal.push({ ...entry, atMs: Date.now() });
  };
  const webhook = await listen(
    createJsonSink((body, headers) => {
      add({ sink: "webhook", key: headers["webhook-id"] ?? null, subject: subjectIn(body) });
    }),
  );
  const slack = await listen(
    createJsonSink((body) => add({ sink: "slack", key: null, subject: subjectIn(body) })),
  );
  const smtp = createMailSink((mail) => {
    const key = /^message-id:\s*<([^@>]+)@/im.exec(mail)?.[1] ?? null;
    add({ sink: "mail", key, subject: subjectIn(mail) });
  });
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", () => resolve()));
  const smtpPort = portOf(smtp.server);
  return {
    journal,
    webhookUrl: `http://127.0.0.1:${portOf(webhook)}/hook`,
    slackUrl: `http://127.0.0.1:${portOf(slack)}`,
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    ports: [portOf(webhook), portOf(slack), smtpPort],
    close: async () => {
      for (const server of [webhook, slack]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      await new Promise<void>((resolve) => smtp.close(resolve));
    },
  };
}

function subjectIn(text: string): string {
  return /\bsubj-[0-9a-z]+-\d+\b/.exec(text)?.[0] ?? "";
}

function createJsonSink(
  onBody: (body: string, headers: Readonly<Record<string, string | undefined>>) => void,
): Server {
  return createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => {
      const header = req.headers["webhook-id"];
      onBody(Buffer.concat(parts).toString(), {
        "webhook-id": Array.isArray(header) ? header[0] : header,
      });
      setTimeout(
        () => res.writeHead(200, { "content-type": "text/plain" }).end("ok"),
        answerAfterMs,
      );
    });
  });
}

function createMailSink(onMail: (text: string) => void): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        onMail(Buffer.concat(parts).toString());
        setTimeout(() => done(), answerAfterMs);
      });
    },
  });
  // A killed server leaves its connections behind: that is what the experiment is about.
  server.on("error", () => {});
  return server;
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port; // a TCP server's address is never a string
}
