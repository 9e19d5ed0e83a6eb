import { connect } from "node:net";
import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "../../test/support/http-client.ts";
import { startTestApp, type TestApp } from "../../test/support/app.ts";

let app: TestApp;
let admin: ApiClient;
let path: string;
const fields = [
  { id: "text", kind: "long_text", label: "T" },
  { id: "number", kind: "number", label: "N" },
];

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.setUp();
  const form = await admin.post("/api/forms", { name: "F", fields });
  path = `/api/forms/${form.body.id}/responses`;
});
afterAll(() => app.stop());

const send = (body: string | Buffer, headers: Record<string, string> = {}) =>
  app.anonymous.send("POST", path, {
    body,
    headers: { "content-type": "application/json", ...headers },
  });
const deep = (depth: number) => `{"data":${"[".repeat(depth)}${"]".repeat(depth)}}`;

describe("a submission", () => {
  it("is answered with its id after it is stored, byte by byte", async () => {
    const text = ' <b>&"\u2028 ünï 🎉\r\n\t=1+1 {{ constructor }} ';
    const answer = await app.anonymous.post(path, { data: { text, number: 0 } });
    expect([answer.status, Object.keys(answer.body)]).toEqual([201, ["id"]]);
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    const stored = await admin.get(`${path}/${answer.body.id}`);
    expect(stored.body.answers).toEqual({ text, number: 0 });
  });

  it.each<[string, number, string]>([
    ['{"data":{"text":"\\u0000"}}', 422, "invalid_input"],
    ['{"data":{"te\\u0000xt":"a"}}', 422, "invalid_input"],
    ['{"data":{"text":"\\ud800"}}', 422, "invalid_input"],
    ['{"data":{"number":1e400}}', 422, "invalid_input"],
    ['{"data":{"number":12345678901234567890}}', 422, "invalid_input"],
    ['{"data":{"text":"a","text":"b"}}', 400, "duplicate_key"],
    ['{"data":{"__proto__":{"admin":true}}}', 422, "invalid_input"],
    ['{"data":{"constructor":1}}', 422, "invalid_input"],
    ['{"data":{"status":"x"}}', 422, "invalid_input"],
    ['{"data":{"text":["a"]}}', 422, "invalid_input"],
    ['{"data":{},"files":{"x":{"filepath":"/etc/passwd"}}}', 422, "invalid_input"],
    ['{"data":[]}', 422, "invalid_input"],
    ["[]", 422, "invalid_input"],
    ["{}", 422, "invalid_input"],
    ['{"data":{},}', 400, "invalid_json"],
    ["\ufeff{}", 400, "invalid_json"],
    ["NaN", 400, "invalid_json"],
    ["", 400, "invalid_json"],
    [deep(33), 400, "too_deep"],
    [deep(200_000), 400, "too_deep"],
  ])("%.40s is refused with %i", async (body, status, code) => {
    const before = await app.prisma.formResponse.count();
    const answer = await send(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(await app.prisma.formResponse.count()).toBe(before);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it("is JSON and nothing that looks like it, and not compressed", async () => {
    const types = [
      "text/plain",
      "application/jsonx",
      "multipart/form-data; x=application/json",
      "application/json; charset=utf-16",
    ];
    for (const type of types) {
      const { status } = await send("{}", { "content-type": type });
      expect({ type, status }).toEqual({ type, status: 415 });
    }
    expect((await app.anonymous.send("POST", path, { body: "{}" })).status).toBe(415);
    for (const encoding of ["gzip", "br, gzip"]) {
      expect((await send("{}", { "content-encoding": encoding })).body.code).toBe(
        "unsupported_encoding",
      );
    }
  });

  it("is refused above 1 MiB before more than that is read", async () => {
    const started = performance.now();
    const answer = await send(Buffer.alloc(1_048_577, 0x20)).catch(() => ({ status: 413 }));
    expect(answer.status).toBe(413);
    const status = await rawStatus(
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10485760\r\n\r\n`,
    );
    expect(status).toBe(413);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("meets one and the same answer for every form that is not there", async () => {
    const closed = await admin.post("/api/forms", { name: "C", fields });
    await admin.patch(`/api/forms/${closed.body.id}`, { open: false });
    const bodies = [];
    for (const id of [
      newId(),
      closed.body.id,
      "1%20OR%201=1",
      "x".repeat(10_000),
      crypto.randomUUID(),
    ]) {
      const answer = await app.anonymous.post(`/api/forms/${id}/responses`, { data: {} });
      bodies.push(JSON.stringify({ ...answer.body, requestId: "", status: answer.status }));
    }
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toContain("not_found");
  });

  it("is one response however often its key is sent", async () => {
    const headers = { "idempotency-key": newId() };
    const first = await app.anonymous.post(path, { data: { text: "a", number: 1 } }, headers);
    const again = await app.anonymous.post(path, { data: { number: 1, text: "a" } }, headers);
    expect([again.status, again.body.id]).toEqual([201, first.body.id]);
    expect(again.headers["idempotent-replayed"]).toBe("true");
    expect(first.headers["idempotent-replayed"]).toBeUndefined();
    const other = await app.anonymous.post(path, { data: { text: "b" } }, headers);
    expect([other.status, other.body.code]).toEqual([422, "key_reused"]);
    for (const key of ["x".repeat(256), "ü", ""]) {
      expect(
        (await app.anonymous.post(path, { data: {} }, { "idempotency-key": key })).status,
      ).toBe(400);
    }
  });

  it("takes other methods for what they are", async () => {
    const answer = await app.anonymous.send("PUT", path, {
      headers: { "x-http-method-override": "GET" },
    });
    expect([answer.status, answer.headers.allow]).toEqual([405, "GET, HEAD, POST"]);
    expect((await app.anonymous.send("TRACE", path)).status).toBe(405);
  });

  it("is limited by address and form, and a header cannot change the address", async () => {
    const limited = await startTestApp({ env: { FORMLOOM_SUBMIT_RATE: "3/10s" } });
    try {
      const owner = await limited.setUp();
      const form = await owner.post("/api/forms", { name: "F", fields });
      const statuses = [];
      const waits = [];
      for (let n = 0; n < 5; n += 1) {
        const headers = { "x-forwarded-for": `203.0.113.${n}` };
        const url = `/api/forms/${form.body.id}/responses`;
        const answer = await limited.anonymous.post(url, { data: {} }, headers);
        statuses.push(answer.status);
        waits.push(answer.headers["retry-after"] !== undefined);
      }
      expect(statuses).toEqual([201, 201, 201, 429, 429]);
      expect(waits).toEqual([false, false, false, true, true]);
    } finally {
      await limited.stop();
    }
  });
});

function rawStatus(head: string): Promise<number> {
  const { port, hostname } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(head));
    socket.on("error", reject);
    socket.once("data", (data) => {
      socket.destroy();
      resolve(Number(data.toString().split(" ")[1]));
    });
  });
}
