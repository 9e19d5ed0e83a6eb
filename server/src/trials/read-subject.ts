import { graphSchema, planSchema, type Graph, type Plan } from "@formloom/shared/graph";
import type { Form, PluginConfig } from "../db/generated/client.ts";
import { storedFields } from "../forms/present-form.ts";
import { notFound } from "../http/refusal.ts";
import { checkConnections } from "../pipelines/graph-connections.ts";
import { refuseProblems } from "../pipelines/publish.ts";
import type { TrialDeps } from "./trial-deps.ts";
import type { TrialSubject } from "./try-responses.ts";

export interface ReadSubject extends TrialSubject {
  readonly pipeline: PluginConfig;
  /** Number of the version in `live`. */
  readonly liveVersion: number | null;
}

/**
 * What a pipeline's draft, or another graph in its place, is tried with. 404 where it was deleted, 422
 * `graph_problems` where the graph is none, `foreign_connection` where it names another person's.
 */
export async function readSubject(
  { prisma, graphTools }: Pick<TrialDeps, "prisma" | "graphTools">,
  wanted: {
    readonly pipelineId: string;
    readonly graph: Graph | undefined;
    readonly nodeId?: string | undefined;
    readonly compare: boolean;
  },
): Promise<ReadSubject> {
  const where = { id: wanted.pipelineId, deletedAt: null };
  const found = await prisma.pluginConfig.findFirst({ where, include: { form: true } });
  if (found === null || found.form.deletedAt !== null) throw notFound();
  const { form: row, ...pipeline } = found;
  const form = subjectForm(row);
  const graph = wanted.graph ?? graphSchema.parse(pipeline.graph);
  await checkConnections(prisma, graph, form.ownerId);
  const { plan, problems } = graphTools.compileTrial(graph, form, wanted.nodeId);
  if (plan === null) throw refuseProblems(problems);
  const live = wanted.compare ? await livePlan(prisma, pipeline) : null;
  const liveVersion = live === null ? null : pipeline.liveVersion;
  return { pipeline, form, draft: plan, live, liveVersion };
}

/** The part of a form that trials see. */
export function subjectForm(row: Form): TrialSubject["form"] {
  const { id, name, ownerId, timeZone } = row;
  return { id, name, ownerId, timeZone, fields: storedFields(row) };
}

async function livePlan(
  prisma: TrialDeps["prisma"],
  { id, liveVersion }: PluginConfig,
): Promise<Plan | null> {
  if (liveVersion === null) return null;
  const version = await prisma.pluginConfigVersion.findUnique({
    where: { pluginConfigId_number: { pluginConfigId: id, number: liveVersion } },
    select: { plan: true },
  });
  return version === null ? null : planSchema.parse(version.plan);
}
