import { PermanentError, type StepContext } from "@formloom/plugin-sdk";
import type { z } from "zod";
import { httpAuthSchema, type manifest } from "./manifest.ts";
import { signWebhook } from "./signature.ts";
import { requestProblems } from "./validate.ts";

export type WebhookContext = StepContext<z.output<(typeof manifest)["config"]>>;

/** A request that is ready but for its signature and credentials. */
export interface PlainRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const dotSegment = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;
const needsEncoding = /[^\x20-\x7e\t]/;

/** What the settings and values come to. Throws PermanentError where they make no request. */
export function buildRequest(ctx: WebhookContext): PlainRequest {
  const { config } = ctx;
  const [problem] = requestProblems(config);
  if (problem !== undefined) throw new PermanentError(problem.message, { code: problem.code });
  const url = ctx.render(config.url, { escape: encodeURIComponent, optionsAs: "ids" });
  const parsed = parseUrl(url);
  const headers: Record<string, string> = { "user-agent": "Formloom" };
  if (config.method !== "GET") headers["content-type"] = "application/json";
  for (const name of Object.keys(config.headers)) {
    headers[name.toLowerCase()] = headerValue(config.headers[name] ?? "");
  }
  return {
    method: config.method,
    url,
    host: parsed.host,
    headers,
    body: config.method === "GET" ? "" : bodyText(ctx),
  };
}

/** The headers that sign a request; the effect's key is the message's id. */
export function signatureHeaders(
  ctx: Pick<WebhookContext, "clock" | "webhookSecrets">,
  key: string,
  body: string,
): Record<string, string> {
  const timestamp = Math.floor(ctx.clock.now().getTime() / 1_000);
  const headers: Record<string, string> = {
    "webhook-id": key,
    "webhook-timestamp": String(timestamp),
  };
  if (ctx.webhookSecrets.length > 0) {
    headers["webhook-signature"] = signWebhook({ id: key, timestamp, body }, ctx.webhookSecrets);
  }
  return headers;
}

/** The connection's credentials, where there is one. */
export function readCredentials(
  connection: WebhookContext["connection"],
): z.output<typeof httpAuthSchema> | null {
  if (connection === null) return null;
  const parsed = httpAuthSchema.safeParse(connection.config);
  if (parsed.success) return parsed.data;
  throw new PermanentError("The connection's settings are not complete.", {
    code: "connection_invalid",
    hint: "Open the connection and enter what is missing.",
  });
}

/** The `authorization` header for credentials; refuses to make one for another origin than theirs. */
export function authorization(
  credentials: z.output<typeof httpAuthSchema> | null,
  url: string,
): Record<string, string> {
  if (credentials === null) return {};
  if (new URL(url).origin !== new URL(credentials.url).origin) {
    throw new PermanentError("The connection belongs to another address than this step's.", {
      code: "connection_host_mismatch",
      hint: "Choose a connection that was saved for this host, or send without one.",
    });
  }
  const { type, user, secret } = credentials;
  const value =
    type === "bearer"
      ? `Bearer ${secret}`
      : `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
  return { authorization: value };
}

function parseUrl(url: string): URL {
  const parsed = URL.parse(url);
  const path = /^https?:\/\/[^/?#]+([^?#]*)/i.exec(url)?.[1] ?? "";
  if (parsed === null || dotSegment.test(path)) {
    throw new PermanentError("With this run's values the address is not valid.", {
      code: "bad_url",
      hint: "A value stands where the address needs something else.",
    });
  }
  return parsed;
}

/** One line; letters beyond ASCII go as the bytes of their UTF-8. */
function headerValue(value: string): string {
  if (!needsEncoding.test(value)) return value.trim();
  const line = value.replace(/[\u0000-\u0008\u000A-\u001F\u007F]+/g, " ").trim();
  return Buffer.from(line, "utf8").toString("latin1");
}

function bodyText(ctx: WebhookContext): string {
  const { config, event, form, response } = ctx;
  if (config.body.mode === "custom") return JSON.stringify(config.body.json ?? null);
  const { answers, previous, changes, submittedAt, editedAt } = event.payload;
  return JSON.stringify({
    type: event.type,
    timestamp: event.at,
    data: {
      form: { id: form.id, name: form.name },
      response:
        response === null ? null : { id: response.id, url: response.url, submittedAt, editedAt },
      answers,
      previous,
      changes,
      runId: ctx.run.id,
    },
  });
}
