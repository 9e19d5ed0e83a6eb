import { createServer, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { PermanentError, TransientError } from "@formloom/plugin-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllowList } from "./address-rules.ts";
import { createEgressGuard, EgressBlocked, type EgressGuard } from "./egress-guard.ts";

const { signal } = new AbortController();
let server: Server;
let port: number;
let hits = 0;
let open: EgressGuard;
let closed: EgressGuard;

beforeAll(async () => {
  server = createServer((req, res) => {
    hits += 1;
    if (req.url === "/redirect")
      return void res.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
    if (req.url === "/never") return;
    if (req.url === "/endless") {
      const write = (): void => {
        while (!res.destroyed && res.write("x".repeat(65_536)));
        if (!res.destroyed) res.once("drain", write);
      };
      return write();
    }
    if (req.url === "/drip") {
      const timer = setInterval(() => res.write("x"), 50);
      res.on("close", () => clearInterval(timer));
      return;
    }
    if (req.url === "/bomb") {
      return void res
        .writeHead(200, { "content-encoding": "gzip" })
        .end(gzipSync(Buffer.alloc(5_000_000)));
    }
    res
      .writeHead(200, { "content-type": "text/plain" })
      .end(`${req.method} ${String(req.headers["x-a"])}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port; // a TCP server's address is never a string
  open = createEgressGuard(parseAllowList([`127.0.0.1:${port}`, `localhost:${port}`]));
  closed = createEgressGuard([]);
});

afterAll(async () => {
  await Promise.all([open.close(), closed.close()]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const url = (path: string): string => `http://127.0.0.1:${port}${path}`;

describe("the guard, closed as by default", () => {
  test.each([
    "127.0.0.1",
    "localhost",
    "localhost.",
    "2130706433",
    "0x7f.1",
    "017700000001",
    "127.1",
    "0",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "[::1]",
    "[::]",
    "[::ffff:7f00:1]",
    "[::7f00:1]",
  ])("does not connect to %s", async (host) => {
    const before = hits;
    await expect(closed.fetch(`http://${host}:${port}/`, { signal })).rejects.toThrow(Error);
    expect(hits).toBe(before);
  });

  test("calls a private address blocked, for good", async () => {
    const attempt = closed.fetch("http://10.0.0.1/", { signal });
    await expect(attempt).rejects.toBeInstanceOf(EgressBlocked);
    await expect(attempt).rejects.toBeInstanceOf(PermanentError);
  });

  test("blocks a name that resolves to this machine", async () => {
    await expect(closed.fetch(`http://localhost:${port}/`, { signal })).rejects.toMatchObject({
      facts: { code: "egress_blocked" },
    });
  });

  test.each(["ftp://example.org/", "file:///etc/passwd", "http://u:p@example.org/", "nonsense"])(
    "refuses %s",
    async (address) => {
      await expect(closed.fetch(address, { signal })).rejects.toBeInstanceOf(PermanentError);
    },
  );

  test("keeps SMTP to mail's ports and off this machine", async () => {
    for (const target of [
      { host: "127.0.0.1", port: 2525 },
      { host: "169.254.169.254", port: 25 },
      { host: "8.8.8.8", port: 6379 },
    ]) {
      await expect(closed.connect(target, signal)).rejects.toBeInstanceOf(EgressBlocked);
    }
  });
});

describe("the guard, opened for one host", () => {
  test("sends and reads", async () => {
    const reply = await open.fetch(url("/"), {
      signal,
      method: "POST",
      headers: { "x-a": "b" },
      body: "c",
    });
    expect(reply).toMatchObject({ status: 200, body: "POST b", truncated: false });
  });

  test("reaches the host by name too", async () => {
    expect(await open.fetch(`http://localhost:${port}/`, { signal })).toMatchObject({
      status: 200,
    });
  });

  test("does not follow redirects", async () => {
    expect(await open.fetch(url("/redirect"), { signal })).toMatchObject({ status: 302 });
  });

  test("keeps no more of an endless reply than was asked for", async () => {
    const reply = await open.fetch(url("/endless"), { signal, maxBytes: 1_000 });
    expect(reply.body).toHaveLength(1_000);
    expect(reply.truncated).toBe(true);
  });

  test("does not unpack a compressed reply", async () => {
    const reply = await open.fetch(url("/bomb"), { signal });
    expect(reply.body.length).toBeLessThan(10_000);
  });

  test.each(["/never", "/drip"])("gives %s up at its deadline", async (path) => {
    const attempt = open.fetch(url(path), { signal, timeoutMs: 300 });
    await expect(attempt).rejects.toMatchObject({ facts: { code: "network_timeout" } });
  });

  test("stops when the step is abandoned", async () => {
    const abandon = new AbortController();
    const attempt = open.fetch(url("/never"), { signal: abandon.signal });
    setImmediate(() => abandon.abort());
    await expect(attempt).rejects.toThrow(/abort/i);
  });

  test("calls a refused connection one that may pass", async () => {
    const probe = createTcpServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const free = (probe.address() as AddressInfo).port; // a TCP server's address is never a string
    await new Promise<void>((resolve) => probe.close(() => resolve()));
    const guard = createEgressGuard(parseAllowList([`127.0.0.1:${free}`]));
    const attempt = guard.fetch(`http://127.0.0.1:${free}/`, { signal });
    await expect(attempt).rejects.toBeInstanceOf(TransientError);
    await guard.close();
  });
});
