import { defineBackend } from "@formloom/plugin-sdk";
import { manifest } from "./manifest.ts";

export const backend = defineBackend(manifest, {
  run: async (ctx) => {
    if (ctx.config.afterMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, ctx.config.afterMs));
    }
    return { output: { text: ctx.config.text } };
  },
  dryRun: (ctx) => ({
    summary: ctx.config.text,
    content: { kind: "none" },
    port: "out",
    output: { text: ctx.config.text },
  }),
});
