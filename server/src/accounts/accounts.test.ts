import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "../../test/support/http-client.ts";
import { startTestApp, type TestApp } from "../../test/support/app.ts";
import { prepareSetup } from "./setup.ts";

let app: TestApp;
let admin: ApiClient;
const signIn = "/api/auth/sign-in/email";

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("before the set-up", () => {
  it("says so, and has no way to sign in", async () => {
    expect((await app.anonymous.get("/api/status")).body.setUp).toBe(false);
    const answer = await app.anonymous.post(signIn, {
      email: "a@b.co",
      password: "whatever-it-is",
    });
    expect(answer.status).toBe(404);
    expect((await app.anonymous.get("/api/me")).status).toBe(401);
  });

  it("serves nobody whom a proxy brought from elsewhere", async () => {
    const answer = await app.anonymous.get("/api/status", { "x-forwarded-for": "203.0.113.9" });
    expect([answer.status, answer.body.code]).toEqual([403, "not_set_up"]);
  });

  it("refuses a wrong token and makes one admin of two who come at once", async () => {
    const person = { name: "Eve", email: "eve@example.org", password: "a long password" };
    const wrong = await app.anonymous.post("/api/setup", { ...person, token: "x".repeat(43) });
    expect(wrong.status).toBe(401);
    const both = await Promise.all([
      app.setUp().then((client) => (admin = client)),
      app.anonymous.post("/api/setup", { ...person, token: app.setupToken }).catch(() => null),
    ]).catch(() => null);
    // Whoever was first: there is one admin, and the door is shut.
    if (both === null) {
      admin = new (app.anonymous.constructor as typeof ApiClient)(app.url);
      admin.keepPerson(
        await admin.post(signIn, { email: person.email, password: person.password }),
        person.password,
      );
    }
    expect(await app.prisma.user.count()).toBe(1);
    expect(
      (await app.anonymous.post("/api/setup", { ...person, token: app.setupToken })).status,
    ).toBe(404);
    expect(await prepareSetup(app.prisma, app.config)).toBeNull();
  });
});

describe("signing in", () => {
  it("gives a cookie that scripts cannot read and other sites do not send", async () => {
    const { email, password } = admin.person;
    const answer = await app.anonymous.post(signIn, { email: email.toUpperCase(), password });
    expect(answer.status).toBe(200);
    const [cookie] = answer.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(answer.text).not.toContain(password);
  });

  it("answers alike for a wrong password, nobody, and a disabled person, then makes them wait", async () => {
    const person = await app.signUp(admin, "viewer");
    await admin.patch(`/api/users/${person.person.id}`, { disabled: true });
    expect((await person.get("/api/me")).status).toBe(401);
    const { email, password } = person.person;
    const bodies = [];
    for (const tried of [
      { email, password },
      { email: admin.person.email, password: "wrong password" },
      { email: "nobody@example.org", password: "wrong password" },
    ]) {
      const { status, body } = await app.anonymous.post(signIn, tried);
      bodies.push({ status, code: body.code, title: body.title });
    }
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    let last = await app.anonymous.post(signIn, { email: "nobody@example.org", password: "x" });
    for (let times = 0; times < 6 && last.status !== 429; times += 1) {
      last = await app.anonymous.post(signIn, { email: "nobody@example.org", password: "x" });
    }
    expect(last.status).toBe(429);
    expect(Number(last.headers["retry-after"])).toBeGreaterThan(0);
  });

  it("ends at sign-out, and everywhere when the password or the role changes", async () => {
    const person = await app.signUp(admin, "owner");
    const second = new (app.anonymous.constructor as typeof ApiClient)(app.url);
    const { email, password, id } = person.person;
    second.keepPerson(await second.post(signIn, { email, password }), password);
    expect((await person.post("/api/auth/sign-out")).status).toBe(204);
    expect((await person.get("/api/me")).status).toBe(401);
    expect((await second.get("/api/me")).status).toBe(200);
    await admin.patch(`/api/users/${id}`, { role: "viewer" });
    expect((await second.get("/api/me")).status).toBe(401);
    second.keepPerson(await second.post(signIn, { email, password }), password);
    const changed = await second.post("/api/auth/change-password", {
      currentPassword: password,
      newPassword: "another long one",
    });
    expect(changed.status).toBe(204);
    expect((await second.get("/api/me")).status).toBe(401);
    const again = await app.anonymous.post(signIn, { email, password: "another long one" });
    expect(again.status).toBe(200);
  });

  it("refuses changes that another site's page sends", async () => {
    const send = (headers: Record<string, string>) =>
      admin.post("/api/forms", { name: "X" }, headers);
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]) {
      expect((await send(headers)).body.code).toBe("csrf");
    }
    expect((await send({ origin: app.url, "sec-fetch-site": "same-origin" })).status).toBe(201);
  });
});

