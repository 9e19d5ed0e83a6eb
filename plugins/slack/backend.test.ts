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
import { describe, expect, it } from "vitest";
import { backend } from "./backend.ts";
import { manifest } from "./manifest.ts";
import { toBlocks } from "./slack-text.ts";

const bot = { kind: "slack", config: { botToken: "xoxb-1" } };
const hook = { kind: "slack", config: { webhookUrl: "https://hooks.slack.com/services/T/B/x" } };

function step(config: Record<string, unknown>, options: FakeContextOptions = {}) {
  const world = {
    connection: bot,
    fetch: () => ({ body: '{"ok":true,"channel":"C1","ts":"1.2"}' }),
  };
  return fakeContext(manifest, {
    ...world,
    ...options,
    config: { channel: "#leads", text: "Hi", ...config },
  });
}

const says = (error: string, status = 200, headers = {}) => ({
  fetch: () => ({ status, headers, body: JSON.stringify({ ok: false, error }) }),
});

describe("slack message", () => {
  it("escapes answers, so that they neither ping nor link, and keeps the owner's own markup", async () => {
    await using sink = await openSink((_request, response) => {
      response.end('{"ok":true,"channel":"C9","ts":"17.5"}');
    });
    const { ctx } = step(
      { channel: "C9", text: "*New* <!here> {{ answers.a }} {{ answers.b }}" },
      {
        answers: { a: "<!channel> <@U1> & <https://evil.example|bank>", b: "https://evil.example" },
        connection: { kind: "slack", config: { botToken: "xoxb-1", baseUrl: sink.origin } },
        fetch: loopbackFetch,
      },
    );
    expect(await backend.run(ctx)).toEqual({ output: { channel: "C9", ts: "17.5" } });
    const [request] = sink.received;
    expect(request?.url).toBe("/api/chat.postMessage");
    expect(request?.headers).toMatchObject({
      authorization: "Bearer xoxb-1",
      "idempotency-key": fakeEffectKey("send"),
    });
    const body = JSON.parse(request?.body ?? "");
    const text =
      "*New* <!here> &lt;!channel&gt; &lt;@U1&gt; &amp; &lt;https://evil.example|bank&gt; https://evil.example";
    expect(body).toEqual({
      channel: "C9",
      text,
      blocks: [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }],
      parse: "none",
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it("posts to an incoming webhook without naming a channel or a token", async () => {
    await using sink = await openSink((_request, response) => void response.end("ok"));
    const config = { webhookUrl: `${sink.origin}/services/T/B/x`, baseUrl: sink.origin };
    const { ctx } = step({}, { connection: { kind: "slack", config }, fetch: loopbackFetch });
    expect(await backend.run(ctx)).toEqual({ output: { channel: null, ts: null } });
    expect(sink.received[0]?.url).toBe("/services/T/B/x");
    expect(sink.received[0]?.headers).not.toHaveProperty("authorization");
    expect(JSON.parse(sink.received[0]?.body ?? "")).not.toHaveProperty("channel");
  });

  it("cuts a long message into blocks that Slack takes, never inside an entity", () => {
    const text = `${"x".repeat(2_998)}&amp;${"y".repeat(5_000)}`;
    const parts = toBlocks(text).map((block) => block.text.text);
    expect(parts.join("")).toBe(text);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(3_000);
    expect(parts[1]?.startsWith("&amp;")).toBe(true);
    expect(toBlocks("a\n".repeat(100_000)).length).toBeLessThanOrEqual(50);
  });

  it("refuses to send nothing", async () => {
    const { ctx } = step({ text: "{{ answers.none }}" });
    expect(await caughtCode(() => backend.run(ctx))).toBe("empty_message");
  });
});

describe("slack connection", () => {
  it("needs one", async () => {
    const error = await caughtError(backend.run(step({}, { connection: null }).ctx));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ facts: { code: "connection_missing", who: "owner" } });
  });

  it("takes a webhook's address at Slack's hosts only", async () => {
    const sent = step({}, { connection: hook, fetch: () => ({ status: 200, body: "ok" }) });
    await backend.run(sent.ctx);
    expect(sent.requests[0]?.url).toBe("https://hooks.slack.com/services/T/B/x");
    for (const webhookUrl of ["https://evil.example/x", "http://hooks.slack.com/x", "nonsense"]) {
      const { ctx, requests } = step({}, { connection: { kind: "slack", config: { webhookUrl } } });
      expect(await caughtCode(() => backend.run(ctx))).toBe("connection_host_mismatch");
      expect(requests).toEqual([]);
    }
  });

  it("needs a channel with a bot token", async () => {
    expect(await caughtCode(() => backend.run(step({ channel: null }).ctx))).toBe(
      "channel_missing",
    );
    expect(await caughtCode(() => backend.run(step({ channel: "<!here>" }).ctx))).toBe(
      "channel_invalid",
    );
  });

  it("is tested by asking who we are", async () => {
    const good = step({}, { fetch: () => ({ body: '{"ok":true,"team":"Acme"}' }) });
    expect(await backend.test?.(good.ctx)).toEqual({ ok: true, message: "Signed in to Acme." });
    expect(good.requests[0]?.url).toBe("https://slack.com/api/auth.test");
    const bad = step({}, says("invalid_auth"));
    expect(await backend.test?.(bad.ctx)).toMatchObject({ ok: false });
  });

  it("lists the channels whose name holds what was typed, over all pages", async () => {
    const pages = [
      { channels: [{ id: "C1", name: "leads" }], response_metadata: { next_cursor: "n" } },
      {
        channels: [
          { id: "C2", name: "random" },
          { id: "C3", name: "Big-Leads" },
        ],
      },
    ];
    const world = step(
      {},
      { fetch: () => ({ body: JSON.stringify({ ok: true, ...pages.shift() }) }) },
    );
    const found = await backend.options?.["channels"]?.(world.ctx, { q: "#lead", config: {} });
    expect(found).toEqual([
      { value: "C1", label: "#leads" },
      { value: "C3", label: "#Big-Leads" },
    ]);
    expect(world.requests[1]?.body).toContain("cursor=n");
  });
});

describe("slack errors", () => {
  it.each(["channel_not_found", "invalid_auth", "not_in_channel", "is_archived", "msg_too_long"])(
    "gives up at once on %s and says what to do",
    async (word) => {
      const error = await caughtError(backend.run(step({}, says(word)).ctx));
      expect(error).toBeInstanceOf(PermanentError);
      expect(error).toMatchObject({ facts: { code: `slack_${word}`, hint: expect.any(String) } });
    },
  );

  it("waits as long as Slack wishes when it is asked too often", async () => {
    const limited = says("ratelimited", 429, { "retry-after": "30" });
    const error = await caughtError(backend.run(step({}, limited).ctx));
    expect(error).toBeInstanceOf(RetryAfterError);
    expect(error).toMatchObject({ retryAfterMs: 30_000 });
  });

  it.each([
    ["internal_error", 200],
    ["ratelimited", 200],
    ["x", 503],
  ])("tries again after %s with status %d", async (word, status) => {
    const error = await caughtError(backend.run(step({}, says(word, status)).ctx));
    expect(error).toBeInstanceOf(TransientError);
  });

  it("reads the one word that an incoming webhook answers", async () => {
    const gone = { connection: hook, fetch: () => ({ status: 404, body: "no_service" }) };
    expect(await caughtCode(() => backend.run(step({}, gone).ctx))).toBe("slack_no_service");
    const odd = { connection: hook, fetch: () => ({ status: 400, body: "<p>Answers: Ada" }) };
    expect(await caughtCode(() => backend.run(step({}, odd).ctx))).toBe("http_400");
  });
});
