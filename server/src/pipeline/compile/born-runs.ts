import type { FormEvent } from "@formloom/shared/events";
import { advance, type Plan, type PlanStep } from "@formloom/shared/graph";
import { newId } from "@formloom/shared/kernel";
import { conditionSchema, evaluateCondition } from "@formloom/shared/values";
import type { LiveForm, LivePipeline } from "../ports.ts";

/** A run with its steps, before it is written. */
export interface BornRun {
  readonly runId: string;
  readonly form: Pick<LiveForm, "id" | "name" | "ownerId" | "timeZone">;
  readonly pipeline: LivePipeline;
  /** `running`: claimed by this process; `queued`: for whoever fetches it; `held`: paused. */
  readonly status: "running" | "queued" | "held";
  readonly steps: readonly BornStep[];
}

export interface BornStep {
  readonly ordinal: number;
  readonly nodeId: string;
  readonly nodeType: string;
  readonly status: "pending" | "waiting";
}

/**
 * Compiles an event into runs: one for each pipeline that listens to it, with all its steps chained by
 * the plan, the first ones pending. Pure but for the ids.
 */
export function bornRuns(
  form: BornRun["form"],
  pipelines: readonly LivePipeline[],
  event: FormEvent,
  options: { readonly claims: (pipelineId: string) => boolean },
): BornRun[] {
  return pipelines
    .filter((pipeline) => listens(form, pipeline, event))
    .map((pipeline) => ({
      runId: newId(),
      form,
      pipeline,
      status: firstStatus(pipeline, options.claims),
      steps: firstSteps(pipeline.plan),
    }));
}

/** A run that has to wait for others is claimed by whoever fetches it when it is its turn. */
function firstStatus(
  { id, paused, oneAtATime }: LivePipeline,
  claims: (pipelineId: string) => boolean,
): BornRun["status"] {
  if (paused) return "held";
  return !oneAtATime && claims(id) ? "running" : "queued";
}

function listens(form: BornRun["form"], { id, plan }: LivePipeline, event: FormEvent): boolean {
  if (!plan.events.includes(event.type) || event.originPipelineId === id) return false;
  if (plan.filter === null) return true;
  const { answers, previous, changes } = event.payload;
  const scope = {
    answers: answers ?? {},
    previous,
    changes,
    form: { id: form.id, name: form.name },
    event: { id: event.id, type: event.type, at: event.at },
  };
  return evaluateCondition(conditionSchema.parse(plan.filter), scope, {
    kinds: plan.kinds,
    timeZone: form.timeZone,
  });
}

const stepsByPlan = new WeakMap<Plan, readonly BornStep[]>();

/** The steps of a plan as every run of it begins; made once a plan. */
function firstSteps(plan: Plan): readonly BornStep[] {
  const known = stepsByPlan.get(plan);
  if (known !== undefined) return known;
  const states = plan.steps.map(() => ({ status: "waiting", port: null }) as const);
  const ready = new Set(advance(plan, states).ready);
  const steps = plan.steps.map((step: PlanStep, ordinal): BornStep => ({
    ordinal,
    nodeId: step.nodeId,
    nodeType: step.type,
    status: ready.has(ordinal) ? "pending" : "waiting",
  }));
  stepsByPlan.set(plan, steps);
  return steps;
}

/**
 * Runs and steps as columns, for the statements that write them. `n` numbers the cause, from 1. `turns`
 * says for each run whether it gets a turn, and is null where none does.
 */
export function runColumns(causes: readonly (readonly BornRun[])[], owner: number) {
  const runs = causes.flatMap((born, index) => born.map((run) => ({ n: index + 1, run })));
  const steps = runs.flatMap(({ n, run }) => run.steps.map((step) => ({ n, run, step })));
  return {
    runs: [
      runs.map(({ n }) => n),
      runs.map(({ run }) => run.runId),
      runs.map(({ run }) => run.pipeline.id),
      runs.map(({ run }) => run.pipeline.versionId),
      runs.map(({ run }) => run.status),
      runs.map(({ run }) => (run.status === "running" ? owner : null)),
    ],
    steps: [
      steps.map(({ n }) => n),
      steps.map(({ run }) => run.runId),
      steps.map(({ step }) => step.ordinal),
      steps.map(({ step }) => step.nodeId),
      steps.map(({ step }) => step.nodeType),
      steps.map(({ step }) => step.status),
    ],
    turns: runs.some(({ run }) => run.pipeline.oneAtATime)
      ? runs.map(({ run }) => run.pipeline.oneAtATime)
      : null,
  };
}
