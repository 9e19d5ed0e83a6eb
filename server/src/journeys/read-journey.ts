import type { Journey, JourneyStep } from "@formloom/shared/api";
import { planSchema, type Plan } from "@formloom/shared/graph";
import { stepErrorSchema } from "@formloom/shared/plugin";
import type { Prisma, PrismaClient } from "../db/client.ts";
import type { PluginJob } from "../db/generated/client.ts";
import { readEffects } from "../runs/replay-effects.ts";
import { notFound } from "../http/refusal.ts";
import { outcomeOf } from "./outcome-of.ts";
import { targetOf } from "./target-of.ts";

/** Runs that are told of each automation. */
const maxRuns = 20;

type LogRow = Pick<
  Prisma.PluginExecutionLogGetPayload<object>,
  "runId" | "ordinal" | "input" | "error"
>;

/** What became of one response: by automation its runs, the newest first, with what each step did. */
export async function readJourney(
  prisma: PrismaClient,
  { formId, responseId }: { readonly formId: string; readonly responseId: string },
): Promise<Journey> {
  const [pipelines, response, rows, remembered] = await Promise.all([
    prisma.pluginConfig.findMany({
      where: { formId, deletedAt: null },
      orderBy: { id: "asc" },
      select: { id: true, name: true },
    }),
    prisma.formResponse.findFirst({ where: { id: responseId, formId }, select: { id: true } }),
    prisma.pluginRun.findMany({
      where: { responseId, formId, isTest: false },
      orderBy: { id: "desc" },
    }),
    prisma.workDone.findMany({ where: { responseId, completed: true } }),
  ]);
  if (response === null) throw notFound();
  const byPipeline = Map.groupBy(rows, (row) => row.pluginConfigId);
  const told = [...byPipeline.values()].flatMap((own) => own.slice(0, maxRuns));
  const steps = await readSteps(prisma, told);
  const wasDone = new Set(remembered.map(({ pipelineId }) => pipelineId));
  return pipelines.map(({ id: pipelineId, name }) => {
    const own = (byPipeline.get(pipelineId) ?? []).slice(0, maxRuns);
    const runs = own.map((run) => ({ ...run, steps: steps.get(run.id) ?? [] }));
    const outcome = outcomeOf(
      runs.map((run) => ({ ...run, effects: run.steps.flatMap(({ effect }) => effect ?? []) })),
    );
    return {
      pipelineId,
      name,
      outcome: outcome ?? (wasDone.has(pipelineId) ? "remembered" : null),
      runs: runs.map((run) => ({
        id: run.id,
        status: run.status,
        outcome: run.outcome,
        createdAt: run.createdAt.toISOString(),
        isReplay: run.replayOf !== null,
        steps: run.steps,
      })),
    };
  });
}

async function readSteps(
  prisma: PrismaClient,
  runs: readonly { readonly id: string; readonly versionId: string }[],
): Promise<ReadonlyMap<string, JourneyStep[]>> {
  const runId = { in: runs.map(({ id }) => id) };
  const [versions, jobs, logs] = await Promise.all([
    prisma.pluginConfigVersion.findMany({
      where: { id: { in: [...new Set(runs.map(({ versionId }) => versionId))] } },
      select: { id: true, plan: true },
    }),
    prisma.pluginJob.findMany({
      where: { runId },
      orderBy: [{ runId: "asc" }, { ordinal: "asc" }],
    }),
    prisma.pluginExecutionLog.findMany({
      where: { runId },
      orderBy: { attempt: "asc" },
      select: { runId: true, ordinal: true, input: true, error: true },
    }),
  ]);
  const plans = new Map(versions.map(({ id, plan }) => [id, planSchema.parse(plan)]));
  // Of several attempts the last one stays.
  const last = new Map(logs.map((log) => [`${log.runId} ${log.ordinal}`, log]));
  const byRun = Map.groupBy(jobs, (job) => job.runId);
  return new Map(
    runs.map(({ id, versionId }) => {
      const plan = plans.get(versionId);
      const own = byRun.get(id) ?? [];
      const steps =
        plan === undefined
          ? []
          : own.map((job) => presentStep(plan, job, last.get(`${id} ${job.ordinal}`)));
      return [id, steps] as const;
    }),
  );
}

function presentStep(plan: Plan, job: PluginJob, log: LogRow | undefined): JourneyStep {
  const { status } = job;
  return {
    ...planFacts(plan, job),
    nodeId: job.nodeId,
    type: job.nodeType,
    status,
    effect: readEffects(job.effects).at(-1)?.state ?? null,
    target: targetOf(job.nodeType, log?.input),
    at: job.finishedAt?.toISOString() ?? null,
    dueAt: job.dueAt?.toISOString() ?? null,
    reused: job.reusedFrom !== null,
    problem: status === "failed" || status === "unknown" ? problemOf(log) : null,
  };
}

function planFacts(
  plan: Plan,
  { ordinal, nodeId }: PluginJob,
): Pick<JourneyStep, "name" | "disabled" | "acts" | "sendsAgain"> {
  const step = plan.steps[ordinal];
  if (step === undefined) return { name: nodeId, disabled: false, acts: false, sendsAgain: [] };
  const { name, disabled, acts } = step;
  return { name: name === "" ? nodeId : name, disabled, acts, sendsAgain: actsFrom(plan, ordinal) };
}

const problemOf = (log: LogRow | undefined): string | null =>
  stepErrorSchema.safeParse(log?.error).data?.message ?? null;

/** Node ids of a step and those after it, as far as they act. */
function actsFrom(plan: Plan, chosen: number): string[] {
  const found = new Set([chosen]);
  // Parents stand before their children, so one pass in order finds them all.
  for (const [ordinal, { parents }] of plan.steps.entries()) {
    if (parents.some(({ from }) => found.has(from))) found.add(ordinal);
  }
  return plan.steps.flatMap(({ nodeId, acts, disabled }, ordinal) =>
    found.has(ordinal) && acts && !disabled ? [nodeId] : [],
  );
}
