import { effectKey } from "../pipeline/worker/effect-ledger.ts";
import type { Effect } from "@formloom/shared/plugin";
import { asJson, type TransactionClient } from "../db/client.ts";
import type { PluginJob, PluginRun } from "../db/generated/client.ts";
import { Refusal } from "../http/refusal.ts";
import { readEffects, usualAct } from "./replay-effects.ts";
import type { ReplayDeps } from "./replay-deps.ts";
import { lockRun } from "./replay-source.ts";

interface Settlement {
  readonly runId: string;
  readonly nodeId: string;
  readonly userId: string;
  readonly as: "sent" | "not-sent";
}

/**
 * Settles an act of which nobody knew whether it was done. Sent: the step is done, without a result. Not
 * sent: it runs again, under the same key. Either way the run goes back to the queue in the same commit.
 */
export async function resolveStep(
  deps: Pick<ReplayDeps, "prisma" | "pipeline" | "audit">,
  settlement: Settlement,
): Promise<PluginRun> {
  const { runId, nodeId, userId, as } = settlement;
  const row = await deps.prisma.$transaction(async (tx) => {
    const { run } = await lockRun(tx, runId);
    const job = await tx.pluginJob.findFirst({ where: { runId, nodeId } });
    if (job?.status !== "unknown" || run.finishedAt !== null) {
      throw new Refusal("nothing_unknown", "Nothing about this step is open.");
    }
    if (run.owner !== null) {
      throw new Refusal(
        "conflict",
        "Other steps of this run are under way: say it when they ended.",
      );
    }
    if (as === "sent") await completeStep(tx, { run, job, userId });
    else await reopenStep(tx, { run, job });
    const updated = await tx.pluginRun.update({
      where: { id: runId },
      // However it ends now, the failures inbox has to hear of it.
      data: { status: "queued", careful: true, dueAt: null, noted: false },
    });
    await deps.pipeline.queueRuns(tx, [runId]);
    const subject = { subjectType: "run", subjectId: runId };
    const fact = { userId, action: "run.step-settled", ...subject, detail: { nodeId, as } };
    await deps.audit.record(fact, tx);
    return updated;
  });
  const { formId, pluginConfigId: pipelineId, status } = row;
  deps.pipeline.announceRun({ runId, formId, pipelineId, status });
  return row;
}

interface OpenStep {
  readonly run: PluginRun;
  readonly job: PluginJob;
}

async function completeStep(
  tx: TransactionClient,
  { run, job, userId }: OpenStep & { readonly userId: string },
): Promise<void> {
  const person = await tx.user.findUnique({ where: { id: userId }, select: { name: true } });
  const at = new Date();
  const attempts = job.attempts + 1;
  const { runId, ordinal, nodeId } = job;
  await tx.pluginJob.update({
    where: { runId_ordinal: { runId, ordinal } },
    data: {
      status: "completed",
      port: "out",
      attempts,
      uncharged: job.uncharged + 1,
      dueAt: null,
      finishedAt: at,
      effects: asJson(settledEffects(run, job, { state: "confirmed", at: at.toISOString() })),
    },
  });
  await tx.pluginExecutionLog.create({
    data: {
      runId,
      ordinal,
      attempt: attempts,
      nodeId,
      outcome: "succeeded",
      startedAt: at,
      durationMs: 0,
      lines: asJson([
        `${person?.name ?? "Somebody"} said that this was sent. It was not tried again.`,
      ]),
    },
  });
}

async function reopenStep(tx: TransactionClient, { run, job }: OpenStep): Promise<void> {
  const { runId, ordinal } = job;
  const at = new Date().toISOString();
  await tx.pluginJob.update({
    where: { runId_ordinal: { runId, ordinal } },
    data: {
      status: "pending",
      dueAt: null,
      effects: asJson(settledEffects(run, job, { state: "failed", at })),
    },
  });
}

/** The step's acts with the open ones settled; where none is on record, the one that it usually does. */
function settledEffects(
  { rootRunId }: PluginRun,
  { nodeId, effects }: PluginJob,
  settled: { readonly state: "confirmed" | "failed"; readonly at: string },
): Effect[] {
  const known = readEffects(effects);
  if (known.length === 0) {
    const act = { name: usualAct, generation: 1 };
    return [{ ...act, key: effectKey({ rootRunId, nodeId, ...act }), ...settled }];
  }
  const isOpen = ({ state }: Effect): boolean => state === "unknown" || state === "claimed";
  return known.map((effect) => (isOpen(effect) ? { ...effect, ...settled } : effect));
}
