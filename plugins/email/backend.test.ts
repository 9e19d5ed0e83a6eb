import { PermanentError, TransientError } from "@formloom/plugin-sdk";
import {
  caughtCode,
  caughtError,
  fakeContext,
  fakeEffectKey,
  fakeSmtpSocket,
  loopbackConnect,
  type FakeContextOptions,
} from "@formloom/plugin-sdk/testing";
import { afterEach, describe, expect, it } from "vitest";
import { backend } from "./backend.ts";
import { manifest } from "./manifest.ts";
import { openMailServer, type MailServer } from "./test/mail-server.ts";

const base = {
  to: ["ada@example.org"],
  cc: [],
  bcc: [],
  replyTo: null,
  subject: "Hello",
  body: { format: "text", content: "Hi" },
};

function step(config: Record<string, unknown>, options: FakeContextOptions = {}) {
  return fakeContext(manifest, { ...options, config: { ...base, ...config } });
}

let server: MailServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A step whose connection leads to a real mail server on loopback. */
async function sendingStep(
  config: Record<string, unknown>,
  options: FakeContextOptions & { readonly smtp?: Record<string, unknown> } = {},
) {
  server ??= await openMailServer();
  const smtp = { host: "127.0.0.1", port: server.port, security: "none", from: "" };
  const connection = { kind: "smtp", config: { ...smtp, ...options.smtp } };
  return step(config, { connect: loopbackConnect, ...options, connection });
}

describe("a test of an email", () => {
  it("goes to the tester alone, and says that it is a test", async () => {
    const { ctx } = await sendingStep(
      {
        to: ["Ada <ada@example.org>"],
        cc: ["copy@example.org"],
        bcc: ["hidden@example.org"],
        body: { format: "html", content: "<html><body class=x><p>Hi</p></body></html>" },
      },
      { testTo: "me@example.org" },
    );
    const { output } = await backend.run(ctx);
    expect(output).toMatchObject({ accepted: ["me@example.org"] });
    const [mail] = server?.mails ?? [];
    expect(mail?.recipients).toEqual(["me@example.org"]);
    expect(mail?.parsed.headers.get("x-formloom-test")).toBe("yes");
    expect(mail?.parsed).toMatchObject({ subject: "[Test] Hello" });
    expect([mail?.parsed.cc, mail?.parsed.bcc]).toEqual([undefined, undefined]);
    expect(mail?.parsed.text).toContain("This is a test");
    const preview = await backend.dryRun(ctx);
    expect(preview.content).toMatchObject({
      to: ["me@example.org"],
      text: expect.stringContaining("Ada <ada@example.org>, copy@example.org, hidden@example.org"),
      html: expect.stringMatching(/^<html><body class=x><p style[^>]*>This is a test\./),
    });
  });
});

