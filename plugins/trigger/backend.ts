import { defineBackend } from "@formloom/plugin-sdk";
import { manifest } from "./manifest.ts";

/** Starts are decided when the event is compiled; placed in a run, the trigger hands the event on. */
export const backend = defineBackend(manifest, {
  run: (ctx) => ({ output: ctx.event.payload }),
  dryRun: (ctx) => ({
    summary: `Starts for ${ctx.event.type}`,
    content: { kind: "none" },
    port: "out",
    output: ctx.event.payload,
  }),
});
