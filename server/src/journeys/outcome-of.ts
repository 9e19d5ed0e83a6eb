import type { ResponseOutcome } from "@formloom/shared/api";
import type { Effect } from "@formloom/shared/plugin";
import type { RunStatus } from "@formloom/shared/run";

/** A run as far as its outcome goes. */
export interface OutcomeRun {
  readonly status: RunStatus;
  readonly outcome: string | null;
  /** Of all its steps. */
  readonly effects: readonly Effect["state"][];
}

const ofStatus: Readonly<Partial<Record<RunStatus, ResponseOutcome>>> = {
  failed: "failed",
  needs_attention: "unknown",
  waiting: "waiting",
  held: "held",
  queued: "under-way",
  running: "under-way",
};

/**
 * What an automation came to for a response: its newest run decides, unless that one did nothing, because
 * a filter ended it or somebody cancelled it; then the newest that did something. Null: it never ran.
 *
 * @param runs Newest first.
 */
export function outcomeOf(runs: readonly OutcomeRun[]): ResponseOutcome | null {
  const [newest] = runs;
  if (newest === undefined) return null;
  const telling = runs.find((run) => !didNothing(run)) ?? newest;
  return outcomeOfRun(telling);
}

export function outcomeOfRun({ status, outcome, effects }: OutcomeRun): ResponseOutcome {
  const open = ofStatus[status];
  if (open !== undefined) return open;
  if (status === "cancelled") return effects.includes("confirmed") ? "sent" : "cancelled";
  if (outcome !== null) return effects.includes("confirmed") ? "sent" : "filtered";
  if (effects.includes("caught")) return "caught";
  return effects.includes("confirmed") ? "sent" : "done";
}

const didNothing = (run: OutcomeRun): boolean => {
  const outcome = outcomeOfRun(run);
  return outcome === "filtered" || outcome === "cancelled";
};
