import { defineBackend, type Preview, type StepResult } from "@formloom/plugin-sdk";
import { dueTime, type DueContext } from "./due-time.ts";
import { manifest } from "./manifest.ts";

export const backend = defineBackend(manifest, {
  run(ctx): StepResult {
    const { due, isOver } = look(ctx);
    const result = { output: { until: due.toISOString() }, port: "out" };
    return isOver ? result : { ...result, waitUntil: due };
  },
  dryRun(ctx): Preview {
    const { due, isOver } = look(ctx);
    const until = due.toISOString();
    return {
      summary: isOver ? `Goes on at once: ${until} has passed` : `Waits until ${until}`,
      content: { kind: "none" },
      port: "out",
      output: { until },
    };
  },
});

function look(ctx: DueContext): { readonly due: Date; readonly isOver: boolean } {
  const due = dueTime(ctx);
  return { due, isOver: due <= ctx.clock.now() };
}
