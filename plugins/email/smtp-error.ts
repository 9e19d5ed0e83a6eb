import { connectionError, isDecided, PermanentError, TransientError } from "@formloom/plugin-sdk";

const hints: Readonly<Record<number, string>> = {
  530: "The mail server wants a user and a password, or an encrypted connection.",
  534: "The mail server wants another way to sign in, such as a password made for this app.",
  535: "User or password are not accepted: renew the connection.",
  550: "The mailbox does not exist, or the mail server does not take mail for it.",
  552: "The mailbox is full, or the mail too large.",
  553: "The mail server does not accept one of the addresses.",
  554: "The mail server refuses the mail, often because it takes it for spam.",
};

/** What a failed delivery means to people. The server's own words stay out: they may quote answers. */
export function smtpError(error: unknown, host: string): Error {
  if (!(error instanceof Error) || isDecided(error)) return connectionError(error, host);
  const code = textOf(error, "code");
  if (code === "ETLS") {
    return new PermanentError(`The mail server at ${host} offers no encryption on this port.`, {
      code: "smtp_no_tls",
      hint: "Choose another port or kind of security in the connection.",
    });
  }
  const status: unknown = Reflect.get(error, "responseCode");
  if (typeof status === "number" && status >= 400 && status < 600) {
    return answered(status, textOf(error, "response"), host);
  }
  if (code === "EENVELOPE" || code === "EMESSAGE") {
    return new PermanentError("The mail server does not accept the addresses.", {
      code: "smtp_envelope",
      hint: "Check the addresses of this email.",
    });
  }
  if (code === "ENOAUTH" || code === "EAUTH") {
    return new PermanentError(`The mail server at ${host} does not let us sign in.`, {
      code: "smtp_auth",
      hint: "Check user, password and security of the connection.",
    });
  }
  return connectionError(withSystemCode(error, code), host);
}

function answered(status: number, response: string, host: string): Error {
  const detail = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  const message = `The mail server at ${host} answered ${status}${detail === undefined ? "" : ` (${detail})`}.`;
  if (status < 500) {
    const hint = "It does not take the mail just now; it is tried again.";
    return new TransientError(message, { code: `smtp_${status}`, hint, who: "service" });
  }
  const hint = hints[status] ?? "The mail server refuses the mail for good.";
  return new PermanentError(message, { code: `smtp_${status}`, hint });
}

/** The library keeps the system's code under a name of its own, or has its own code for it. */
function withSystemCode(error: Error, code: string): Error {
  const own = { EDNS: "ENOTFOUND", ECONNECTION: "ECONNRESET" }[code] ?? code;
  const system = textOf(error, "originalCode") || own;
  return Object.assign(new Error("The connection failed.", { cause: error }), { code: system });
}

function textOf(error: Error, key: string): string {
  const value: unknown = Reflect.get(error, key);
  return typeof value === "string" ? value : "";
}
