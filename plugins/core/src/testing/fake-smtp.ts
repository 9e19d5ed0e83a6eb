import { Duplex } from "node:stream";

/** What a fake mail server does. */
export interface FakeSmtpOptions {
  /** Reply to a recipient; default `250 OK`. */
  readonly recipientReply?: string;
  /** Reply to a finished mail; default `250 OK`. */
  readonly dataReply?: string;
  /** Reply to a sign-in; default `235 OK`. */
  readonly authReply?: string;
}

/**
 * One end of a connection to a mail server that lives in this process and speaks just enough SMTP,
 * without TLS, for a mail to pass or to be refused.
 */
export function fakeSmtpSocket(options: FakeSmtpOptions = {}): Duplex {
  let isData = false;
  let rest = "";
  const socket = new Duplex({
    read() {
      // replies are pushed as they come up
    },
    write(chunk: Buffer, _encoding, done) {
      rest += chunk.toString("latin1");
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        answer(line);
      }
      done();
    },
  });
  setImmediate(() => socket.push("220 fake.example.org ESMTP\r\n"));
  return socket;

  function answer(line: string): void {
    if (isData && line !== ".") return;
    const reply = isData ? (options.dataReply ?? "250 OK") : replyTo(line, options);
    isData = !isData && /^DATA/i.test(line);
    socket.push(`${reply}\r\n`);
    if (/^QUIT/i.test(line)) socket.push(null);
  }
}

function replyTo(line: string, options: FakeSmtpOptions): string {
  const verb = line.slice(0, 4).toUpperCase();
  if (verb === "EHLO") return "250-fake.example.org\r\n250-AUTH PLAIN\r\n250 8BITMIME";
  if (verb === "AUTH") return options.authReply ?? "235 OK";
  if (verb === "RCPT") return options.recipientReply ?? "250 OK";
  if (verb === "DATA") return "354 go on";
  return verb === "QUIT" ? "221 bye" : "250 OK";
}
