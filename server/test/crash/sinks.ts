import { appendFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** One delivery at a sink. */
export interface Delivery {
  readonly sink: "webhook" | "mail" | "slack";
  /** The node that sent it, which it says of itself. */
  readonly node: string;
  /** The idempotency key it came with; Slack's incoming webhooks carry none. */
  readonly key: string | null;
  /** The id that the load put into the answers. */
  readonly subject: string;
  readonly atMs: number;
}

/** How a sink answers a request that it has put into its journal. */
export type Behave = (delivery: Delivery, req: IncomingMessage, res: ServerResponse) => void;

export interface Sinks {
  readonly journal: readonly Delivery[];
  /** Where the node of that id sends its webhook to. */
  readonly webhookUrl: (node: string) => string;
  readonly slackUrl: string;
  readonly smtpUrl: string;
  /** `host:port` of each, for the egress guard. */
  readonly allowed: readonly string[];
  /** Replaced by experiments; the first one answers 200 and says back what it was sent. */
  behave: Behave;
  /** Called when a mail has arrived, before its 250. */
  onMail: (delivery: Delivery) => void;
  close(): Promise<void>;
}

/** How long a sink takes to answer, in ms: long enough that kills hit steps in flight. */
const answerAfterMs = 15;

/** Answers 200 and echoes the request's headers, credentials included: they must not come into a log. */
export const answerKindly: Behave = (_delivery, req, res) => {
  setTimeout(() => {
    const type = { "content-type": "application/json" };
    res.writeHead(200, type).end(JSON.stringify({ ok: true, headers: req.headers }));
  }, answerAfterMs);
};

/** HTTP, Slack and SMTP endpoints on loopback that keep an append-only journal, also in a file. */
export async function startSinks(journalFile: string): Promise<Sinks> {
  const journal: Delivery[] = [];
  const add = (entry: Omit<Delivery, "atMs">): Delivery => {
    const delivery = { ...entry, atMs: Date.now() };
    journal.push(delivery);
    appendFileSync(journalFile, `${JSON.stringify(delivery)}\n`);
    return delivery;
  };
  const sinks: { behave: Behave; onMail: (delivery: Delivery) => void } = {
    behave: answerKindly,
    onMail: () => {},
  };
  const http = createHttpSink(add, (...args) => sinks.behave(...args));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const smtp = createMailSink(add, (delivery) => sinks.onMail(delivery));
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", () => resolve()));
  const [httpAt, smtpAt] = [http, smtp.server].map((server) => `127.0.0.1:${portOf(server)}`);
  return Object.assign(sinks, {
    journal,
    webhookUrl: (node: string) => `http://${httpAt}/hook/${node}`,
    slackUrl: `http://${httpAt}`,
    smtpUrl: `smtp://${smtpAt}`,
    allowed: [httpAt ?? "", smtpAt ?? ""],
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await new Promise<void>((resolve) => smtp.close(resolve));
    },
  });
}

const subjectIn = (text: string): string => /\bsubj-[0-9a-z-]+\b/.exec(text)?.[0] ?? "";
const nodeIn = (text: string): string => /\bnode=([A-Za-z0-9_-]+)/.exec(text)?.[1] ?? "";

function createHttpSink(add: (entry: Omit<Delivery, "atMs">) => Delivery, behave: Behave): Server {
  return createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("error", () => undefined); // a killed server breaks its requests off: that is the experiment
    req.on("end", () => {
      const body = Buffer.concat(parts).toString();
      const hook = /^\/hook\/([^/?]+)/.exec(req.url ?? "")?.[1];
      const id = req.headers["webhook-id"];
      const delivery = add({
        sink: hook === undefined ? "slack" : "webhook",
        node: hook ?? nodeIn(body),
        key: typeof id === "string" ? id : null,
        subject: subjectIn(body),
      });
      behave(delivery, req, res);
    });
  });
}

function createMailSink(
  add: (entry: Omit<Delivery, "atMs">) => Delivery,
  onMail: (delivery: Delivery) => void,
): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const mail = Buffer.concat(parts).toString();
        const key = /^message-id:\s*<([^@>]+)@/im.exec(mail)?.[1] ?? null;
        const node = nodeIn(mail);
        const subject = subjectIn(mail);
        // What people are told of failures names neither: it comes from no step.
        if (node !== "" || subject !== "") onMail(add({ sink: "mail", node, key, subject }));
        setTimeout(() => done(), answerAfterMs);
      });
    },
  });
  // A killed server leaves its connections behind: that is what the experiments are about.
  server.on("error", () => {});
  return server;
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port; // a TCP server's address is never a string
}
