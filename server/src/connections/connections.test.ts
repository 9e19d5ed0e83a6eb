import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "../../test/support/http-client.ts";
import { startTestApp, type TestApp } from "../../test/support/app.ts";
import { createAudit } from "../accounts/audit.ts";
import { createSecretRegistry } from "../secret-registry.ts";
import { createCredentials } from "./create-credentials.ts";
import { KeyError, openVault } from "./open-vault.ts";

const canary = "canary-secret-7f3a91c2";
let app: TestApp;
let admin: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.setUp();
});
afterAll(() => app.stop());

const smtp = { host: "mail.example.org", port: 587, user: "ada", password: canary };
const make = async (config: object = smtp, kind = "smtp") =>
  admin.post("/api/connections", { kind, name: "Mail", config });
const credentials = () =>
  createCredentials({
    prisma: app.prisma,
    vault: app.vault,
    audit: createAudit(app.prisma),
    secrets: createSecretRegistry(),
    config: app.config,
  });

describe("connections", () => {
  it("never give a secret back, and store none in the clear", async () => {
    const made = await make();
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      hasSecret: true,
      config: { host: "mail.example.org", user: "ada" },
    });
    const path = `/api/connections/${made.body.id}`;
    const seen = [
      made,
      await admin.get(path),
      await admin.get("/api/connections"),
      await admin.get("/api/audit"),
    ];
    for (const answer of seen) expect(answer.text).not.toContain(canary);
    const row = await app.prisma.connection.findUniqueOrThrow({ where: { id: made.body.id } });
    expect(Buffer.from(row.secret).includes(canary)).toBe(false);
    expect(app.logs.join("")).not.toContain(canary);
  });

  it("are held against their kind's schema", async () => {
    expect((await make(smtp, "telex")).body.code).toBe("unknown_kind");
    const stray = await make({ ...smtp, sendmail: true, path: "/bin/sh" });
    expect(stray.body.errors.map((error: { path: string }) => error.path)).toEqual(
      expect.arrayContaining(["config.sendmail", "config.path"]),
    );
    expect((await make({ ...smtp, port: 70_000 })).body.errors[0].path).toBe("config.port");
  });

  it("keep their secret when other settings change, and need it again for another host", async () => {
    const path = `/api/connections/${(await make()).body.id}`;
    const kept = await admin.patch(
      path,
      { config: { ...smtp, password: undefined, user: "bea" } },
      1,
    );
    expect(kept.body).toMatchObject({ version: 2, config: { user: "bea" } });
    const { ownerId, id } = kept.body;
    expect((await credentials().connection(id, ownerId))?.config).toMatchObject({
      user: "bea",
      password: canary,
    });
    for (const moved of [{ host: "evil.example" }, { port: 2525 }]) {
      const answer = await admin.patch(path, {
        config: { ...smtp, password: undefined, ...moved },
      });
      expect([answer.status, answer.body.code]).toEqual([422, "secret_required"]);
    }
    const typed = await admin.patch(path, {
      config: { ...smtp, host: "other.example", password: "typed again" },
    });
    expect(typed.status).toBe(200);
    expect((await credentials().connection(id, ownerId))?.config).toMatchObject({
      password: "typed again",
    });
  });

  it("are tested with what is stored, and the test's words are cleaned", async () => {
    const path = `/api/connections/${(await make()).body.id}`;
    app.memory.answerWith({ ok: false, message: `535 no: ${canary}` });
    const tested = await admin.post(`${path}/test`);
    expect(tested.body).toEqual({ ok: false, message: "535 no: [hidden]" });
    expect((await admin.get(path)).body.testError).toBe("535 no: [hidden]");
    expect(app.memory.questions.at(-1)).toMatchObject({
      kind: "test",
      connection: { config: smtp },
    });
    app.memory.answerWith({ ok: true, message: "Fine." });
    expect((await admin.post(`${path}/test`)).body.ok).toBe(true);
  });

  it("belong to one person: others, admins included, find nothing", async () => {
    const owner = await app.signUp(admin, "owner");
    const made = await owner.post("/api/connections", { kind: "smtp", name: "M", config: smtp });
    const path = `/api/connections/${made.body.id}`;
    for (const answer of [
      await admin.get(path),
      await admin.patch(path, {}),
      await admin.delete(path),
      await admin.post(`${path}/test`),
    ]) {
      expect(answer.status).toBe(404);
    }
    expect((await owner.get(path)).status).toBe(200);
  });
});

describe("createCredentials", () => {
  it("gives a connection to its owner's pipelines only, and records every denial", async () => {
    const { id, ownerId } = (await make()).body;
    const own = credentials();
    expect((await own.connection(id, ownerId))?.kind).toBe("smtp");
    const stranger = newId();
    expect(await own.connection(id, stranger)).toBeNull();
    expect(await own.connection(newId(), ownerId)).toBeNull();
    const denied = await app.prisma.auditEntry.findMany({ where: { action: "connection.denied" } });
    expect(denied.map((entry) => entry.userId)).toEqual([stranger, ownerId]);
  });

  it("cannot read what was swapped between rows, changed or cut", async () => {
    const [one, two] = [(await make()).body, (await make()).body];
    const row = await app.prisma.connection.findUniqueOrThrow({ where: { id: one.id } });
    const spoil = async (secret: Uint8Array) => {
      await app.prisma.connection.update({
        where: { id: two.id },
        data: { secret: new Uint8Array(secret) },
      });
      return credentials().connection(two.id, two.ownerId);
    };
    await expect(spoil(row.secret)).rejects.toThrow("cannot be read");
    await expect(
      spoil(row.secret.map((byte, at) => (at === 80 ? byte ^ 1 : byte))),
    ).rejects.toThrow("cannot be read");
    await expect(spoil(row.secret.slice(0, -3))).rejects.toThrow("cannot be read");
    expect(await credentials().connection(one.id, one.ownerId)).not.toBeNull();
    expect((await admin.post(`/api/connections/${two.id}/test`)).body.code).toBe(
      "connection_unreadable",
    );
  });

  it("gives a form's signing secrets, the current one first", async () => {
    const form = await admin.post("/api/forms", { name: "W" });
    const { secret } = (await admin.post(`/api/forms/${form.body.id}/webhook-secret`)).body;
    const secrets = await credentials().webhookSecrets(form.body.id);
    expect(secrets).toHaveLength(2);
    expect(secrets[0]).toBe(secret);
    expect(await credentials().webhookSecrets(newId())).toEqual([]);
  });
});

describe("openVault", () => {
  it("refuses another key, and a missing key file where there are secrets", async () => {
    const other = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
    await expect(openVault(app.prisma, { secretKey: other, dataDir: "/nowhere" })).rejects.toThrow(
      KeyError,
    );
    await expect(openVault(app.prisma, { secretKey: null, dataDir: "/nowhere" })).rejects.toThrow(
      "is gone",
    );
    const again = await openVault(app.prisma, app.config);
    expect(again.derive("x")).toEqual(app.vault.derive("x"));
  });
});
