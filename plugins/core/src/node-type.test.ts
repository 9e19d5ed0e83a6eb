import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkBackend, checkManifest, liftConfig } from "./check-plugin.ts";
import { defineManifest, type PluginManifest } from "./define-plugin.ts";
import { toNodeType } from "./node-type.ts";
import { secretSetting, templateText } from "./template-settings.ts";

const manifest = defineManifest({
  id: "sample",
  version: 1,
  name: "Sample",
  description: "A node type for these tests.",
  category: "developer",
  icon: "bolt",
  triggers: ["form.submitted"],
  config: z.strictObject({
    text: templateText({ title: "Text" }),
    note: templateText({ title: "Note" }).nullable().default(null),
  }),
  defaults: { text: "" },
  produces: [],
  connection: {
    kind: "sample",
    name: "Sample service",
    required: true,
    schema: z.strictObject({ host: z.string(), token: secretSetting({ title: "Token" }) }),
    host: { setting: "host" },
  },
  describe: "say {text}",
  ifInterrupted: "again",
});

const backend = { run: () => ({ output: null }), dryRun: () => ({}) };

function broken(change: Record<string, unknown>) {
  return () => checkManifest("sample", { manifest: { ...manifest, ...change } });
}

describe("toNodeType", () => {
  it("fills in what the manifest leaves open", () => {
    const nodeType = toNodeType(manifest);
    expect(nodeType).toMatchObject({
      role: "action",
      inputs: [{ id: "in" }],
      outputs: [{ id: "out" }, { id: "error" }],
      retry: { maxAttempts: 3 },
      timeoutMs: 60_000,
      hasTest: false,
      options: [],
      connection: { secrets: ["token"], required: true },
    });
  });

  it("says which acts the backend has", () => {
    const acts = {
      test: async () => ({ ok: true, message: "" }),
      options: { lists: async () => [] },
    };
    expect(toNodeType(manifest, acts)).toMatchObject({ hasTest: true, options: ["lists"] });
  });

  it("puts the hints of a setting that may be null at the setting itself", () => {
    expect(toNodeType(manifest).configSchema).toMatchObject({
      properties: {
        note: { type: ["string", "null"], title: "Note", "x-control": "template", default: null },
      },
    });
  });
});

describe("checkManifest", () => {
  it("gives back the manifest that fits", () => {
    expect(checkManifest("sample", { manifest })).toBe(manifest);
  });

  it.each([
    ["id", { id: "other" }, /^plugins\/sample\/manifest\.ts: id: must be the folder's name/],
    ["version", { version: 0 }, /^plugins\/sample\/manifest\.ts: version: /],
    ["category", { category: "misc" }, /^plugins\/sample\/manifest\.ts: category: /],
    ["config", { config: {} }, /^plugins\/sample\/manifest\.ts: config: must be a zod object/],
    ["triggers", { triggers: ["x"] }, /^plugins\/sample\/manifest\.ts: triggers\.0: /],
    ["describe", { describe: "say {txt}" }, /describe: names a setting that does not exist, "txt"/],
    ["accepts", { accepts: { txt: ["email"] } }, /accepts: names a setting that does not exist/],
    ["migrate", { version: 2 }, /migrate: is needed from version 2 on/],
    ["retry", { retry: { maxAttempts: 99 } }, /maxAttempts/],
    ["an unknown key", { colour: "red" }, /manifest\.ts: colour: is not part of the contract/],
  ])("names folder and field when %s is wrong", (_field, change, message) => {
    expect(broken(change)).toThrow(message);
  });

  it("wants the constants by their names", () => {
    expect(() => checkManifest("sample", { default: manifest })).toThrow(
      /manifest: the file must export/,
    );
    expect(() => checkBackend("sample", {})).toThrow(/^plugins\/sample\/backend\.ts: backend: /);
  });
});

describe("checkBackend", () => {
  it("gives back the acts that fit, and names the one that does not", () => {
    expect(checkBackend("sample", { backend })).toBe(backend);
    expect(() => checkBackend("sample", { backend: { run: backend.run } })).toThrow(/dryRun/);
    expect(() => checkBackend("sample", { backend: { ...backend, options: { a: 1 } } })).toThrow(
      /options\.a: must be a function/,
    );
  });
});

describe("liftConfig", () => {
  it("lifts older settings only", () => {
    const lifted: PluginManifest["migrate"] = (from, config) => ({ ...config, from });
    const second = { version: 2, migrate: lifted };
    expect(liftConfig(second, 1, { a: 1 })).toEqual({ a: 1, from: 1 });
    expect(liftConfig(second, 2, { a: 1 })).toEqual({ a: 1 });
    expect(liftConfig({ version: 1 }, 1, { a: 1 })).toEqual({ a: 1 });
  });
});
