import { PermanentError, RetryAfterError, TransientError } from "@formloom/plugin-sdk";
import {
  caughtCode,
  caughtError,
  fakeContext,
  fakeEffectKey,
  loopbackFetch,
  openSink,
  type FakeContextOptions,
} from "@formloom/plugin-sdk/testing";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { backend } from "./backend.ts";
import { manifest } from "./manifest.ts";

const current = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
const former = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const base = { url: "https://example.org/hook", headers: {}, body: { mode: "event" } };

function step(config: Record<string, unknown>, options: FakeContextOptions = {}) {
  return fakeContext(manifest, { ...options, config: { ...base, ...config } });
}

async function outcomeOf(reply: {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}) {
  return caughtError(backend.run(step({}, { fetch: () => reply }).ctx));
}

describe("webhook body", () => {
  it("sends the standard body, signed so that the reference library verifies it", async () => {
    await using sink = await openSink((_request, response) => void response.end('{"got":true}'));
    const { ctx } = step(
      { url: `${sink.origin}/in` },
      {
        answers: { name: "Ada", budget: 5000, tags: ["a"] },
        fetch: loopbackFetch,
        webhookSecrets: [current, former],
        now: new Date(),
      },
    );
    const { output } = await backend.run(ctx);
    expect(output).toEqual({ status: 200, body: { got: true } });
    const [request] = sink.received;
    expect(request?.headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": "Formloom",
      "webhook-id": fakeEffectKey("send"),
    });
    for (const secret of [current, former]) {
      const headers = Object.fromEntries(
        Object.entries(request?.headers ?? {}).map(([name, value]) => [name, String(value)]),
      );
      const verified = new Webhook(secret).verify(request?.body ?? "", headers);
      expect(verified).toEqual({
        type: "form.submitted",
        timestamp: ctx.event.at,
        data: {
          form: { id: ctx.form.id, name: "Contact" },
          response: { ...ctx.response, submittedAt: ctx.event.payload.submittedAt },
          answers: { name: "Ada", budget: 5000, tags: ["a"] },
          runId: ctx.run.id,
        },
      });
    }
    expect(String(request?.headers["webhook-signature"]).split(" ")).toHaveLength(2);
  });

  it("adds what was before an edit, and leaves out what the event does not have", async () => {
    const edited = step(
      {},
      {
        eventType: "response.edited",
        answers: { name: "B" },
        previous: { name: "A" },
        changes: ["name"],
      },
    );
    await backend.run(edited.ctx);
    expect(JSON.parse(String(edited.requests[0]?.body))).toMatchObject({
      type: "response.edited",
      data: { answers: { name: "B" }, previous: { answers: { name: "A" } }, changes: ["name"] },
    });
    const changed = step({}, { eventType: "form.updated", changes: ["fields"] });
    await backend.run(changed.ctx);
    const { data } = JSON.parse(String(changed.requests[0]?.body));
    expect(data).toMatchObject({ response: null, changes: ["fields"] });
    expect(data).not.toHaveProperty("answers");
  });

  it("fills custom JSON with values of their own types", async () => {
    const json = { n: "{{ answers.n }}", t: "{{ answers.n }} pcs", l: "{{ answers.l }}", k: true };
    const { ctx, requests } = step(
      { body: { mode: "custom", json } },
      { answers: { n: 0, l: ["x"], q: 'a"b' } },
    );
    await backend.run(ctx);
    expect(JSON.parse(String(requests[0]?.body))).toEqual({ n: 0, t: "0 pcs", l: ["x"], k: true });
  });

  it("sends no body with GET", async () => {
    const { ctx, requests } = step({ method: "GET" });
    await backend.run(ctx);
    expect(requests[0]).not.toHaveProperty("body");
    expect(requests[0]?.headers).not.toHaveProperty("content-type");
  });
});