describe("email over a real mail server", () => {
  it("sends text with the effect's key as Message-ID, from the configured address", async () => {
    const { ctx } = await sendingStep(
      {
        to: ["{{ answers.email }}", "Sales <sales@example.org>"],
        cc: ["copy@example.org"],
        bcc: ["hidden@example.org"],
        replyTo: "{{ answers.email }}",
        subject: "New: {{ answers.name }}",
        body: { format: "text", content: "<b> {{ answers.name }} {{ answers.n }}" },
      },
      { answers: { email: "ada@example.org", name: "Ada & Co <x>", n: 0 } },
    );
    const id = `<${fakeEffectKey("send")}@example.org>`;
    const { output } = await backend.run(ctx);
    const everyone = [
      "ada@example.org",
      "sales@example.org",
      "copy@example.org",
      "hidden@example.org",
    ];
    expect(output).toEqual({ messageId: id, accepted: everyone });
    const [mail] = server?.mails ?? [];
    expect(mail?.recipients).toEqual(everyone);
    expect(mail?.sender).toBe("forms@example.org");
    expect(mail?.parsed).toMatchObject({
      messageId: id,
      subject: "New: Ada & Co <x>",
      from: { text: '"Formloom" <forms@example.org>' },
      replyTo: { text: "ada@example.org" },
      cc: { text: "copy@example.org" },
      html: false,
    });
    expect(mail?.parsed.text?.trim()).toBe("<b> Ada & Co <x> 0");
    expect(mail?.parsed.headers.has("bcc")).toBe(false);
  });

  it("escapes answers in HTML and adds a plain reading", async () => {
    const content =
      '<p>From <b>{{ answers.a }}</b></p><a href="{{ answers.url }}" title="{{ answers.a }}">site</a>';
    const { ctx } = await sendingStep(
      { body: { format: "html", content } },
      { answers: { a: '"><img src=x onerror=alert(1)>', url: "javascript:alert(1)" } },
    );
    await backend.run(ctx);
    const { parsed } = server?.mails[0] ?? {};
    expect(parsed?.html).not.toContain("<img");
    expect(parsed?.html).toContain("&lt;img src=x");
    expect(parsed?.html).toContain('<a href="#"');
    expect(parsed?.text?.trim()).toBe('From "><img src=x onerror=alert(1)>\n\nsite');
  });

  it("signs in with the connection's user, and says no word of it when that fails", async () => {
    server = await openMailServer({ user: "me", password: "right" });
    const good = await sendingStep({}, { smtp: { user: "me", password: "right" } });
    expect(await backend.run(good.ctx)).toMatchObject({
      output: { accepted: ["ada@example.org"] },
    });
    expect(await backend.test?.(good.ctx)).toMatchObject({ ok: true });
    const bad = await sendingStep({}, { smtp: { user: "me", password: "wr0ng-secret" } });
    const error = await caughtError(backend.run(bad.ctx));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ facts: { code: "smtp_535" } });
    expect(JSON.stringify(error) + error.message).not.toContain("wr0ng-secret");
    expect(await backend.test?.(bad.ctx)).toMatchObject({ ok: false });
    expect(server.mails).toHaveLength(1);
  });

  it("sends nothing readable over a connection that was to be encrypted", async () => {
    const { ctx } = await sendingStep({}, { smtp: { security: "starttls" } });
    expect(await caughtCode(() => backend.run(ctx))).toBe("smtp_no_tls");
    expect(server?.mails).toEqual([]);
  });

  it.each(["tls", "starttls"])(
    "trusts no certificate that nobody vouches for (%s)",
    async (security) => {
      server = await openMailServer({ secure: security === "tls", startTls: true });
      const { ctx } = await sendingStep({}, { smtp: { security } });
      expect(await caughtCode(() => backend.run(ctx))).toBe("tls_error");
      expect(server.mails).toEqual([]);
    },
  );

  it("goes on where some addresses are refused, and fails where all are", async () => {
    server = await openMailServer({ refuse: /no-such/ });
    const some = await sendingStep({ to: ["ada@example.org", "no-such@example.org"] });
    expect(await backend.run(some.ctx)).toMatchObject({
      output: { accepted: ["ada@example.org"] },
    });
    expect(some.lines).toEqual(["The mail server refused 1 of the addresses."]);
    const all = await sendingStep({ to: ["no-such@example.org"] });
    const error = await caughtError(backend.run(all.ctx));
    expect(error).toMatchObject({ name: "PermanentError", facts: { code: "smtp_550" } });
  });

  it("copies only the listed settings of a connection", async () => {
    const smtp = { service: "gmail", path: "/bin/sh", sendmail: true, proxy: "http://127.0.0.1" };
    const { ctx } = await sendingStep({}, { smtp });
    expect(await caughtCode(() => backend.run(ctx))).toBe("connection_invalid");
    const named = await sendingStep({}, { smtp: { host: "x\r\nRCPT TO:<e@y>" } });
    expect(await caughtCode(() => backend.run(named.ctx))).toBe("connection_invalid");
  });
});

describe("email addresses", () => {
  it.each([
    "a@x\r\nBcc: e@y",
    "a@x, e@y",
    "a@x; e@y",
    "g:a@x,e@y;",
    '"e@y x"@x',
    "a@x>",
    "<a@x",
    "a@x <e@y>",
    "a b@x",
    "a@[127.0.0.1]",
    "a@x..y",
    ".a@x",
    "@x",
    "a@",
    "a",
    "a@x\u0000",
    "a@x\u202Emoc",
    "(".repeat(20_000),
    `${"a".repeat(65)}@example.org`,
    `a@${"b.".repeat(130)}org`,
  ])("sends nothing for %j", async (email) => {
    const { ctx, sockets } = await sendingStep(
      { to: ["{{ answers.email }}"] },
      { answers: { email } },
    );
    const start = performance.now();
    expect(await caughtCode(() => backend.run(ctx))).toBe("invalid_address");
    expect(performance.now() - start).toBeLessThan(100);
    expect(sockets).toEqual([]);
    const reply = await sendingStep({ replyTo: "{{ answers.email }}" }, { answers: { email } });
    expect(await caughtCode(() => backend.run(reply.ctx))).toBe("invalid_address");
  });

  it("writes a domain of other letters in ASCII, so that a look-alike shows", async () => {
    const { ctx } = await sendingStep({ to: ["a@exаmple.org"] });
    const { output } = await backend.run(ctx);
    expect(output).toMatchObject({ accepted: ["a@xn--exmple-4nf.org"] });
  });

  it("takes each address once, and empty entries not at all", async () => {
    const { ctx } = await sendingStep({
      to: ["ada@example.org", "ADA@example.org", "{{ answers.none }}"],
      cc: ["ada@example.org"],
    });
    expect(await backend.run(ctx)).toMatchObject({ output: { accepted: ["ada@example.org"] } });
  });

  it("needs one at least and takes fifty at most", async () => {
    const nobody = step({ to: ["{{ answers.none }}"] });
    expect(await caughtCode(() => backend.run(nobody.ctx))).toBe("no_recipient");
    const many = Array.from({ length: 51 }, (_, index) => `a${index}@example.org`);
    expect(await caughtCode(() => backend.run(step({ to: many }).ctx))).toBe("too_many_recipients");
    expect(manifest.validate?.(manifest.config.parse({ ...base, to: many }))).toMatchObject([
      { code: "too_many_recipients" },
    ]);
    const fifty = await backend.run(step({ to: many.slice(1) }).ctx);
    expect(fifty).toMatchObject({ output: { accepted: [] } });
  });

  it("reports written-out addresses that are none before publishing", () => {
    const config = manifest.config.parse({ ...base, to: ["a@x, e@y"], replyTo: "nobody" });
    expect(manifest.validate?.(config)).toMatchObject([
      { path: "to.0", code: "invalid_address" },
      { path: "replyTo", code: "invalid_address" },
    ]);
  });
});

