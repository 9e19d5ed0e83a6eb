import type { PrismaClient } from "../db/client.ts";
import { readStoppedSteps } from "../failures/read-failed-steps.ts";

/** How the run that was tried first stands. */
export type CanaryVerdict =
  | { readonly kind: "under-way" }
  /** It did what had failed; a wait of days after that is no reason to hold the others up. */
  | { readonly kind: "passed" }
  /** It could not be replayed at all: the next one is tried. */
  | { readonly kind: "absent" }
  | { readonly kind: "failed"; readonly reason: string };

/** Looks at the run that was tried first. */
export async function judgeCanary(prisma: PrismaClient, runId: string): Promise<CanaryVerdict> {
  const run = await prisma.pluginRun.findUnique({ where: { id: runId }, select: { status: true } });
  if (run === null) return { kind: "absent" };
  switch (run.status) {
    case "completed":
      return { kind: "passed" };
    case "failed":
    case "needs_attention": {
      const [step] = await readStoppedSteps(prisma, [runId]);
      return failedBy(step?.error.message ?? "It does not say why.");
    }
    case "cancelled":
      return failedBy("Somebody cancelled it.");
    case "waiting":
      return judgeWaiting(prisma, runId);
    case "queued":
    case "running":
    case "held":
      return { kind: "under-way" };
  }
}

/** A step that failed and is to be tried again by itself has told enough. Served by PluginExecutionLog_pkey. */
async function judgeWaiting(prisma: PrismaClient, runId: string): Promise<CanaryVerdict> {
  const [retry] = await prisma.$queryRaw<{ message: string | null }[]>`
    SELECT l.error->>'message' AS message FROM "PluginJob" j
    CROSS JOIN LATERAL (
      SELECT outcome, error FROM "PluginExecutionLog"
      WHERE "runId" = j."runId" AND ordinal = j.ordinal ORDER BY attempt DESC LIMIT 1
    ) l
    WHERE j."runId" = ${runId}::uuid AND j.status = 'pending' AND l.outcome = 'retry' LIMIT 1`;
  return retry === undefined ? { kind: "passed" } : failedBy(retry.message ?? "");
}

const failedBy = (message: string): CanaryVerdict => ({
  kind: "failed",
  reason: `The one that was tried first failed again: ${message}`,
});
