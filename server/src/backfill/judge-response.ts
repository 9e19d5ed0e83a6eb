import type { TaskRunState } from "@formloom/shared/api";
import { advance, type Plan, type PlanStep, type StepState } from "@formloom/shared/graph";
import type { PastRun, PastStep, PastWork } from "./past-work.ts";

/** What is to be done for responses. */
export interface BackfillAim {
  readonly plan: Plan;
  /** Null: the whole automation; else `plan` ends at this step. */
  readonly onlyNodeId: string | null;
  /** Steps whose results that one step needs, by node id. */
  readonly needed: ReadonlySet<string>;
}

/** A step of the new run: it runs, or stands there with what another run's step gave. */
export type FirstStep =
  | { readonly kind: "again" }
  | {
      readonly kind: "reused";
      readonly runId: string;
      /** What it gave is not kept any more, and nothing needs it. */
      readonly cleared: boolean;
      readonly step: PastStep;
    };

/** What becomes of a response. `reason`: a sentence for people. */
export type Verdict =
  | { readonly kind: "make"; readonly steps: readonly FirstStep[] }
  | {
      readonly kind: "leave";
      readonly state: Extract<
        TaskRunState,
        "skipped-done" | "skipped-under-way" | "skipped-partly" | "filtered" | "refused"
      >;
      readonly reason: string;
    };

const reasons = {
  done: "It was done before.",
  starting: "Its own run is about to begin.",
  underWay: "A run for it is under way.",
  attention: "A run for it needs attention: say first whether it was sent.",
  partly:
    "An earlier run stopped after it had sent something. Replay that run: nothing goes twice.",
  unknown: "An earlier run may have sent it. Say there first whether it did.",
  notReached: "Its earlier run did not come to this step.",
} as const;

/** Decides what becomes of a response, from what the automation did for it so far. Pure. */
export function judgeResponse(aim: BackfillAim, past: PastWork): Verdict {
  if (past.starting) return leave("skipped-under-way", reasons.starting);
  return aim.onlyNodeId === null ? judgeWhole(aim, past) : judgeStep(aim, aim.onlyNodeId, past);
}

/** A run that a filter ended did nothing, so the response may be tried anew. */
function judgeWhole({ plan }: BackfillAim, { runs, remembered }: PastWork): Verdict {
  const isDone = ({ status, outcome, whole }: PastRun): boolean =>
    whole && status === "completed" && outcome === null;
  if (remembered?.completed === true || runs.some(isDone))
    return leave("skipped-done", reasons.done);
  const open = runs.find(({ finished }) => !finished);
  if (open !== undefined) return leave("skipped-under-way", openReason(open));
  const acted = runs.some(({ steps }) => steps.some(({ effects }) => effects.some(mayHaveLeft)));
  if (acted || (remembered?.nodeIds.length ?? 0) > 0)
    return leave("skipped-partly", reasons.partly);
  return { kind: "make", steps: plan.steps.map(() => ({ kind: "again" })) };
}

function judgeStep(aim: BackfillAim, nodeId: string, past: PastWork): Verdict {
  const { runs, remembered } = past;
  const own = runs.flatMap((run) =>
    run.steps.filter((step) => step.nodeId === nodeId).map((step) => ({ run, step })),
  );
  const isRemembered = remembered?.nodeIds.includes(nodeId) ?? false;
  if (isRemembered || own.some(({ step }) => isDoneStep(step))) {
    return leave("skipped-done", reasons.done);
  }
  if (own.some(({ step }) => step.effects.some(mayHaveLeft))) {
    return leave("skipped-partly", reasons.unknown);
  }
  // The steps of a run in its first moments are not on record yet.
  const open = runs.find(
    ({ finished, steps }) =>
      !finished && (steps.length === 0 || steps.some((step) => step.nodeId === nodeId)),
  );
  if (open !== undefined) return leave("skipped-under-way", openReason(open));
  return firstSteps(aim, nodeId, runs);
}

/** Builds on the newest run that has what is needed; without one, the step runs if it needs nothing. */
function firstSteps(aim: BackfillAim, nodeId: string, runs: readonly PastRun[]): Verdict {
  const { plan, needed } = aim;
  let missing: PlanStep | undefined;
  for (const run of [...runs, null]) {
    const steps = plan.steps.map((step) => firstStep(step, nodeId, { run, needed }));
    const states = steps.map(stateOf);
    const chosen = plan.steps.findIndex((step) => step.nodeId === nodeId);
    const isSkipped = advance(plan, states).skipped.some(({ ordinal }) => ordinal === chosen);
    if (isSkipped) return leave("filtered", reasons.notReached);
    const lacking = plan.steps.find(
      (step, ordinal) => step.disabled && needed.has(step.nodeId) && !hasResult(steps[ordinal]),
    );
    if (lacking === undefined) return { kind: "make", steps };
    missing ??= lacking;
  }
  return leave("refused", lackReason(missing, runs));
}

/** Says what is missing: a result that there never was, or one that was cleared with its run. */
function lackReason(missing: PlanStep | undefined, runs: readonly PastRun[]): string {
  const name = missing === undefined || missing.name === "" ? "before it" : `“${missing.name}”`;
  const wasCleared = runs.some(
    ({ cleared, steps }) =>
      cleared &&
      steps.some(({ nodeId, status }) => nodeId === missing?.nodeId && status === "completed"),
  );
  const why = wasCleared ? "is not kept any more" : "no earlier run has";
  return `It needs the result of the step ${name}, which ${why}.`;
}

const again: FirstStep = { kind: "again" };

function firstStep(
  step: PlanStep,
  nodeId: string,
  { run, needed }: { readonly run: PastRun | null; readonly needed: ReadonlySet<string> },
): FirstStep {
  if (step.nodeId === nodeId || run === null) return again;
  const past = run.steps.find((one) => one.nodeId === step.nodeId && one.nodeType === step.type);
  if (past === undefined || !isUsable(past)) return again;
  // Of a run that was cleared it is still known which way it went, but not what its steps gave.
  if (run.cleared && needed.has(step.nodeId)) return again;
  return { kind: "reused", runId: run.id, cleared: run.cleared, step: past };
}

const isUsable = ({ status, port }: PastStep): boolean =>
  status === "completed" || status === "skipped" || (status === "failed" && port !== null);

const hasResult = (step: FirstStep | undefined): boolean =>
  step?.kind === "reused" && step.step.status === "completed";

const stateOf = (step: FirstStep): StepState =>
  step.kind === "again"
    ? { status: "waiting", port: null }
    : { status: step.step.status, port: step.step.port };

/** What was caught was not sent. */
const isDoneStep = ({ status, effects }: PastStep): boolean =>
  effects.length === 0
    ? status === "completed"
    : effects.some(({ state }) => state === "confirmed");

const mayHaveLeft = ({ state }: { readonly state: string }): boolean =>
  state === "confirmed" || state === "unknown" || state === "claimed";

const openReason = ({ status }: PastRun): string =>
  status === "needs_attention" ? reasons.attention : reasons.underWay;

const leave = (state: Extract<Verdict, { kind: "leave" }>["state"], reason: string): Verdict => ({
  kind: "leave",
  state,
  reason,
});