describe("email headers and bodies", () => {
  it("keeps subject and names to one short line", async () => {
    const subject = `a\r\nBcc: e@y\u0000\u202E${"x".repeat(10_000)}`;
    const { ctx } = await sendingStep({ subject: "{{ answers.s }}" }, { answers: { s: subject } });
    await backend.run(ctx);
    const [mail] = server?.mails ?? [];
    expect(mail?.recipients).toEqual(["ada@example.org"]);
    expect(mail?.parsed.subject?.startsWith("a Bcc: e@y x")).toBe(true);
    expect(mail?.parsed.subject?.length).toBeLessThanOrEqual(255);
  });

  it("never takes From out of an answer", () => {
    expect(Object.keys(manifest.config.shape)).not.toContain("from");
  });

  it.each([{ path: "/etc/passwd" }, { href: "http://169.254.169.254/" }])(
    "refuses %j in place of a text",
    (content) => {
      const body = { format: "html", content };
      expect(() => step({ body })).toThrow(PermanentError);
      expect(manifest.config.safeParse({ ...base, subject: content }).success).toBe(false);
      expect(manifest.config.safeParse({ ...base, to: [content] }).success).toBe(false);
    },
  );

  it("prints an answer that is an object, and opens no file for it", async () => {
    const { ctx, caught } = step(
      { body: { format: "html", content: "{{ answers.a }}" } },
      { answers: { a: { path: "/etc/hostname" } } },
    );
    await backend.run(ctx);
    expect(caught[0]?.html).toBe("{&quot;path&quot;:&quot;/etc/hostname&quot;}");
  });
});

describe("email without a mail server", () => {
  it("is caught whole and not said to be sent", async () => {
    const { ctx, caught, lines } = step({
      cc: ["Bob <bob@example.org>"],
      body: { format: "html", content: "<p>Hi</p>" },
    });
    const messageId = `<${fakeEffectKey("send")}@example.org>`;
    expect(await backend.run(ctx)).toEqual({ output: { messageId, accepted: [] } });
    expect(caught).toEqual([
      {
        from: "Formloom <forms@example.org>",
        to: ["ada@example.org"],
        cc: ["Bob <bob@example.org>"],
        bcc: [],
        replyTo: null,
        subject: "Hello",
        text: "Hi",
        html: "<p>Hi</p>",
        messageId,
      },
    ]);
    expect(lines).toEqual(["Caught, not sent: no mail server is configured."]);
  });

  it("shows the mail in a dry run", async () => {
    const { ctx } = step({ to: ["a@example.org", "b@example.org"] });
    expect(await backend.dryRun(ctx)).toMatchObject({
      summary: "Email to a@example.org and 1 more",
      content: { kind: "mail", to: ["a@example.org", "b@example.org"], subject: "Hello" },
    });
  });
});

describe("email troubles", () => {
  const smtp = { kind: "smtp", config: { host: "mail.example.org", security: "none" } };

  it.each([
    ["421 4.3.2 closing", TransientError, "smtp_421"],
    ["451 4.7.1 later", TransientError, "smtp_451"],
    ["550 5.1.1 no such user ada@example.org", PermanentError, "smtp_550"],
    ["554 5.7.1 spam", PermanentError, "smtp_554"],
  ])("reads the answer %s", async (dataReply, kind, code) => {
    const connect = () => Promise.resolve(fakeSmtpSocket({ dataReply }));
    const error = await caughtError(backend.run(step({}, { connection: smtp, connect }).ctx));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ facts: { code } });
    expect(error.message).not.toContain("ada@example.org");
  });

  it.each([
    ["ECONNREFUSED", "connection_refused"],
    ["ENOTFOUND", "host_not_found"],
    ["ETIMEDOUT", "connection_timeout"],
  ])("tries again after %s", async (system, code) => {
    const connect = () => Promise.reject(Object.assign(new Error("x"), { code: system }));
    expect(await caughtCode(() => backend.run(step({}, { connection: smtp, connect }).ctx))).toBe(
      code,
    );
  });

  it("lets through what the guard decided", async () => {
    const blocked = new PermanentError("Blocked.", { code: "egress_blocked" });
    const connect = () => Promise.reject(blocked);
    expect(await caughtError(backend.run(step({}, { connection: smtp, connect }).ctx))).toBe(
      blocked,
    );
  });
});
