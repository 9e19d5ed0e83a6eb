import type { listOutcomes as contract, RouteResponse } from "@formloom/shared/api";
import type { Effect } from "@formloom/shared/plugin";
import type { PrismaClient } from "../db/client.ts";
import { readEffects } from "../runs/replay-effects.ts";
import { outcomeOf } from "./outcome-of.ts";

/**
 * What each automation of a form came to for some of its responses. Served by PluginRun_response,
 * PluginJob_pkey and WorkDone_responseId_idx.
 */
export async function listOutcomes(
  prisma: PrismaClient,
  formId: string,
  responseIds: readonly string[],
): Promise<RouteResponse<typeof contract>> {
  const pipelines = await prisma.pluginConfig.findMany({
    where: { formId, deletedAt: null },
    orderBy: { id: "asc" },
    select: { id: true, name: true },
  });
  const responseId = { in: [...responseIds] };
  const [runs, remembered] = await Promise.all([
    prisma.pluginRun.findMany({
      where: { responseId, formId, isTest: false },
      orderBy: { id: "desc" },
      select: { id: true, pluginConfigId: true, responseId: true, status: true, outcome: true },
    }),
    prisma.workDone.findMany({ where: { responseId, formId, completed: true } }),
  ]);
  const effects = await readEffectStates(
    prisma,
    runs.map(({ id }) => id),
  );
  const known = new Set(pipelines.map(({ id }) => id));
  const byPair = Map.groupBy(
    runs.filter((run) => known.has(run.pluginConfigId)),
    (run) => `${run.responseId} ${run.pluginConfigId}`,
  );
  const outcomes = [...byPair.values()].flatMap((own) => {
    const [newest] = own;
    const outcome = outcomeOf(own.map((run) => ({ ...run, effects: effects.get(run.id) ?? [] })));
    if (newest?.responseId == null || outcome === null) return [];
    const { id: runId, responseId: of, pluginConfigId: pipelineId } = newest;
    return [{ responseId: of, pipelineId, outcome, runId }];
  });
  const past = remembered
    .filter(
      (row) => known.has(row.pipelineId) && !byPair.has(`${row.responseId} ${row.pipelineId}`),
    )
    .map(({ responseId: of, pipelineId }) => ({
      responseId: of,
      pipelineId,
      outcome: "remembered" as const,
      runId: null,
    }));
  return {
    automations: pipelines.map(({ id: pipelineId, name }) => ({ pipelineId, name })),
    outcomes: [...outcomes, ...past],
  };
}

/** States of all acts, by run. Served by PluginJob_pkey. */
async function readEffectStates(
  prisma: PrismaClient,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, Effect["state"][]>> {
  const rows = await prisma.pluginJob.findMany({
    where: { runId: { in: [...runIds] } },
    select: { runId: true, effects: true },
  });
  const byRun = Map.groupBy(rows, ({ runId }) => runId);
  return new Map(
    [...byRun].map(([runId, own]) => [
      runId,
      own.flatMap((row) => readEffects(row.effects).map(({ state }) => state)),
    ]),
  );
}
