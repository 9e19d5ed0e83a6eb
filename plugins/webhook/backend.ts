import {
  connectionError,
  defineBackend,
  isPassingStatus,
  PermanentError,
  replyBody,
  statusRetry,
  type IncomingReply,
  type Preview,
  type ServiceContext,
  type StepResult,
  type TestResult,
} from "@formloom/plugin-sdk";
import { manifest } from "./manifest.ts";
import {
  authorization,
  buildRequest,
  readCredentials,
  signatureHeaders,
  type WebhookContext,
} from "./request.ts";

const maxReplyBytes = 65_536;

const hints: Readonly<Record<number, string>> = {
  400: "The service did not understand the request: check the body.",
  401: "The service wants credentials: choose or renew the connection.",
  403: "The service does not allow this: check the connection's rights.",
  404: "Nothing is at this address: check its spelling.",
  405: "The service does not take this method.",
  410: "The address is gone for good: ask the service for a new one.",
  413: "The service finds the body too large.",
  422: "The service did not accept the values: check the body.",
};

interface WebhookOutput {
  readonly status: number;
  readonly body: unknown;
  readonly truncated?: true;
}

export const backend = defineBackend(manifest, { run, dryRun, test });

async function run(ctx: WebhookContext): Promise<StepResult> {
  const request = buildRequest(ctx);
  const credentials = readCredentials(ctx.connection);
  const auth = authorization(credentials, request.url);
  const output = await ctx.effect("send", async (key) => {
    const reply = await send(ctx, request.url, request.host, {
      method: request.method,
      headers: { ...request.headers, ...auth, ...signatureHeaders(ctx, key, request.body) },
      ...(request.method === "GET" ? {} : { body: request.body }),
    });
    judge(reply, request.host, ctx.clock.now());
    const sent = Object.values(auth).map((value) => value.slice(value.indexOf(" ") + 1));
    const secrets = credentials === null ? [] : [...sent, credentials.secret];
    return { result: toOutput(withoutSecrets(reply, secrets)) };
  });
  return { output };
}

function dryRun(ctx: WebhookContext): Preview {
  const request = buildRequest(ctx);
  const auth = authorization(readCredentials(ctx.connection), request.url);
  const hidden = Object.fromEntries(Object.keys(auth).map((name) => [name, "••••"]));
  const signed = { "webhook-id": ctx.idempotencyKey(), "webhook-signature": "(made when sent)" };
  return {
    summary: `${request.method} to ${request.host}`,
    content: {
      kind: "request",
      method: request.method,
      url: request.url,
      headers: { ...request.headers, ...hidden, ...signed },
      body: request.body,
    },
    port: "out",
    output: { status: 200, body: null },
  };
}

/** Asks the connection's address for itself; what it answers is not looked at, only whether it lets in. */
async function test(ctx: ServiceContext): Promise<TestResult> {
  const credentials = readCredentials(ctx.connection);
  if (credentials === null) return { ok: false, message: "Choose a connection to test." };
  const { host } = new URL(credentials.url);
  const headers = { "user-agent": "Formloom", ...authorization(credentials, credentials.url) };
  const reply = await send(ctx, credentials.url, host, { method: "GET", headers });
  if (reply.status === 401 || reply.status === 403) {
    return { ok: false, message: `${host} does not accept these credentials (${reply.status}).` };
  }
  if (reply.status >= 500) return { ok: false, message: `${host} answers ${reply.status}.` };
  return { ok: true, message: `${host} can be reached and does not refuse the credentials.` };
}

async function send(
  ctx: ServiceContext,
  url: string,
  host: string,
  request: Parameters<ServiceContext["fetch"]>[1],
): Promise<IncomingReply> {
  try {
    return await ctx.fetch(url, { ...request, maxBytes: maxReplyBytes });
  } catch (error) {
    throw connectionError(error, host);
  }
}

function judge(reply: IncomingReply, host: string, now: Date): void {
  const { status } = reply;
  if (status >= 200 && status < 300) return;
  if (isPassingStatus(status)) throw statusRetry(reply, host, now);
  const code = `http_${status}`;
  if (status >= 300 && status < 400) {
    throw new PermanentError(`${host} answered ${status}: it points to another address.`, {
      code,
      hint: "Redirects are not followed. Enter the address that the service really listens at.",
    });
  }
  throw new PermanentError(`${host} answered ${status}.`, {
    code,
    hint: hints[status] ?? "The service refused the request; the same again would be refused too.",
  });
}

/** Some services send back what they were sent; credentials must not come into the log that way. */
function withoutSecrets(reply: IncomingReply, secrets: readonly string[]): IncomingReply {
  let body = reply.body;
  for (const secret of secrets) {
    if (secret !== "") body = body.replaceAll(secret, "••••");
  }
  return { ...reply, body };
}

function toOutput(reply: IncomingReply): WebhookOutput {
  const output = { status: reply.status, body: replyBody(reply) };
  return reply.truncated ? { ...output, truncated: true } : output;
}
