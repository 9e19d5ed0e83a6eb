import type { StepStatus } from "../run/status.ts";
import type { Plan, PlanStep } from "./plan.ts";

/** What is known of one step while its run goes on. */
export interface StepState {
  readonly status: StepStatus;
  /** The output port it chose; null while it has none. */
  readonly port: string | null;
}

/** What may happen next in a run. */
export interface Advance {
  /** Ordinals of steps whose parents are decided and that may run. */
  readonly ready: readonly number[];
  /** Steps that can never run, with the reason. */
  readonly skipped: readonly { readonly ordinal: number; readonly reason: SkipReason }[];
}

/** `filter`: an "only if" said no; `branch`: another way was taken; `failed`: a step before it failed. */
export type SkipReason = "filter" | "branch" | "failed" | "parent";

/** The port that a filter chooses when it says no: no edge leaves from it. */
export const noPort = "none";

type EdgeState = "taken" | "dead" | "open";

/**
 * Decides every step that is `waiting`: pure, and complete in one call, so that skips of skips are
 * found together. Steps in any other status are left alone.
 */
export function advance(plan: Plan, states: readonly StepState[]): Advance {
  const ready: number[] = [];
  const skipped: { ordinal: number; reason: SkipReason }[] = [];
  let now: readonly StepState[] = states;
  let copy: StepState[] | null = null;
  // Parents stand before their children, so one pass in order sees every consequence.
  for (let ordinal = 0; ordinal < plan.steps.length; ordinal += 1) {
    const step = plan.steps[ordinal];
    if (step === undefined || now[ordinal]?.status !== "waiting") continue;
    const verdict = decideStep(step, now);
    if (verdict === "ready") ready.push(ordinal);
    if (verdict === "skip") {
      const reason = reasonToSkip(step, now);
      skipped.push({ ordinal, reason });
      copy ??= [...states];
      copy[ordinal] = { status: "skipped", port: null };
      now = copy;
    }
  }
  return { ready, skipped };
}

/** Called for every open step after every step of a run, so it makes nothing. */
function decideStep(step: PlanStep, states: readonly StepState[]): "ready" | "skip" | "wait" {
  let someTaken = false;
  let someOpen = false;
  for (const edge of step.parents) {
    const state = edgeState(edge, states);
    someTaken ||= state === "taken";
    someOpen ||= state === "open";
  }
  if (step.join === "first") return someTaken ? "ready" : someOpen ? "wait" : "skip";
  if (someOpen) return "wait";
  return someTaken ? "ready" : "skip";
}

function edgeState(
  edge: { readonly from: number; readonly port: string },
  states: readonly StepState[],
): EdgeState {
  if (edge.from < 0) return "taken";
  const parent = states[edge.from];
  if (parent === undefined) return "dead";
  switch (parent.status) {
    case "completed":
    case "failed":
      return parent.port === edge.port ? "taken" : "dead";
    case "skipped":
    case "cancelled":
      return "dead";
    case "waiting":
    case "pending":
    case "running":
    case "unknown":
      return "open";
  }
}

function reasonToSkip(step: PlanStep, states: readonly StepState[]): SkipReason {
  const parents = step.parents.map((edge) => states[edge.from]);
  if (parents.some((parent) => parent?.status === "failed" && parent.port === null))
    return "failed";
  if (parents.some((parent) => parent?.port === noPort)) return "filter";
  if (parents.every((parent) => parent?.status === "skipped")) return "parent";
  return "branch";
}

/** How a run stands once no step is executing: over, at rest until something is due, or stuck on a question. */
export type RunVerdict =
  | {
      readonly kind: "ended";
      readonly status: "completed" | "failed";
      readonly outcome: string | null;
    }
  | { readonly kind: "resting" }
  | { readonly kind: "needs_attention" };

/** Judges a run by its steps; call it when nothing executes. What is ready counts as at rest. */
export function judgeRun(plan: Plan, states: readonly StepState[]): RunVerdict {
  if (states.some((state) => state.status === "pending" || state.status === "running")) {
    return { kind: "resting" };
  }
  const waits = states.some((state) => state.status === "waiting");
  if (waits && advance(plan, states).ready.length > 0) return { kind: "resting" };
  if (states.some((state) => state.status === "unknown")) return { kind: "needs_attention" };
  // No valid plan comes here: its steps wait for one another.
  if (waits && advance(plan, states).skipped.length === 0) {
    return { kind: "ended", status: "failed", outcome: "invalid_graph" };
  }
  const failed = states.some((state) => state.status === "failed" && state.port === null);
  if (failed) return { kind: "ended", status: "failed", outcome: null };
  return {
    kind: "ended",
    status: "completed",
    outcome: wasFiltered(plan, states) ? "filtered" : null,
  };
}

/** Whether a filter's "no" is all there was: every last step was skipped or is that filter. */
function wasFiltered(plan: Plan, states: readonly StepState[]): boolean {
  if (!states.some((state) => state.port === noPort)) return false;
  const hasChild = new Set(plan.steps.flatMap((step) => step.parents.map((edge) => edge.from)));
  return states.every(
    (state, ordinal) =>
      hasChild.has(ordinal) || state.status === "skipped" || state.port === noPort,
  );
}
