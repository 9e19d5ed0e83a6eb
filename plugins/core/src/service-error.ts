import { PermanentError, RetryAfterError, SkipStep, TransientError } from "./errors.ts";
import { parseRetryAfter } from "./retry-after.ts";
import type { IncomingReply } from "./step-context.ts";

interface Trouble {
  readonly code: string;
  /** Completes "The service at example.org …". */
  readonly what: string;
  readonly hint: string;
}

const troubles: Readonly<Record<string, Trouble>> = {
  ENOTFOUND: {
    code: "host_not_found",
    what: "has no address",
    hint: "Check the spelling of the host name.",
  },
  EAI_AGAIN: {
    code: "dns_unavailable",
    what: "could not be looked up",
    hint: "The name service did not answer; it is tried again.",
  },
  ECONNREFUSED: {
    code: "connection_refused",
    what: "refuses connections",
    hint: "Check the port, and whether the service is up.",
  },
  ECONNRESET: {
    code: "connection_reset",
    what: "closed the connection",
    hint: "The service may be overloaded; it is tried again.",
  },
  ETIMEDOUT: {
    code: "connection_timeout",
    what: "did not answer in time",
    hint: "The service may be slow or unreachable; it is tried again.",
  },
};

const sameTrouble: Readonly<Record<string, string>> = {
  EPIPE: "ECONNRESET",
  UND_ERR_SOCKET: "ECONNRESET",
  UND_ERR_CONNECT_TIMEOUT: "ETIMEDOUT",
  UND_ERR_HEADERS_TIMEOUT: "ETIMEDOUT",
  UND_ERR_BODY_TIMEOUT: "ETIMEDOUT",
  TimeoutError: "ETIMEDOUT",
};

const certificate = /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|UNABLE_TO_VERIFY/;

/** Whether an error already says what becomes of the step. */
export function isDecided(error: unknown): boolean {
  return (
    error instanceof PermanentError ||
    error instanceof TransientError ||
    error instanceof RetryAfterError ||
    error instanceof SkipStep ||
    (error instanceof Error && error.name === "AbortError")
  );
}

/**
 * What a failed connection to `host` means to people. Errors that already decide about the step, and
 * aborts, come back as they are; all others are tried again.
 *
 * @example catch (error) { throw connectionError(error, "hooks.example.org"); }
 */
export function connectionError(error: unknown, host: string): Error {
  if (error instanceof Error && isDecided(error)) return error;
  const code = systemCode(error);
  if (certificate.test(code)) {
    return new TransientError(`The service at ${host} has no valid certificate.`, {
      code: "tls_error",
      hint: "The certificate is expired, made for another name, or signed by nobody known.",
      who: "service",
      cause: error,
    });
  }
  const trouble = troubles[sameTrouble[code] ?? code];
  return new TransientError(
    trouble === undefined
      ? `The service at ${host} could not be reached.`
      : `The service at ${host} ${trouble.what}.`,
    {
      code: trouble?.code ?? "network_error",
      hint: trouble?.hint ?? "It is tried again.",
      who: "service",
      cause: error,
    },
  );
}

/** The reply's status as an error that is tried again, when the service asks to, not before. */
export function statusRetry(reply: IncomingReply, host: string, now: Date): Error {
  const message = `The service at ${host} answered ${reply.status}.`;
  const facts = {
    code: `http_${reply.status}`,
    hint:
      reply.status === 429
        ? "It gets more requests than it takes; it is tried again."
        : "The service has a problem of its own; it is tried again.",
    who: "service",
  } as const;
  const pauseMs = parseRetryAfter(reply.headers["retry-after"], now);
  return pauseMs === undefined
    ? new TransientError(message, facts)
    : new RetryAfterError(message, pauseMs, facts);
}

/** Statuses that pass: 408, 425, 429 and all from 500 on. */
export function isPassingStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** The system's code of an error, looked for in its causes too; empty when there is none. */
function systemCode(error: unknown): string {
  let at: unknown = error;
  for (let depth = 0; depth < 5 && typeof at === "object" && at !== null; depth += 1) {
    const code: unknown = Reflect.get(at, "code");
    if (typeof code === "string") return code;
    if (at instanceof Error && at.name === "TimeoutError") return at.name;
    at = Reflect.get(at, "cause");
  }
  return "";
}
