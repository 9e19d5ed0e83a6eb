import type { RunSummary } from "@formloom/shared/api";
import { planSchema } from "@formloom/shared/graph";
import type { PrismaClient } from "../db/client.ts";
import type { PluginRun } from "../db/generated/client.ts";
import { readEffects } from "./replay-effects.ts";

type OpenStep = RunSummary["openSteps"][number];

/** The steps that nobody knows the end of, by run, of those runs that wait for a person to say it. */
export async function readOpenSteps(
  prisma: PrismaClient,
  rows: readonly Pick<PluginRun, "id" | "status" | "versionId">[],
): Promise<ReadonlyMap<string, readonly OpenStep[]>> {
  const waiting = rows.filter((row) => row.status === "needs_attention");
  if (waiting.length === 0) return new Map();
  const [jobs, versions] = await Promise.all([
    prisma.pluginJob.findMany({
      where: { runId: { in: waiting.map((row) => row.id) }, status: "unknown" },
      orderBy: [{ runId: "asc" }, { ordinal: "asc" }],
    }),
    prisma.pluginConfigVersion.findMany({
      where: { id: { in: waiting.map((row) => row.versionId) } },
      select: { id: true, plan: true },
    }),
  ]);
  const plans = new Map(versions.map(({ id, plan }) => [id, planSchema.parse(plan)]));
  const planOf = new Map(waiting.map((row) => [row.id, plans.get(row.versionId)]));
  const steps = jobs.map(({ runId, ordinal, nodeId, nodeType, effects, startedAt }) => ({
    runId,
    step: {
      nodeId,
      name: planOf.get(runId)?.steps[ordinal]?.name ?? nodeId,
      nodeType,
      at: readEffects(effects).at(-1)?.at ?? startedAt?.toISOString() ?? null,
    },
  }));
  const byRun = Map.groupBy(steps, ({ runId }) => runId);
  return new Map([...byRun].map(([runId, found]) => [runId, found.map(({ step }) => step)]));
}
