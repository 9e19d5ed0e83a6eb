import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";

const key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

describe("loadConfig", () => {
  it("starts with nothing set", () => {
    expect(loadConfig({})).toMatchObject({
      port: 3000,
      host: "127.0.0.1",
      baseUrl: "http://127.0.0.1:3000",
      databaseUrl: null,
      secretKey: null,
      role: "all",
      submitRate: { limit: 30, windowMs: 10_000 },
      egressAllow: [],
      retentionDays: 90,
    });
  });

  it("reads lists, rates and addresses, and lets the mail server through the guard", () => {
    const config = loadConfig({
      FORMLOOM_EGRESS_ALLOW: " hooks.internal:8080, 10.0.0.0/8 ,,[::1]:9000",
      FORMLOOM_SUBMIT_RATE: "off",
      SMTP_URL: "smtps://ada%40x:p%2Fw@mail.example.org",
      FORMLOOM_BASE_URL: "https://forms.example.org/",
    });
    expect(config.egressAllow).toEqual([
      "hooks.internal:8080",
      "10.0.0.0/8",
      "[::1]:9000",
      "mail.example.org:465",
    ]);
    expect(config.submitRate).toBeNull();
    expect(config.mailServer).toMatchObject({
      host: "mail.example.org",
      port: 465,
      security: "tls",
      user: "ada@x",
      password: "p/w",
    });
    expect(config.baseUrl).toBe("https://forms.example.org");
  });

  it("takes secrets from files, and out of the environment", () => {
    const file = join(mkdtempSync(join(tmpdir(), "formloom-config-")), "key");
    writeFileSync(file, `${key}\n`);
    const env = {
      FORMLOOM_SECRET_KEY_FILE: file,
      SMTP_URL: "smtp://u:p@127.0.0.1:2525",
      DATABASE_URL: "postgresql://u:p@h/d",
    };
    const config = loadConfig(env);
    expect(config.secretKey?.toString("hex")).toBe(key);
    expect(config.mailServer?.security).toBe("none");
    expect(env).not.toHaveProperty("SMTP_URL");
    expect(env).not.toHaveProperty("DATABASE_URL");
    const direct = { FORMLOOM_SECRET_KEY: key };
    loadConfig(direct);
    expect(direct).toEqual({});
  });

  it.each<[Record<string, string>, string]>([
    [{ PORT: "http" }, "PORT: expected"],
    [{ FORMLOOM_SECRET_KEY: "short" }, "FORMLOOM_SECRET_KEY: expected 32 random bytes"],
    [{ FORMLOOM_SECRET_KEY: "0".repeat(64) }, "FORMLOOM_SECRET_KEY: expected random bytes"],
    [{ FORMLOOM_SECRET_KEY_FILE: "/nowhere" }, "FORMLOOM_SECRET_KEY_FILE: expected"],
    [{ FORMLOOM_SUBMIT_RATE: "fast" }, "FORMLOOM_SUBMIT_RATE: expected off, or a rate"],
    [{ FORMLOOM_EGRESS_ALLOW: "http://x/" }, "FORMLOOM_EGRESS_ALLOW: expected"],
    [{ FORMLOOM_TRUSTED_PROXIES: "proxy" }, "FORMLOOM_TRUSTED_PROXIES: expected"],
    [{ FORMLOOM_BASE_URL: "http://forms.example.org" }, "FORMLOOM_BASE_URL: expected https"],
    [{ FORMLOOM_BASE_URL: "https://x/path" }, "FORMLOOM_BASE_URL: expected"],
    [{ FORMLOOM_ROLE: "worker" }, "DATABASE_URL: expected"],
    [{ FORMLOOM_ROLE: "boss" }, "FORMLOOM_ROLE: expected all, web or worker"],
    [{ FORMLOOM_THREDS: "2" }, "FORMLOOM_THREDS is no setting"],
    [{ SMTP_URL: "mail.example.org" }, "SMTP_URL: expected"],
  ])("%j stops the start and names what is wrong", (env, message) => {
    expect(() => loadConfig({ ...env })).toThrow(ConfigError);
    expect(() => loadConfig({ ...env })).toThrow(message);
  });
});