describe("people", () => {
  it("cannot be made twice, and one admin always stays", async () => {
    const person = {
      name: "B",
      email: "B@example.org",
      password: "a long password",
      role: "owner",
    };
    expect((await admin.post("/api/users", person)).status).toBe(201);
    expect((await admin.post("/api/users", person)).body.code).toBe("email_taken");
    const self = `/api/users/${admin.person.id}`;
    expect((await admin.patch(self, { role: "viewer" })).body.code).toBe("last_admin");
    expect((await admin.patch(self, { disabled: true })).body.code).toBe("last_admin");
    expect((await admin.get("/api/me")).status).toBe(200);
  });

  it("are kept while they own something", async () => {
    const person = await app.signUp(admin, "owner");
    await person.post("/api/forms", { name: "Mine" });
    expect((await admin.delete(`/api/users/${person.person.id}`)).body.code).toBe("still_owns");
    const idle = await app.signUp(admin, "viewer");
    expect((await admin.delete(`/api/users/${idle.person.id}`)).status).toBe(204);
    expect((await idle.get("/api/me")).status).toBe(401);
  });

  it("cannot raise themselves by fields that are not theirs to set", async () => {
    const answer = await admin.post("/api/forms", {
      name: "X",
      ownerId: admin.person.id,
      version: 7,
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { code: string }) => error.code)).toEqual([
      "unknown_key",
      "unknown_key",
    ]);
  });
});

describe("API tokens", () => {
  it("are shown once, stored hashed, and end with their time or their person", async () => {
    const person = await app.signUp(admin, "owner");
    const made = await person.post("/api/tokens", { name: "ci" });
    const headers = { authorization: `Bearer ${made.body.token}` };
    expect(made.body.token).toMatch(/^flm_[\w-]{43}$/);
    expect((await app.anonymous.get("/api/forms", headers)).status).toBe(200);
    expect((await person.get("/api/tokens")).text).not.toContain(made.body.token);
    const row = await app.prisma.apiToken.findUniqueOrThrow({ where: { id: made.body.id } });
    expect(Buffer.from(row.hash).toString()).not.toContain("flm_");
    await app.prisma.apiToken.update({ where: { id: row.id }, data: { expiresAt: new Date(0) } });
    expect((await app.anonymous.get("/api/forms", headers)).status).toBe(401);
    await app.prisma.apiToken.update({
      where: { id: row.id },
      data: { expiresAt: new Date(8e12) },
    });
    await admin.patch(`/api/users/${person.person.id}`, { disabled: true });
    expect((await app.anonymous.get("/api/forms", headers)).status).toBe(401);
  });

  it("decide alone when they are sent, right or wrong", async () => {
    const answer = await admin.get("/api/me", { authorization: `Bearer flm_${"a".repeat(43)}` });
    expect(answer.status).toBe(401);
  });
});

describe("the audit", () => {
  it("holds who did what, without a secret", async () => {
    const { body, text } = await admin.get("/api/audit?limit=200");
    const actions = body.items.map((item: { action: string }) => item.action);
    expect(actions).toEqual(
      expect.arrayContaining(["setup.completed", "auth.denied", "user.created", "token.created"]),
    );
    expect(text).not.toContain(admin.person.password);
    expect(app.logs.join("")).not.toContain(admin.person.password);
  });
});
