import type { Plan, PlanStep } from "@formloom/shared/graph";

/**
 * What a run comes to, told from its plan and from what each attempt of each step would do: nothing of
 * threads, times, records and crashes is in here, since none of them may make a difference.
 */

/** What one attempt does. */
export type Try =
  | { readonly kind: "well"; readonly port: string }
  | { readonly kind: "waits"; readonly port: string; readonly ms: number }
  | { readonly kind: "again" }
  | { readonly kind: "fails" }
  | { readonly kind: "skips" };

/** Attempts by step and then in turn; what is missing goes well by `out`. */
export type Script = readonly (readonly Try[])[];

export interface ModelStep {
  readonly status: "completed" | "failed" | "skipped";
  /** Attempts that count. */
  readonly charged: number;
  readonly port: string | null;
}

export interface ModelRun {
  readonly steps: readonly ModelStep[];
  readonly status: "completed" | "failed";
  readonly outcome: "filtered" | null;
}

export const tryOf = (script: Script, ordinal: number, charged: number): Try =>
  script[ordinal]?.[charged - 1] ?? { kind: "well", port: "out" };

export function runModel(plan: Plan, script: Script): ModelRun {
  const steps: ModelStep[] = [];
  for (const [ordinal, step] of plan.steps.entries()) {
    // Whichever way a join waits, in the end it ran if some way to it was taken.
    const runs = step.parents.some(({ from, port }) => from < 0 || steps[from]?.port === port);
    steps.push(runs ? endOf(step, script, ordinal) : { status: "skipped", charged: 0, port: null });
  }
  const stopped = steps.some(({ status, port }) => status === "failed" && port === null);
  if (stopped) return { steps, status: "failed", outcome: null };
  const hasChild = (ordinal: number): boolean =>
    plan.steps.some(({ parents }) => parents.some(({ from }) => from === ordinal));
  const last = steps.filter(({ status }, at) => status !== "skipped" && !hasChild(at));
  const filtered =
    steps.some(({ port }) => port === "none") && last.every(({ port }) => port === "none");
  return { steps, status: "completed", outcome: filtered ? "filtered" : null };
}

/** A step that runs: tried until it goes well, fails for good, or has no attempt left. */
function endOf(step: PlanStep, script: Script, ordinal: number): ModelStep {
  if (step.disabled) return { status: "completed", charged: 1, port: "out" };
  for (let charged = 1; ; charged += 1) {
    const tried = tryOf(script, ordinal, charged);
    switch (tried.kind) {
      case "well":
      case "waits":
        return { status: "completed", charged, port: tried.port };
      case "skips":
        return { status: "skipped", charged, port: null };
      case "fails":
        return { status: "failed", charged, port: portAfterFailure(step) };
      case "again":
        if (charged < step.retry.maxAttempts) continue;
        return { status: "failed", charged, port: portAfterFailure(step) };
    }
  }
}

function portAfterFailure(step: PlanStep): string | null {
  if (step.hasErrorEdge) return "error";
  return step.onError === "continue" ? "out" : null;
}
