import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail as it arrived. */
export interface SinkMail {
  readonly recipients: readonly string[];
  /** Headers and body as they were sent. */
  readonly source: string;
}

/** A mail server of the test's own, on a free loopback port. */
export interface MailSink {
  readonly port: number;
  readonly mails: readonly SinkMail[];
  /** Connections that were opened, whether or not a mail came of them. */
  readonly connections: () => number;
  close(): Promise<void>;
}

export async function openMailSink(): Promise<MailSink> {
  const mails: SinkMail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onData: (stream, { envelope }, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const recipients = envelope.rcptTo.map(({ address }) => address);
        mails.push({ recipients, source: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo; // a TCP server's address is never a string
  return {
    port,
    mails,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
