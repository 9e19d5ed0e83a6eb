import { isDeepStrictEqual } from "node:util";
import type { PipelineView } from "@formloom/shared/api";
import { graphSchema } from "@formloom/shared/graph";
import type { PluginConfig } from "../db/generated/client.ts";
import { storedFields } from "../forms/present-form.ts";
import { notFound } from "../http/refusal.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

const shownRuns = 20;

/** A pipeline as its form's readers see it. */
export async function presentPipeline(
  deps: Pick<PipelineDeps, "prisma" | "graphTools">,
  row: PluginConfig,
  mayEdit: boolean,
): Promise<PipelineView> {
  const { prisma, graphTools } = deps;
  const { form, live, lastRuns, heldRuns, editor } = await readParts(prisma, row);
  if (form === null) throw notFound();
  const graph = graphSchema.parse(row.graph);
  return {
    id: row.id,
    formId: row.formId,
    name: row.name,
    enabled: row.enabled,
    pausedAt: row.pausedAt?.toISOString() ?? null,
    heldRuns,
    oneAtATime: row.oneAtATime,
    graph,
    liveVersion: row.liveVersion,
    draftPending: live === null || !isDeepStrictEqual(graphSchema.parse(live.graph), graph),
    sentence: graphTools.compile(graph, { fields: storedFields(form) }).sentence,
    draftBy:
      row.draftById === null || row.draftAt === null
        ? null
        : { id: row.draftById, name: editor?.name ?? "", at: row.draftAt.toISOString() },
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    lastRuns,
    mayEdit,
  };
}

/** What is shown of a pipeline besides its own row. */
async function readParts(prisma: PipelineDeps["prisma"], row: PluginConfig) {
  const [form, live, lastRuns, heldRuns, editor] = await Promise.all([
    prisma.form.findFirst({ where: { id: row.formId, deletedAt: null }, select: { fields: true } }),
    row.liveVersion === null
      ? null
      : prisma.pluginConfigVersion.findUnique({
          where: { pluginConfigId_number: { pluginConfigId: row.id, number: row.liveVersion } },
          select: { graph: true },
        }),
    prisma.pluginRun.findMany({
      where: { pluginConfigId: row.id, isTest: false },
      orderBy: { id: "desc" },
      take: shownRuns,
      select: { id: true, status: true },
    }),
    row.pausedAt === null ? 0 : countHeld(prisma, row.id),
    row.draftById === null
      ? null
      : prisma.user.findUnique({ where: { id: row.draftById }, select: { name: true } }),
  ]);
  return { form, live, lastRuns, heldRuns, editor };
}

/** Runs that wait for their pipeline to be resumed. Served by PluginRun_unfinished. */
function countHeld(prisma: PipelineDeps["prisma"], pluginConfigId: string): Promise<number> {
  return prisma.pluginRun.count({
    where: { owner: null, finishedAt: null, status: "held", pluginConfigId },
  });
}
