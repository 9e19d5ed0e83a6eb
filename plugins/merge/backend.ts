import { defineBackend } from "@formloom/plugin-sdk";
import { manifest } from "./manifest.ts";

/** When a merge runs is decided by the graph; by then there is nothing left to do. */
export const backend = defineBackend(manifest, {
  run: (ctx) => ({ output: ctx.input ?? null, port: "out" }),
  dryRun: (ctx) => ({
    summary:
      ctx.config.mode === "first" ? "Goes on after the first way" : "Goes on after all the ways",
    content: { kind: "none" },
    port: "out",
    output: ctx.input ?? null,
  }),
});
