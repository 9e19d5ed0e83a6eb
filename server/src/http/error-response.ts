import type { IncomingMessage, ServerResponse } from "node:http";
import { isCodelessOutage, prismaOutages } from "../db/outage.ts";
import type { Logger } from "../logger.ts";
import { Refusal, type RefusalCode } from "./refusal.ts";

const statuses: Readonly<Record<RefusalCode, number>> = {
  invalid_request: 400,
  invalid_json: 400,
  invalid_cursor: 400,
  invalid_key: 400,
  too_deep: 400,
  duplicate_key: 400,
  unauthenticated: 401,
  invalid_login: 401,
  forbidden: 403,
  csrf: 403,
  not_set_up: 403,
  not_found: 404,
  method_not_allowed: 405,
  body_timeout: 408,
  conflict: 409,
  stale: 409,
  impact: 409,
  slug_taken: 409,
  email_taken: 409,
  still_owns: 409,
  demo_loaded: 409,
  last_admin: 409,
  run_finished: 409,
  task_finished: 409,
  replay_running: 409,
  nothing_open: 409,
  pipeline_off: 409,
  backfill_under_way: 409,
  run_unfinished: 409,
  effect_confirmed: 409,
  effect_unknown: 409,
  nothing_unknown: 409,
  version_differs: 409,
  gone: 410,
  body_too_large: 413,
  unsupported_media_type: 415,
  unsupported_encoding: 415,
  invalid_input: 422,
  key_reused: 422,
  graph_problems: 422,
  secret_required: 422,
  unknown_kind: 422,
  foreign_connection: 422,
  field_retired: 422,
  step_unfinished: 422,
  step_not_reached: 422,
  connection_missing: 422,
  unknown_plugin: 422,
  service_failed: 422,
  trial_failed: 422,
  host_changed: 422,
  connection_unreadable: 422,
  if_match_required: 428,
  rate_limited: 429,
  unavailable: 503,
  storage_full: 503,
};

/** What PostgreSQL says about a value that no column can hold, should one get past the normaliser. */
const valueStates = new Set(["22021", "22P02", "22P05", "22003"]);
const unreachable = new Set([
  ...prismaOutages,
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "08000",
  "08001",
  "08003",
  "08006",
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "25006",
]);
const retryAfterS = 5;

/** The status and body of an answer that is no success. */
export interface ErrorAnswer {
  readonly status: number;
  readonly refusal: { readonly code: string; readonly title: string };
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The only place where errors become statuses. What is unknown is logged, and answered without detail. */
export function answerError(error: unknown, requestId: string, logger: Logger): ErrorAnswer {
  const known = error instanceof Refusal ? error : translate(error);
  if (known === null) {
    logger.error({ err: error, requestId }, "a request failed unexpectedly");
    return toAnswer(500, "internal", "Something went wrong on our side.", requestId, null);
  }
  if (known !== error) logger.warn({ err: error, requestId }, "a request could not be served");
  return toAnswer(statuses[known.code], known.code, known.message, requestId, known);
}

function toAnswer(
  status: number,
  code: string,
  title: string,
  requestId: string,
  refusal: Refusal | null,
): ErrorAnswer {
  const errors = refusal !== null && refusal.errors.length > 0 ? { errors: refusal.errors } : {};
  const problem = {
    type: "about:blank",
    status,
    code,
    title,
    requestId,
    ...errors,
    ...refusal?.details,
  };
  const wait = refusal?.retryAfterS;
  return {
    status,
    refusal: { code, title },
    body: Buffer.from(JSON.stringify(problem)),
    headers: {
      ...refusal?.headers,
      ...(wait === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(wait))) }),
    },
  };
}

function translate(error: unknown): Refusal | null {
  const states = errorCodes(error);
  if (states.some((state) => valueStates.has(state))) {
    return new Refusal("invalid_input", "The input holds a value that cannot be stored.");
  }
  if (states.includes("53100")) {
    return new Refusal("storage_full", "The server's disk is full: nothing was stored.", {
      retryAfterS: 60,
    });
  }
  if (states.some((state) => unreachable.has(state))) {
    return new Refusal("unavailable", "The database cannot be reached just now. Try again soon.", {
      retryAfterS,
    });
  }
  if (error instanceof URIError) return new Refusal("invalid_request", "The address is malformed.");
  return null;
}

/** The codes of an error, its causes and what database drivers put into `meta`; at most five deep. */
function errorCodes(error: unknown, depth = 0): string[] {
  if (depth > 5 || typeof error !== "object" || error === null) return [];
  const codes = isCodelessOutage(error) ? ["08000"] : [];
  for (const [key, value] of Object.entries(describeError(error))) {
    if (typeof value === "string" && /code$/i.test(key)) codes.push(value);
    else if (/^(?:cause|meta|driverAdapterError)$/.test(key))
      codes.push(...errorCodes(value, depth + 1));
    else if (key === "errors" && Array.isArray(value)) {
      codes.push(...value.flatMap((inner) => errorCodes(inner, depth + 1)));
    }
  }
  return codes;
}

function describeError(error: object): Record<string, unknown> {
  const { cause, errors } = error as { cause?: unknown; errors?: unknown }; // often not enumerable
  return { ...error, cause, errors };
}

/** Sends an error's answer, unless an answer has begun: then the connection is cut. */
export function sendError(
  error: unknown,
  at: {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly requestId: string;
    readonly logger: Logger;
  },
): void {
  const { req, res, requestId, logger } = at;
  const answer = answerError(error, requestId, logger);
  if (res.headersSent) {
    res.destroy();
    return;
  }
  // What is left of an unread body would be taken for the next request.
  const unread = !req.complete;
  if (unread) {
    res.once("finish", () => setTimeout(() => req.destroy(), 100).unref());
    req.resume();
  }
  res.writeHead(answer.status, {
    ...answer.headers,
    ...(unread ? { connection: "close" } : {}),
    "content-type": "application/problem+json",
    "content-length": answer.body.length,
    "cache-control": "no-store",
  });
  res.end(answer.body);
}
