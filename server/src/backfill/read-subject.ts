import { graphSchema, planSchema, type Graph, type Plan } from "@formloom/shared/graph";
import type { PrismaClient } from "../db/client.ts";
import type { Form, PluginConfig, PluginConfigVersion } from "../db/generated/client.ts";
import { storedFields } from "../forms/present-form.ts";
import { invalidValue, notFound, Refusal } from "../http/refusal.ts";
import { refuseProblems } from "../pipelines/publish.ts";
import type { GraphTools } from "../pipelines/pipeline-deps.ts";
import type { BackfillAim } from "./judge-response.ts";
import { neededSteps, oneStepGraph } from "./one-step.ts";

export interface BackfillSubject {
  readonly form: Form;
  readonly pipeline: PluginConfig;
  readonly version: PluginConfigVersion;
  /** Of the one step alone: the graph that its runs go by; null: the version's own. */
  readonly graph: Graph | null;
  readonly aim: BackfillAim;
}

/**
 * What a backfill of an automation goes by: its live version. 404 where it was deleted; 409
 * `pipeline_off`; 422 where it does not begin with a new response, or has no such step.
 */
export async function readBackfillSubject(
  deps: { readonly prisma: PrismaClient; readonly graphTools: GraphTools },
  wanted: { readonly pipelineId: string; readonly onlyNodeId: string | undefined },
): Promise<BackfillSubject> {
  const where = { id: wanted.pipelineId, deletedAt: null };
  const found = await deps.prisma.pluginConfig.findFirst({ where, include: { form: true } });
  if (found === null || found.form.deletedAt !== null) throw notFound();
  const { form, ...pipeline } = found;
  const version = await liveVersion(deps.prisma, pipeline);
  const plan = planSchema.parse(version.plan);
  if (!plan.events.includes("form.submitted")) {
    throw invalidValue(
      "pipelineId",
      "no_submissions",
      "This automation does not begin with a new response, so it cannot run over past ones.",
    );
  }
  const only = wanted.onlyNodeId ?? null;
  if (only === null) {
    return {
      form,
      pipeline,
      version,
      graph: null,
      aim: { plan, onlyNodeId: null, needed: new Set() },
    };
  }
  const one = onlyPlan(deps.graphTools, { version, form, plan, nodeId: only });
  const needed = neededSteps(one.plan, only);
  return {
    form,
    pipeline,
    version,
    graph: one.graph,
    aim: { plan: one.plan, onlyNodeId: only, needed },
  };
}

async function liveVersion(
  prisma: PrismaClient,
  { id, enabled, liveVersion: number }: PluginConfig,
): Promise<PluginConfigVersion> {
  if (number === null || !enabled) {
    const title =
      number === null
        ? "The automation is not published yet: publish it, and switch it on."
        : "The automation is off: switch it on first.";
    throw new Refusal("pipeline_off", title);
  }
  return prisma.pluginConfigVersion.findUniqueOrThrow({
    where: { pluginConfigId_number: { pluginConfigId: id, number } },
  });
}

function onlyPlan(
  graphTools: GraphTools,
  of: {
    readonly version: PluginConfigVersion;
    readonly form: Form;
    readonly plan: Plan;
    readonly nodeId: string;
  },
): { readonly graph: Graph; readonly plan: Plan } {
  const { version, form, plan, nodeId } = of;
  const step = plan.steps.find((one) => one.nodeId === nodeId);
  if (step === undefined || step.disabled) {
    throw invalidValue(
      "onlyNodeId",
      "unknown_step",
      "The live version has no such step that is on.",
    );
  }
  const graph = oneStepGraph(graphSchema.parse(version.graph), plan, nodeId);
  const made = graphTools.compileTrial(graph, { fields: storedFields(form) }, nodeId);
  if (made.plan === null) throw refuseProblems(made.problems);
  return { graph, plan: made.plan };
}
