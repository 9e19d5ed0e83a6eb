import type { StepEdit } from "../run/edits.ts";
import type { Plan } from "./plan.ts";

/**
 * A plan with some steps' settings replaced, as a replay runs it. The plan that was given stays as it is;
 * node ids that are not in it are left out of account.
 */
export function editPlan(plan: Plan, edits: Readonly<Record<string, StepEdit>>): Plan {
  const steps = plan.steps.map((step) => {
    const edit = Object.hasOwn(edits, step.nodeId) ? edits[step.nodeId] : undefined;
    if (edit === undefined) return step;
    const join = step.join === null ? null : edit.config["mode"] === "first" ? "first" : "all";
    return { ...step, config: edit.config, resolved: edit.resolved, join } as const;
  });
  return { ...plan, steps };
}
