import { defineBackend, type Preview, type StepResult } from "@formloom/plugin-sdk";
import { manifest } from "./manifest.ts";

/** A port that no edge can leave from, so that all that follows is skipped. */
const nowhere = "none";

export const backend = defineBackend(manifest, {
  run: (ctx): StepResult => answer(ctx.matches(ctx.config.condition)),
  dryRun(ctx): Preview {
    const passed = ctx.matches(ctx.config.condition);
    return {
      summary: passed ? "The condition holds" : "The condition does not hold; the rest is skipped",
      content: { kind: "none" },
      ...answer(passed),
    };
  },
});

function answer(passed: boolean): Required<Pick<StepResult, "output" | "port">> {
  return { output: { passed }, port: passed ? "out" : nowhere };
}
