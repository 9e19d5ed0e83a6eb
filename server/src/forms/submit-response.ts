import type { IncomingMessage, ServerResponse } from "node:http";
import { submitResponse } from "@formloom/shared/api";
import type { Answers } from "@formloom/shared/events";
import { validateAnswers } from "@formloom/shared/form";
import { isId, newId } from "@formloom/shared/kernel";
import { isRecord } from "@formloom/shared/values";
import type { Rate } from "../config-values.ts";
import type { BoundRoute } from "../http/call.ts";
import { addressKey, type ClientAddresses } from "../http/client-address.ts";
import { sendError } from "../http/error-response.ts";
import type { Metrics } from "../http/health.ts";
import { isJsonType } from "../http/media-type.ts";
import { parseBody, parseJson } from "../http/parse-input.ts";
import { readBody } from "../http/read-body.ts";
import { invalidInput, notFound, Refusal } from "../http/refusal.ts";
import { requestIdOf } from "../http/request-id.ts";
import { createRequestRate } from "../http/request-rate.ts";
import { bareHeaders, setBareHeaders } from "../http/security-headers.ts";
import type { Logger } from "../logger.ts";
import type { LiveForm, Submissions } from "../pipeline/ports.ts";
import { readKey } from "./idempotency-key.ts";

export interface SubmitDeps {
  readonly submissions: Submissions;
  readonly addresses: ClientAddresses;
  readonly submitRate: Rate | null;
  readonly checkSetup: (req: IncomingMessage) => Promise<void>;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

export interface SubmitRoute {
  /** For the list of routes and for addresses that the short way does not take. */
  readonly route: BoundRoute;
  /** Takes a plain submission past express; false for every other request. */
  take(req: IncomingMessage, res: ServerResponse): boolean;
  /** Throws 429 when this address has sent too much to this form. */
  readonly limit: (req: IncomingMessage, formId: string) => void;
}

const before = "/api/forms/";
const after = "/responses";
const pathLength = before.length + 36 + after.length;

/**
 * The public submission. It goes straight from the HTTP server's listener: express, its headers and
 * sessions cost several times what the rest of a submission does.
 */
export function createSubmitRoute(deps: SubmitDeps): SubmitRoute {
  const limit = createLimit(deps);

  async function serve(req: IncomingMessage, res: ServerResponse, formId: string): Promise<void> {
    await deps.checkSetup(req);
    limit(req, formId);
    if (!isJsonType(req.headers["content-type"])) {
      throw new Refusal("unsupported_media_type", "Send the answers as application/json.");
    }
    const data = answersIn(parseJson(await readBody(req)));
    const key = readKey(req.headers["idempotency-key"], data);
    if (!isId(formId)) throw notFound();
    const result = await deps.submissions.submit({
      formId,
      ...(key === undefined ? {} : { key }),
      prepare: (form) => checkAnswers(form, data),
    });
    if (result.code === "no_form") throw notFound();
    if (result.code === "key_reused") throw keyReused();
    sendStored(res, result);
  }

  function take(req: IncomingMessage, res: ServerResponse): boolean {
    const { url } = req;
    if (url?.length !== pathLength || !url.startsWith(before) || !url.endsWith(after)) return false;
    const startedMs = performance.now();
    void serve(req, res, url.slice(before.length, -after.length))
      .catch((error: unknown) => {
        setBareHeaders(res);
        sendError(error, { req, res, requestId: requestIdOf(res), logger: deps.logger });
      })
      .then(() => deps.metrics.countRequest(req, res, startedMs));
    return true;
  }

  return {
    take,
    limit,
    route: {
      contract: submitResponse,
      serve: ({ req, res, params }) => serve(req, res, params["formId"] ?? ""),
    },
  };
}

function createLimit({ submitRate, addresses }: SubmitDeps): SubmitRoute["limit"] {
  const rate = submitRate === null ? null : createRequestRate(submitRate);
  return (req, formId) => {
    if (rate === null) return;
    const waitMs = rate.take(`${addressKey(addresses.of(req))} ${formId}`, Date.now());
    if (waitMs <= 0) return;
    throw new Refusal("rate_limited", "Too many answers: wait a little.", {
      retryAfterS: waitMs / 1000,
    });
  };
}

/** One list of headers in one call: setting them one by one costs a tenth of the whole request. */
function sendStored(
  res: ServerResponse,
  result: { readonly code: "stored" | "replayed"; readonly id: string },
): void {
  const body = `{"id":"${result.id}"}`;
  const headers = [
    // On the long way the headers of every page are there already.
    ...(res.hasHeader("x-request-id") ? [] : [...bareHeaders, "x-request-id", newId()]),
    "content-type",
    "application/json; charset=utf-8",
    "content-length",
    String(body.length),
  ];
  if (result.code === "replayed") headers.push("idempotent-replayed", "true");
  res.writeHead(201, headers);
  res.end(body);
}

/** The answers checked against the form as it is now; a closed form is as good as none. */
export function checkAnswers(form: LiveForm, data: Answers): Answers {
  if (!form.open) throw notFound();
  const checked = validateAnswers(form.fields, data, { mode: "submit" });
  if (!checked.ok) throw invalidInput(checked.error);
  return checked.value;
}

export function keyReused(): Refusal {
  return new Refusal("key_reused", "This Idempotency-Key came with another body before.");
}

/** `{ data }` and nothing else; the schema is asked only for what is wrong. */
function answersIn(body: unknown): Answers {
  if (isRecord(body) && isRecord(body["data"]) && Object.keys(body).length === 1)
    return body["data"];
  parseBody(submitResponse.body, body);
  throw invalidInput([{ path: "data", code: "type", message: "An object is expected here." }]);
}