describe("webhook address and headers", () => {
  it("percent-encodes answers in the address", async () => {
    const { ctx, requests } = step(
      { url: "https://example.org/p/{{ answers.a }}?q={{ answers.b }}" },
      { answers: { a: "x/../y?z#", b: "1&admin=1" } },
    );
    await backend.run(ctx);
    expect(requests[0]?.url).toBe("https://example.org/p/x%2F..%2Fy%3Fz%23?q=1%26admin%3D1");
  });

  it("names a chosen option by its id in the address", async () => {
    const { ctx, requests } = step(
      { url: "https://example.org/t/{{ answers.topic }}" },
      {
        answers: { topic: "sales" },
        choices: { "answers.topic": { sales: "Sales & more" } },
      },
    );
    await backend.run(ctx);
    expect(requests[0]?.url).toBe("https://example.org/t/sales");
  });

  it.each(["..", ".", "%2e%2e"])("never lets the answer %s move the path up", async (value) => {
    const act = () =>
      backend.run(
        step({ url: "https://example.org/a/{{ answers.a }}/b" }, { answers: { a: value } }).ctx,
      );
    const isEncoded = value.includes("%");
    expect(await caughtCode(act).catch(() => "sent")).toBe(isEncoded ? "sent" : "bad_url");
  });

  it.each([
    ["https://{{ answers.host }}/x", "url_origin"],
    ["https://api.{{ answers.host }}.org/x", "url_origin"],
    ["{{ answers.url }}", "url_origin"],
    ["https://example.org:{{ answers.port }}/", "url_origin"],
    ["https://example.org{{ answers.port }}", "url_origin"],
    ["https://example.org\\{{ answers.port }}", "url_origin"],
    ["http\n://example.org/", "url_origin"],
    ["file:///etc/passwd", "url_origin"],
    ["gopher://example.org/", "url_origin"],
    ["data:text/plain,x", "url_origin"],
    ["//example.org/", "url_origin"],
    ["http://u:p@example.org/", "url_userinfo"],
    ["https://example.org:99999/", "url_host"],
    ["https://example.org/{{ oops", "template_syntax"],
    ["", "required"],
  ])("refuses the address %j before publishing and when it runs", async (url, code) => {
    const config = manifest.config.parse({ ...base, url });
    expect(manifest.validate?.(config).map((problem) => problem.code)).toEqual([code]);
    expect(await caughtCode(() => backend.run(step({ url }).ctx))).toBe(code);
  });

  it.each([
    "Host",
    "content-length",
    "Transfer-Encoding",
    "Cookie",
    "Connection",
    "Authorization",
    "Proxy-Authorization",
    "webhook-id",
    "Webhook-Signature",
  ])("refuses the header %s", (name) => {
    const config = manifest.config.parse({ ...base, headers: { [name]: "x" } });
    expect(manifest.validate?.(config)).toMatchObject([
      { path: `headers.${name}`, code: "header_refused" },
    ]);
  });

  it.each([
    ["X-A\r\nB", "x"],
    ["", "x"],
    ["X A", "x"],
    ["X-A", "x\r\nB: y"],
    ["X-A", "x\u0000"],
  ])("refuses the header %j with the value %j", (name, value) => {
    const config = manifest.config.parse({ ...base, headers: { [name]: value } });
    expect(manifest.validate?.(config)[0]?.code).toMatch(/^header_(?:name|value)$/);
  });

  it("keeps an answer with line breaks in one header", async () => {
    await using sink = await openSink();
    const { ctx } = step(
      { url: sink.origin, headers: { "X-Name": "{{ answers.a }}" } },
      { answers: { a: "Ada\r\nX-Admin: 1 ⚡é" }, fetch: loopbackFetch },
    );
    await backend.run(ctx);
    const { headers } = sink.received[0] ?? {};
    expect(headers).not.toHaveProperty("x-admin");
    expect(Buffer.from(String(headers?.["x-name"]), "latin1").toString()).toBe(
      "Ada X-Admin: 1 ⚡é",
    );
  });
});

