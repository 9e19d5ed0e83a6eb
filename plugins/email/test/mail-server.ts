import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A mail as the server got it. */
export interface ReceivedMail {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly parsed: ParsedMail;
}

/** A mail server on a free loopback port, for tests. */
export interface MailServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  close(): Promise<void>;
}

/** Starts one; `secure` is TLS from the first byte. Its certificate is signed by nobody known. */
export async function openMailServer(
  options: {
    readonly user?: string;
    readonly password?: string;
    readonly secure?: boolean;
    readonly startTls?: boolean;
    readonly refuse?: RegExp;
  } = {},
): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    secure: options.secure === true,
    disabledCommands: options.startTls === true ? [] : ["STARTTLS"],
    allowInsecureAuth: true,
    authOptional: options.user === undefined,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) =>
      username === options.user && password === options.password
        ? done(null, { user: "user" })
        : done(Object.assign(new Error("no"), { responseCode: 535 })),
    onRcptTo: ({ address }, _session, done) =>
      options.refuse?.test(address) === true
        ? done(Object.assign(new Error("no such user"), { responseCode: 550 }))
        : done(),
    onData: (stream, { envelope }, done) => {
      simpleParser(stream).then((parsed) => {
        const sender = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        const recipients = envelope.rcptTo.map(({ address }) => address);
        mails.push({ sender, recipients, parsed });
        done();
      }, done);
    },
  });
  server.on("error", () => undefined); // clients that hang up are part of the tests
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
