import { fakeContext } from "@formloom/plugin-sdk/testing";
import { describe, expect, it } from "vitest";
import { backend } from "./backend.ts";
import { manifest } from "./manifest.ts";

describe("merge", () => {
  it.each([{ status: 200, body: ["a"] }, "text", 0, null])(
    "gives on what came in: %j",
    async (input) => {
      const { ctx } = fakeContext(manifest, { input });
      expect(await backend.run(ctx)).toEqual({ output: input, port: "out" });
      expect(await backend.dryRun(ctx)).toMatchObject({ output: input, port: "out" });
    },
  );

  it("has a result also where nothing came in", async () => {
    const { ctx } = fakeContext(manifest, { input: undefined });
    expect(await backend.run(ctx)).toEqual({ output: null, port: "out" });
  });

  it("says in a dry run what it waits for", async () => {
    const summaries = ["all", "first"].map(async (mode) => {
      const { ctx } = fakeContext(manifest, { config: { mode } });
      return (await backend.dryRun(ctx)).summary;
    });
    expect(await Promise.all(summaries)).toEqual([
      "Goes on after all the ways",
      "Goes on after the first way",
    ]);
  });

  it("knows two modes only", () => {
    expect(manifest.config.safeParse({ mode: "last" }).success).toBe(false);
  });
});