describe("webhook replies", () => {
  it.each([408, 425, 429, 500, 502, 503, 599])("tries again after %d", async (status) => {
    const error = await outcomeOf({ status });
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ facts: { code: `http_${status}`, who: "service" } });
  });

  it.each([301, 302, 307, 308, 400, 401, 403, 404, 410, 418, 422])(
    "gives up at once after %d",
    async (status) => {
      const error = await outcomeOf({ status, headers: { location: "http://127.0.0.1/" } });
      expect(error).toBeInstanceOf(PermanentError);
      expect(error).toMatchObject({ facts: { code: `http_${status}` } });
    },
  );

  it.each([
    ["120", 120_000],
    ["Mon, 02 Mar 2026 09:31:00 GMT", 60_000],
    ["1000000000", 86_400_000],
  ])("waits as long as Retry-After %s says, 24 h at most", async (value, pauseMs) => {
    const error = await outcomeOf({ status: 429, headers: { "retry-after": value } });
    expect(error).toBeInstanceOf(RetryAfterError);
    expect(error).toMatchObject({ retryAfterMs: pauseMs });
  });

  it.each(["-1", "garbage", ""])("ignores Retry-After %j", async (value) => {
    const error = await outcomeOf({ status: 429, headers: { "retry-after": value } });
    expect(error).toBeInstanceOf(TransientError);
  });

  it("tries again when the service cannot be reached", async () => {
    const fetch = () => Promise.reject(Object.assign(new Error("x"), { code: "ECONNREFUSED" }));
    expect(await caughtCode(() => backend.run(step({}, { fetch }).ctx))).toBe("connection_refused");
  });

  it("lets through what the guard decided", async () => {
    const blocked = new PermanentError("Blocked.", { code: "egress_blocked" });
    const error = await caughtError(
      backend.run(step({}, { fetch: () => Promise.reject(blocked) }).ctx),
    );
    expect(error).toBe(blocked);
  });

  it("keeps 64 KiB of a long reply and says that it is cut", async () => {
    const { ctx } = step({}, { fetch: () => ({ status: 200, body: "x".repeat(200_000) }) });
    const { output } = await backend.run(ctx);
    expect(output).toEqual({ status: 200, body: "x".repeat(65_536), truncated: true });
  });

  it("spreads its ten attempts over about 75 hours", () => {
    const { maxAttempts = 0, firstDelayMs = 0, factor = 0, maxDelayMs = 0 } = manifest.retry ?? {};
    const pauses = Array.from({ length: maxAttempts - 1 }, (_, index) =>
      Math.min(firstDelayMs * factor ** index, maxDelayMs),
    );
    const hours = pauses.reduce((sum, pause) => sum + pause, 0) / 3_600_000;
    expect(maxAttempts).toBe(10);
    expect(hours).toBeGreaterThan(74);
    expect(hours).toBeLessThan(77);
  });
});

describe("webhook credentials", () => {
  const connection = (config: Record<string, unknown>) => ({ kind: "http-auth", config });

  it("sends bearer and basic credentials to their own origin", async () => {
    const bearer = connection({ url: "https://example.org/api", type: "bearer", secret: "t0ken" });
    const first = step({}, { connection: bearer });
    await backend.run(first.ctx);
    expect(first.requests[0]?.headers).toMatchObject({ authorization: "Bearer t0ken" });
    const basic = connection({ url: "https://example.org", type: "basic", user: "u", secret: "p" });
    const second = step({}, { connection: basic });
    await backend.run(second.ctx);
    expect(second.requests[0]?.headers).toMatchObject({ authorization: "Basic dTpw" });
  });

  it.each(["https://evil.example", "http://example.org", "https://example.org:8443"])(
    "never sends them to %s",
    async (url) => {
      const { ctx, requests } = step({}, { connection: connection({ url, secret: "t0ken" }) });
      expect(await caughtCode(() => backend.run(ctx))).toBe("connection_host_mismatch");
      expect(requests).toEqual([]);
    },
  );

  it("tests them with a request that changes nothing", async () => {
    const saved = { url: "https://example.org", secret: "t0ken" };
    const world = step({}, { connection: connection(saved), fetch: () => ({ status: 401 }) });
    expect(await backend.test?.(world.ctx)).toMatchObject({ ok: false });
    expect(world.requests[0]).toMatchObject({ method: "GET", url: "https://example.org" });
    expect(await backend.test?.(step({}, { connection: connection(saved) }).ctx)).toMatchObject({
      ok: true,
    });
  });

  it("hides them in a dry run", async () => {
    const { ctx } = step(
      {},
      { connection: connection({ url: "https://example.org", secret: "s3" }) },
    );
    expect(await backend.dryRun(ctx)).toMatchObject({
      summary: "POST to example.org",
      content: { kind: "request", headers: { authorization: "••••" } },
    });
  });
});
