import type { PluginConfig } from "../db/generated/client.ts";
import { lockPipeline, raiseRevision } from "./change-pipeline.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

type Deps = Pick<PipelineDeps, "prisma" | "pipeline" | "audit">;

/**
 * Pauses a pipeline, so that new runs are held, or resumes it, which releases them. Pausing what is paused
 * changes nothing; resuming what is not paused releases what an earlier resume left behind.
 */
export async function pausePipeline(
  deps: Deps,
  change: { readonly id: string; readonly userId: string; readonly paused: boolean },
): Promise<PluginConfig> {
  const { id, userId, paused } = change;
  const row = await deps.prisma.$transaction(async (tx) => {
    const { form, pipeline } = await lockPipeline(tx, id);
    if (paused === (pipeline.pausedAt !== null)) return pipeline;
    const updated = await tx.pluginConfig.update({
      where: { id },
      data: { pausedAt: paused ? new Date() : null, version: { increment: 1 } },
    });
    await raiseRevision(tx, form.id);
    const action = paused ? "pipeline.paused" : "pipeline.resumed";
    const subject = { subjectType: "pipeline", subjectId: id };
    await deps.audit.record({ userId, action, ...subject }, tx);
    return updated;
  });
  deps.pipeline.forms.forget(row.formId);
  // A submission that was prepared while it was paused may commit after this: the sweep releases its run.
  if (!paused) await deps.pipeline.releaseHeld(id);
  return row;
}
