/* oxlint-disable vitest/valid-expect, vitest/no-conditional-expect, vitest/expect-expect -- one suite for all node types: some lack a part, and messages name the part */
import { readFile } from "node:fs/promises";
import { nodeTypeSchema, outputPorts } from "@formloom/shared/plugin";
import fc from "fast-check";
import { expect, it } from "vitest";
import { liftConfig } from "../check-plugin.ts";
import { toNodeType } from "../node-type.ts";
import { renderRules, ruleAt } from "../render-rules.ts";
import { readSources, type Subject } from "./subject.ts";

/** What a plugin may not take from the platform: its world is `ctx`. */
const forbiddenModule =
  /^import (?!type\b).*from "(?:node:)?(?:fs|fs\/promises|http|https|http2|net|tls|dgram|dns|child_process|worker_threads|cluster|vm)"/m;
const forbiddenUse = /\bprocess\.(?:env|exit)\b|(?<![.\w])fetch\(|\beval\(|\bnew Function\b/;

type Load = () => Promise<Subject>;

/** What can be seen without running anything. */
export function checkContract(folderUrl: URL, load: Load): void {
  checkFiles(folderUrl, load);
  checkManifestParts(load);
  checkSettings(load);
  checkConnection(load);
}

function checkFiles(folderUrl: URL, load: Load): void {
  it("loads, and its folder has the name of its id", async () => {
    const { manifest, folder } = await load();
    expect(manifest.id).toBe(folder);
  });

  it("has a README that begins with a sentence, and tests of its own", async () => {
    const { files } = await load();
    expect(files).toContain("README.md");
    expect(files).toContain("backend.test.ts");
    const [first = ""] = (await readFile(new URL("README.md", folderUrl), "utf8")).split("\n");
    expect(first.replace(/^#+ */, "").length).toBeGreaterThan(10);
  });

  it("reaches for nothing but its context", async () => {
    for (const { file, text } of await readSources(folderUrl)) {
      expect(forbiddenModule.exec(text)?.[0], `${file} imports`).toBeUndefined();
      expect(forbiddenUse.exec(text)?.[0], `${file} uses`).toBeUndefined();
    }
  });
}

function checkManifestParts(load: Load): void {
  it("is described by plain data", async () => {
    const { manifest, backend } = await load();
    const nodeType = toNodeType(manifest, backend);
    expect(nodeTypeSchema.parse(JSON.parse(JSON.stringify(nodeType)))).toEqual(nodeType);
    expect(structuredClone(nodeType)).toEqual(nodeType);
  });

  it("has ports of different names, and one way out at least", async () => {
    const { manifest, config } = await load();
    const nodeType = toNodeType(manifest);
    const ins = nodeType.inputs.map((port) => port.id);
    const outs = outputPorts(nodeType.outputs, config).map((port) => port.id);
    expect(new Set(ins).size).toBe(ins.length);
    expect(new Set(outs).size).toBe(outs.length);
    expect(outs.length).toBeGreaterThan(0);
    expect(ins.length).toBe(nodeType.role === "trigger" ? 0 : 1);
    if (nodeType.role === "action") expect(outs).toEqual(expect.arrayContaining(["out", "error"]));
  });

  it("labels what it produces", async () => {
    const { produces } = (await load()).manifest;
    expect(new Set(produces.map((value) => value.path)).size).toBe(produces.length);
    for (const value of produces) expect(value.label.trim()).not.toBe("");
  });

  it("accepts field kinds for settings that exist", async () => {
    const { manifest } = await load();
    const rules = renderRules(manifest);
    for (const path of Object.keys(manifest.accepts ?? {})) {
      expect(ruleAt(rules, path.split(".")), path).toBeDefined();
    }
  });
}

function checkSettings(load: Load): void {
  it("gives each setting a title for the panel", async () => {
    const { manifest } = await load();
    const { properties } = toNodeType(manifest).configSchema;
    for (const [name, setting] of Object.entries(properties ?? {})) {
      expect(setting, name).toHaveProperty("title");
    }
  });

  it("has defaults of the right shape, and refuses settings it does not know", async () => {
    const { manifest, config } = await load();
    expect(manifest.config.safeParse(manifest.defaults).error).toBeUndefined();
    expect(manifest.config.safeParse(config).error).toBeUndefined();
    expect(manifest.config.safeParse({ ...config, unexpected: 1 }).success).toBe(false);
  });

  it("has an example, where the defaults leave something to set up", async () => {
    const { manifest, config } = await load();
    const parsed = manifest.config.parse(config);
    const problems = manifest.validate?.(parsed) ?? [];
    if (manifest.example !== undefined) expect(problems).toEqual([]);
    for (const problem of manifest.validate?.(manifest.config.parse(manifest.defaults)) ?? []) {
      expect(problem.message.trim()).not.toBe("");
      expect(problem.code).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
    }
  });

  it("never throws on settings, whatever they are", async () => {
    const { manifest, config } = await load();
    const names = Object.keys(manifest.config.shape);
    const odd = fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" }), fc.constant("{{ x"));
    const settings = fc.dictionary(fc.constantFrom("none", ...names), odd);
    fc.assert(
      fc.property(settings, fc.jsonValue(), (some, other) => {
        manifest.config.safeParse(other);
        const parsed = manifest.config.safeParse({ ...config, ...some });
        if (parsed.success)
          expect(Array.isArray(manifest.validate?.(parsed.data) ?? [])).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("lifts the settings of each older version", async () => {
    const { manifest, config } = await load();
    expect(liftConfig(manifest, manifest.version, { ...config })).toEqual(config);
    for (let version = 1; version < manifest.version; version += 1) {
      const lifted = liftConfig(manifest, version, {});
      expect(typeof lifted, `from version ${version}`).toBe("object");
    }
  });
}

function checkConnection(load: Load): void {
  it("marks the secrets of its connection, and shows one in its example", async () => {
    const { manifest, connection, canaries } = await load();
    if (manifest.connection === undefined) return;
    expect(toNodeType(manifest).connection?.secrets.length).toBeGreaterThan(0);
    expect(manifest.connection.schema.safeParse(connection?.config).error).toBeUndefined();
    expect(canaries.length).toBeGreaterThan(0);
  });
}
