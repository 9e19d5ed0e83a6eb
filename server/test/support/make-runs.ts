import { newId } from "@formloom/shared/kernel";
import type { PrismaClient } from "../../src/db/client.ts";
import { firstIdAt } from "../../src/search/id-time.ts";

/** A run that is on record without ever having run. */
export interface MadeRun {
  readonly id: string;
  readonly pipelineId: string;
  readonly versionId: string;
  readonly formId: string;
  readonly responseId: string | null;
  readonly eventType: string;
  readonly status: "completed" | "failed" | "cancelled" | "needs_attention" | "waiting" | "running";
  readonly finishedAt: Date | null;
}

/** An id as it would have been made then. */
export function idAt(ms: number): string {
  return firstIdAt(ms).slice(0, 14) + "7" + newId().slice(15);
}

/** Writes runs with events of their own. */
export async function writeMadeRuns(prisma: PrismaClient, runs: readonly MadeRun[]): Promise<void> {
  await prisma.pluginRun.createMany({
    data: runs.map(({ pipelineId, ...run }) => ({
      ...run,
      pluginConfigId: pipelineId,
      rootRunId: run.id,
      eventId: newId(),
      ...(run.finishedAt === null && run.status === "running" ? { owner: 1 } : {}),
    })),
  });
}
