import type { FakeContextOptions, RecordedRequest } from "./fake-context.ts";
import { fakeSmtpSocket } from "./fake-smtp.ts";

/** One way in which the world may answer a plugin. */
export interface Scenario {
  readonly name: string;
  readonly world: Pick<FakeContextOptions, "fetch" | "connect">;
}

/** A service that says yes, in the way most services do. */
export const kindWorld: Scenario["world"] = {
  fetch: () => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      ok: true,
      id: "1",
      channel: "C1",
      ts: "1.2",
      url: "https://example.org",
    }),
  }),
  connect: () => Promise.resolve(fakeSmtpSocket()),
};

const statuses = [204, 301, 302, 400, 401, 403, 404, 408, 410, 422, 425, 429, 500, 502, 503];

const bodies: Readonly<Record<string, string>> = {
  nothing: "",
  "broken JSON": '{"ok": tru',
  "an HTML page": "<!doctype html><h1>Hello</h1>",
  "a JSON null": "null",
  "a list": "[1, 2, 3]",
  "other types than expected": '{"ok":"yes","error":{"a":1},"channel":7,"ts":[]}',
  "JSON that says no": '{"ok":false,"error":"invalid_auth"}',
  "an unknown error": '{"ok":false,"error":"<!channel> something new"}',
  "deep JSON": `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  "a prototype key": '{"__proto__":{"admin":true}}',
  "characters that cannot be stored": '{"a":"\\u0000","b":"\\ud800"}',
  "2 MiB of text": "x".repeat(2 * 1024 * 1024),
};

const networkErrors = ["ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "CERT_HAS_EXPIRED"];

const smtpReplies = ["421 4.3.2 later", "450 4.2.1 busy", "550 5.1.1 unknown", "554 5.7.1 spam"];

/** Everything that services do to those who call them. */
export const scenarios: readonly Scenario[] = [
  ...statuses.map((status) => ({
    name: `status ${status}`,
    world: { ...kindWorld, fetch: () => ({ status, headers: { "retry-after": "7" } }) },
  })),
  ...Object.entries(bodies).map(([name, body]) => ({
    name: `a 200 with ${name}`,
    world: { ...kindWorld, fetch: () => ({ status: 200, body }) },
  })),
  ...networkErrors.map((code) => ({
    name: `the network error ${code}`,
    world: { fetch: () => failNetwork(code), connect: () => failNetwork(code) },
  })),
  ...smtpReplies.map((reply) => ({
    name: `a mail server that says ${reply}`,
    world: {
      ...kindWorld,
      connect: () => Promise.resolve(fakeSmtpSocket({ recipientReply: reply })),
    },
  })),
  {
    name: "a service that sends back what it was sent",
    world: { ...kindWorld, fetch: echo },
  },
  {
    name: "a service that quotes what it was sent in its error",
    world: { ...kindWorld, fetch: (request) => ({ ...echo(request), status: 400 }) },
  },
];

/** A world in which nothing ever comes back. */
export const silentWorld: Scenario["world"] = {
  fetch: () => new Promise(() => undefined),
  connect: () => new Promise(() => undefined),
};

function echo(request: RecordedRequest) {
  const { url, headers } = request;
  return {
    status: 200,
    body: JSON.stringify({ ok: true, url, headers, body: String(request.body) }),
  };
}

async function failNetwork(code: string): Promise<never> {
  throw Object.assign(new Error(`${code} at a host`), { code });
}
