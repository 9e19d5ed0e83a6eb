import type { RunView, StepView } from "@formloom/shared/api";
import type { GraphEdge } from "@formloom/shared/graph";
import { isCaught } from "./run-words.ts";

/** The steps of a run by their node. */
export function stepsByNode(run: Pick<RunView, "steps">): ReadonlyMap<string, StepView> {
  return new Map(run.steps.map((step) => [step.nodeId, step]));
}

/** Whether the run went over an edge: its source chose the port and what follows was not passed over. */
export function isTaken(edge: GraphEdge, steps: ReadonlyMap<string, StepView>): boolean {
  const source = steps.get(edge.source);
  const target = steps.get(edge.target);
  if (source === undefined || target === undefined) return false;
  if (target.status === "skipped" || target.status === "waiting") return false;
  if (source.status === "failed")
    return edge.sourcePort === "error" || source.port === edge.sourcePort;
  return source.status === "completed" && (source.port ?? "out") === edge.sourcePort;
}

/** Whether the run came to a step. */
export function isReached(step: StepView | undefined): boolean {
  return step !== undefined && step.status !== "skipped" && step.status !== "waiting";
}

/**
 * The step to look at: what failed or is unclear, else what is under way, else a mail that was caught,
 * else what came last.
 */
export function focusOf(run: Pick<RunView, "steps">): string | null {
  const by = (status: StepView["status"]) =>
    run.steps.find((step) => step.status === status)?.nodeId;
  const last = run.steps.findLast((step) => step.status === "completed")?.nodeId;
  const caught = run.steps.find(isCaught)?.nodeId;
  return by("failed") ?? by("unknown") ?? by("running") ?? by("pending") ?? caught ?? last ?? null;
}
