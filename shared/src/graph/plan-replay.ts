import { isStepSettled } from "../run/status.ts";
import { advance, type StepState } from "./advance.ts";
import type { Plan, PlanStep } from "./plan.ts";

/** The run that is repeated: its plan, and how its steps ended, by ordinal. */
export interface PastRun {
  readonly plan: Plan;
  readonly states: readonly StepState[];
}

/** What a replay does with one step of its plan. */
export type ReplayStep =
  | { readonly kind: "again" }
  /** Taken over from the past run; `from` is its ordinal there. */
  | { readonly kind: "reused"; readonly from: number }
  /** Beside the way, and unknown to the past run: left out. */
  | { readonly kind: "absent" };

/**
 * Why a replay is not possible, with the node it is about. `unknown_node`: the plan has no such node.
 * `unfinished_step`: it neither runs again nor has a result to reuse. `changed_ancestor`: it stands before
 * the chosen node, and the past run has none of its id, type and version. `not_reached`: by the results
 * that are reused, the run does not come to the chosen node.
 */
export interface ReplayFault {
  readonly code: "unknown_node" | "unfinished_step" | "changed_ancestor" | "not_reached";
  readonly nodeId: string;
  /** The step's name; its id where it has none. */
  readonly name: string;
}

export type ReplayPlan =
  | { readonly ok: true; readonly steps: readonly ReplayStep[] }
  | { readonly ok: false; readonly fault: ReplayFault };

/**
 * Decides which steps of a replay run again and which are reused: from a node on, that node and all that
 * comes after it; without a node (or with the trigger) everything. Pure; steps are in the order of `plan`.
 */
export function planReplay(
  plan: Plan,
  replay: { readonly fromNodeId: string | null; readonly past: PastRun },
): ReplayPlan {
  const { fromNodeId, past } = replay;
  if (fromNodeId === null || fromNodeId === plan.triggerId) {
    return { ok: true, steps: plan.steps.map(() => ({ kind: "again" })) };
  }
  const chosen = plan.steps.findIndex((step) => step.nodeId === fromNodeId);
  if (chosen < 0) {
    return { ok: false, fault: { code: "unknown_node", nodeId: fromNodeId, name: fromNodeId } };
  }
  const again = descendants(plan, chosen);
  const before = ancestors(plan, chosen);
  const steps = plan.steps.map((step, ordinal): ReplayStep => {
    if (again.has(ordinal)) return { kind: "again" };
    const from = counterpart(step, past.plan);
    return from < 0 ? { kind: "absent" } : { kind: "reused", from };
  });
  const fault =
    firstFault(plan, steps, (step, ordinal) =>
      step.kind === "absent" && before.has(ordinal) ? "changed_ancestor" : null,
    ) ??
    firstFault(plan, steps, (step) =>
      step.kind === "reused" && !isReusable(past.states[step.from]) ? "unfinished_step" : null,
    ) ??
    reachFault(plan, { chosen, steps, past });
  return fault === null ? { ok: true, steps } : { ok: false, fault };
}

/** The ordinals of a step and of all that comes after it. */
function descendants(plan: Plan, chosen: number): ReadonlySet<number> {
  const found = new Set([chosen]);
  // Parents stand before their children, so one pass in order finds them all.
  for (const [ordinal, step] of plan.steps.entries()) {
    if (step.parents.some(({ from }) => found.has(from))) found.add(ordinal);
  }
  return found;
}

function ancestors(plan: Plan, chosen: number): ReadonlySet<number> {
  const found = new Set([chosen]);
  for (let ordinal = chosen; ordinal >= 0; ordinal -= 1) {
    if (!found.has(ordinal)) continue;
    for (const { from } of plan.steps[ordinal]?.parents ?? []) if (from >= 0) found.add(from);
  }
  found.delete(chosen);
  return found;
}

const counterpart = (step: PlanStep, past: Plan): number =>
  past.steps.findIndex(
    ({ nodeId, type, typeVersion }) =>
      nodeId === step.nodeId && type === step.type && typeVersion === step.typeVersion,
  );

/** Whether a step has come to an end that a run can go on from. A failure that was caught is one. */
function isReusable(state: StepState | undefined): boolean {
  if (state === undefined || !isStepSettled(state.status) || state.status === "cancelled") {
    return false;
  }
  return state.status !== "failed" || state.port !== null;
}

function firstFault(
  plan: Plan,
  steps: readonly ReplayStep[],
  judge: (step: ReplayStep, ordinal: number) => ReplayFault["code"] | null,
): ReplayFault | null {
  for (const [ordinal, step] of steps.entries()) {
    const code = judge(step, ordinal);
    if (code !== null) return faultAt(plan, ordinal, code);
  }
  return null;
}

function reachFault(
  plan: Plan,
  {
    chosen,
    steps,
    past,
  }: { readonly chosen: number; readonly steps: readonly ReplayStep[]; readonly past: PastRun },
): ReplayFault | null {
  const states = steps.map((step) => replayState(step, past));
  const isSkipped = advance(plan, states).skipped.some(({ ordinal }) => ordinal === chosen);
  return isSkipped ? faultAt(plan, chosen, "not_reached") : null;
}

/** The state that a step has when the replay begins. */
function replayState(step: ReplayStep, past: PastRun): StepState {
  if (step.kind === "again") return { status: "waiting", port: null };
  const left: StepState = { status: "skipped", port: null };
  return step.kind === "absent" ? left : (past.states[step.from] ?? left);
}

function faultAt(plan: Plan, ordinal: number, code: ReplayFault["code"]): ReplayFault {
  const { nodeId = "", name = "" } = plan.steps[ordinal] ?? {};
  return { code, nodeId, name: name === "" ? nodeId : name };
}
