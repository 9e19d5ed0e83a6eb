import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPlugin } from "./new-plugin.ts";

let into = "";

beforeEach(async () => {
  into = await mkdtemp(join(tmpdir(), "new-plugin-"));
});

afterEach(async () => {
  await rm(into, { recursive: true });
});

describe("createPlugin", () => {
  it("makes one folder with the names filled in", async () => {
    const folder = await createPlugin({ id: "send-fax", into });
    expect(await readdir(into)).toEqual(["send-fax"]);
    const files = await readdir(folder);
    expect(files.toSorted()).toEqual([
      "README.md",
      "backend.test.ts",
      "backend.ts",
      "manifest.ts",
      "tsconfig.json",
    ]);
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
    expect(texts.join("")).not.toMatch(/my-node|My node/);
    const manifest = await readFile(join(folder, "manifest.ts"), "utf8");
    expect(manifest).toContain('id: "send-fax"');
    expect(manifest).toContain('name: "Send fax"');
    expect(await readFile(join(folder, "tsconfig.json"), "utf8")).toContain(
      '"../../tsconfig.base.json"',
    );
  });

  it("takes a name of its own", async () => {
    const folder = await createPlugin({ id: "fax", name: "Fax $& machine", into });
    expect(await readFile(join(folder, "manifest.ts"), "utf8")).toContain('name: "Fax $& machine"');
  });

  it.each(["", "My-Node", "1st", "a_b", "../evil", "a/b", "core", "a-", "x".repeat(41)])(
    "refuses the id %j",
    async (id) => {
      await expect(createPlugin({ id, into })).rejects.toThrow(/id is|SDK/);
      expect(await readdir(into)).toEqual([]);
    },
  );

  it("leaves an existing folder alone", async () => {
    await createPlugin({ id: "fax", into });
    await expect(createPlugin({ id: "fax", into })).rejects.toThrow(/already/);
  });

  it("refuses a name that would break out of its quotes", async () => {
    await expect(createPlugin({ id: "fax", name: 'a", x: "', into })).rejects.toThrow(/quotation/);
  });
});
