import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { IncomingMessage } from "node:http";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "../../test/support/http-client.ts";
import { startTestApp, type TestApp } from "../../test/support/app.ts";
import { addressKey, createClientAddresses } from "./client-address.ts";
import { answerError } from "./error-response.ts";
import { readBody } from "./read-body.ts";

let app: TestApp;
let admin: ApiClient;
const webDir = mkdtempSync(join(tmpdir(), "formloom-web-"));

beforeAll(async () => {
  mkdirSync(join(webDir, "assets"));
  writeFileSync(join(webDir, "index.html"), "<!doctype html><title>app</title>");
  writeFileSync(join(webDir, "assets", "index-1a2b.js"), "export {};");
  app = await startTestApp({ webDir });
  admin = await app.setUp();
});
afterAll(() => app.stop());

describe("the server", () => {
  it("serves the app's page for its own paths, and built files for ever", async () => {
    for (const path of ["/", "/forms/1/pipelines/2"]) {
      const { status, text, headers } = await app.anonymous.get(path);
      expect([status, headers["cache-control"]]).toEqual([200, "no-cache"]);
      expect(text).toContain("<title>app");
      const policy = headers["content-security-policy"];
      expect(policy).toContain("default-src 'self';script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers["x-powered-by"]).toBeUndefined();
    }
    const built = await app.anonymous.get("/assets/index-1a2b.js");
    expect(built.headers["cache-control"]).toContain("immutable");
    for (const path of [
      "/assets/gone.js",
      "/../../etc/passwd",
      "/.env",
      "/%2e%2e/%2e%2e/etc/passwd",
      "/%",
    ]) {
      const answer = await app.anonymous.get(path);
      expect({ path, status: answer.status < 500 }).toEqual({ path, status: true });
      expect(answer.text).not.toMatch(/root:|\/work|node_modules/);
    }
    expect((await app.anonymous.post("/forms", {})).status).toBe(404);
  });

  it("answers what it does not know by a problem that tells nothing of its inside", async () => {
    const answer = await app.anonymous.get("/api/nothing");
    expect(answer.status).toBe(404);
    expect(Object.keys(answer.body).toSorted()).toEqual([
      "code",
      "requestId",
      "status",
      "title",
      "type",
    ]);
    expect(answer.headers["x-request-id"]).toBe(answer.body.requestId);
    const wrong = await admin.send("PUT", "/api/forms");
    expect([wrong.status, wrong.headers.allow]).toEqual([405, "GET, HEAD, POST"]);
  });

  it("tells whether it lives and is ready, and its figures to those nearby", async () => {
    expect((await app.anonymous.get("/healthz")).text).toBe("ok\n");
    expect((await app.anonymous.get("/readyz")).body).toEqual({
      ready: true,
      checks: { database: true },
    });
    expect((await app.anonymous.get("/metrics")).text).toContain("formloom_http_requests_total");
    const far = { "x-forwarded-for": "203.0.113.9" };
    expect((await app.anonymous.get("/metrics", far)).status).toBe(404);
    expect((await admin.get("/metrics", far)).status).toBe(200);
  });

  it("describes every route as OpenAPI and as a page", async () => {
    const { body } = await app.anonymous.get("/api/openapi.json");
    expect(body.openapi).toBe("3.1.0");
    for (const { contract } of app.app.routes) {
      expect(body.paths[contract.path]?.[contract.method.toLowerCase()]?.summary).toBe(
        contract.summary,
      );
    }
    expect((await app.anonymous.get("/api/docs")).text).toContain("/api/forms/{formId}/responses");
  });

  it("lets nobody wait for ever: a body that never ends is 408", async () => {
    const endless = Object.assign(new Readable({ read() {} }), {
      headers: {},
    }) as unknown as IncomingMessage; // all that readBody looks at
    await expect(readBody(endless, { maxBytes: 10, deadlineMs: 20 })).rejects.toThrow("too long");
  });

  it("ends malformed requests with 400 and stays up", async () => {
    const { port, hostname } = new URL(app.url);
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write("GARBAGE\r\n\r\n"));
      socket.on("error", reject);
      socket.once("data", (data) => resolve(data.toString()));
    });
    expect(text).toContain("400");
    expect((await app.anonymous.get("/healthz")).status).toBe(200);
  });
});

describe("answerError", () => {
  const silent = pino({ level: "silent" });
  const statusOf = (error: unknown) => {
    const { status, body, headers } = answerError(error, "id", silent);
    return [status, JSON.parse(body.toString()).code, headers["retry-after"]];
  };
  const withCause = (cause: unknown) => new Error("query failed at /srv/x.ts", { cause });

  it.each<[unknown, unknown[]]>([
    [
      { code: "P2010", meta: { driverAdapterError: { cause: { originalCode: "22P05" } } } },
      [422, "invalid_input", undefined],
    ],
    [withCause({ code: "22003" }), [422, "invalid_input", undefined]],
    [{ code: "ECONNREFUSED" }, [503, "unavailable", "5"]],
    [withCause(new AggregateError([{ code: "ECONNREFUSED" }])), [503, "unavailable", "5"]],
    [new Error("Query read timeout"), [503, "unavailable", "5"]],
    [withCause(new Error("timeout exceeded when trying to connect")), [503, "unavailable", "5"]],
    [{ code: "P2028" }, [503, "unavailable", "5"]],
    [{ code: "53100" }, [503, "storage_full", "60"]],
    [new URIError("bad"), [400, "invalid_request", undefined]],
    [new Error("SELECT * FROM secrets"), [500, "internal", undefined]],
    ["thrown text", [500, "internal", undefined]],
  ])("%o", (error, expected) => {
    expect(statusOf(error)).toEqual(expected);
    expect(answerError(error, "id", silent).body.toString()).not.toMatch(/SELECT|\/srv|22P05/);
  });
});

describe("client addresses", () => {
  const from = (remoteAddress: string, forwarded?: string, trusted: string[] = []) =>
    createClientAddresses(trusted).of({
      socket: { remoteAddress },
      headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
    } as unknown as IncomingMessage); // all that is looked at

  it("believe nobody but trusted proxies, and of those the last hop only", () => {
    expect(from("203.0.113.1", "127.0.0.1")).toBe("203.0.113.1");
    expect(from("::ffff:203.0.113.1")).toBe("203.0.113.1");
    expect(from("10.0.0.1", "127.0.0.1, 198.51.100.7, 10.0.0.2", ["10.0.0.0/8"])).toBe(
      "198.51.100.7",
    );
    expect(from("10.0.0.1", "rubbish", ["10.0.0.0/8"])).toBe("10.0.0.1");
    expect(from("203.0.113.1", "198.51.100.7", ["10.0.0.0/8"])).toBe("203.0.113.1");
  });

  it("count an IPv6 customer as one", () => {
    expect(addressKey("2001:db8:1:2200::1")).toBe(addressKey("2001:db8:1:22ff:ffff::9"));
    expect(addressKey("2001:db8:1:2200::1")).not.toBe(addressKey("2001:db8:1:2300::1"));
    expect(addressKey("203.0.113.1")).toBe("203.0.113.1");
  });
});
