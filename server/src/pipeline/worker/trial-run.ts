import { setImmediate as nextTurn } from "node:timers/promises";
import type { StepTrial, Trial } from "@formloom/shared/api";
import {
  advance,
  judgeRun,
  type Plan,
  type PlanStep,
  type SkipReason,
  type StepState,
} from "@formloom/shared/graph";
import { newId } from "@formloom/shared/kernel";
import { conditionSchema, evaluateCondition } from "@formloom/shared/values";
import type { RunTask, TrialTask } from "./protocol.ts";
import type { StepDeps } from "./step-job.ts";
import { scopeOf } from "./step-context.ts";
import { stepTrial, tryStep, type TriedStep } from "./trial-step.ts";

/** Longest time for one event by one plan; what is left of it then fails. */
const caseMs = 8_000;

const skipWords: Readonly<Record<SkipReason, string>> = {
  filter: "Not reached: an “Only if” before it says no",
  branch: "Not reached: another way is taken",
  failed: "Not reached: a step before it fails",
  parent: "Not reached: the step before it is skipped",
};

/** Tries each plan on each event, one after the other, so that runs in this thread go on between. */
export async function runTrials(task: TrialTask, deps: StepDeps): Promise<Trial[][]> {
  const results: Trial[][] = [];
  for (const { event, responseUrl } of task.cases) {
    const runId = newId();
    const run: RunTask = {
      runId,
      rootRunId: runId,
      epoch: 0,
      pipelineId: "",
      versionId: "",
      careful: false,
      isTest: true,
      testTo: null,
      event,
      form: task.form,
      responseUrl,
      resumed: [],
      connections: task.connections,
      serverMail: task.serverMail,
      webhookSecrets: task.webhookSecrets,
    };
    const trials: Trial[] = [];
    for (const plan of task.plans) {
      trials.push(await tryPlan(run, plan, deps));
      await nextTurn();
    }
    results.push(trials);
  }
  return results;
}

/** Takes one event through a plan as a run would, sending nothing. Waiting times are passed over. */
async function tryPlan(task: RunTask, plan: Plan, deps: StepDeps): Promise<Trial> {
  const reason = reasonNotToStart(task, plan);
  if (reason !== null) return { starts: false, reason, ends: "not-started", steps: [] };
  const states: StepState[] = plan.steps.map(() => ({ status: "waiting", port: null }));
  const trials = new Map<number, StepTrial>();
  const outputs: Record<string, unknown> = Object.create(null);
  const supposed = new Set<string>();
  const endsAtMs = performance.now() + caseMs;
  for (let next = advance(plan, states); next.ready.length + next.skipped.length > 0;) {
    for (const { ordinal, reason: why } of next.skipped) {
      states[ordinal] = { status: "skipped", port: null };
      const step = plan.steps[ordinal];
      if (step !== undefined) trials.set(ordinal, skippedTrial(step, why));
    }
    for (const ordinal of next.ready) {
      const step = plan.steps[ordinal];
      if (step === undefined) continue;
      const leftMs = endsAtMs - performance.now();
      const job = {
        task,
        step,
        kinds: plan.kinds,
        choices: plan.choices,
        input: inputOf(task, plan, step, states, outputs),
      };
      const tried = await tryStep({ ...job, outputs, supposed, leftMs }, deps);
      states[ordinal] = stateAfter(tried, step);
      trials.set(ordinal, tried.trial);
      if (tried.trial.verdict !== "skipped") outputs[step.nodeId] = tried.output;
      if (tried.supposed) supposed.add(step.nodeId);
    }
    next = advance(plan, states);
  }
  const steps = [...trials].toSorted(([a], [b]) => a - b).map(([, trial]) => trial);
  return { starts: true, reason: null, ends: endOf(plan, states), steps };
}

function reasonNotToStart(task: RunTask, plan: Plan): string | null {
  if (!plan.events.includes(task.event.type)) return "It does not listen to this event";
  // A condition that is not finished yet stops nothing.
  const filter = conditionSchema.safeParse(plan.filter);
  if (plan.filter === null || !filter.success) return null;
  const { timeZone } = task.form;
  const passes = evaluateCondition(filter.data, scopeOf({ task, outputs: {} }), {
    kinds: plan.kinds,
    timeZone,
  });
  return passes ? null : "The condition of its “When” does not hold";
}

function inputOf(
  task: RunTask,
  plan: Plan,
  step: PlanStep,
  states: readonly StepState[],
  outputs: Readonly<Record<string, unknown>>,
): unknown {
  const taken = step.parents.find(({ from, port }) => from >= 0 && states[from]?.port === port);
  const nodeId = taken === undefined ? undefined : plan.steps[taken.from]?.nodeId;
  return nodeId === undefined ? task.event.payload : outputs[nodeId];
}

function skippedTrial(step: PlanStep, reason: SkipReason): StepTrial {
  return stepTrial(step, { verdict: "skipped", summary: skipWords[reason], skipReason: reason });
}

function stateAfter({ trial, port }: TriedStep, step: PlanStep): StepState {
  if (trial.verdict === "skipped") return { status: "skipped", port: null };
  if (trial.verdict !== "fails") return { status: "completed", port };
  const goesOn = step.onError === "continue" ? "out" : null;
  return { status: "failed", port: step.hasErrorEdge ? "error" : goesOn };
}

function endOf(plan: Plan, states: readonly StepState[]): Trial["ends"] {
  const verdict = judgeRun(plan, states);
  if (verdict.kind !== "ended") return "failed";
  if (verdict.status === "failed") return "failed";
  return verdict.outcome === "filtered" ? "filtered" : "done";
}
