import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { builtInPlugins, oddPlugins } from "../../../test/support/pipeline.ts";
import { hashFolder, loadManifests, loadPlugins } from "./registry.ts";

// Beside the package's sources, so that the copies find the SDK.
const made: string[] = [];
const root = (): string => {
  const folder = mkdtempSync(join(oddPlugins, "..", ".tmp-plugins-"));
  made.push(folder);
  return folder;
};

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

describe("the registry", () => {
  test("finds every folder of the repository by its name", async () => {
    const manifests = await loadManifests({ builtIn: builtInPlugins, external: [] });
    expect([...manifests.keys()]).toEqual(
      expect.arrayContaining(["email", "filter", "slack", "trigger", "webhook"]),
    );
  });

  test("loads nothing from outside that is not listed with its hash", async () => {
    const external = root();
    cpSync(join(oddPlugins, "echo"), join(external, "echo"), { recursive: true });
    const sources = { builtIn: builtInPlugins, external: [external] };
    await expect(loadManifests(sources)).rejects.toThrow(/plugins\.lock\.json is missing/);
    const list = join(external, "plugins.lock.json");
    writeFileSync(list, JSON.stringify({ echo: "0".repeat(64) }));
    await expect(loadManifests(sources)).rejects.toThrow(/echo.*present hash/);
    writeFileSync(list, JSON.stringify({ echo: await hashFolder(join(external, "echo")) }));
    expect((await loadPlugins(sources)).has("echo")).toBe(true);
    writeFileSync(join(external, "echo", "extra.ts"), "export {};\n");
    await expect(loadManifests(sources)).rejects.toThrow(/echo.*present hash/);
  });

  test("follows no link out of the folder", async () => {
    const external = root();
    symlinkSync(join(oddPlugins, "echo"), join(external, "echo"));
    writeFileSync(join(external, "plugins.lock.json"), "{}");
    await expect(loadManifests({ builtIn: builtInPlugins, external: [external] })).rejects.toThrow(
      /link/,
    );
  });

  test("stops at a broken plugin and names folder and field", async () => {
    const builtIn = root();
    mkdirSync(join(builtIn, "broken"));
    writeFileSync(
      join(builtIn, "broken", "manifest.ts"),
      "export const manifest = { id: 'broken' };\n",
    );
    writeFileSync(join(builtIn, "broken", "backend.ts"), "export const backend = {};\n");
    await expect(loadManifests({ builtIn, external: [] })).rejects.toThrow(/broken\/manifest\.ts/);
  });
});
