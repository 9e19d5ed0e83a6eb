/**
 * The state tables as the design's text tells them, move by move, each with its cause. What is named by
 * no cause must be refused.
 */

interface Cause {
  readonly why: string;
  readonly from: readonly string[];
  readonly to: string;
}

export const openStep = ["waiting", "pending", "running", "unknown"];
export const settledStep = ["completed", "failed", "skipped", "cancelled"];
export const openRun = ["queued", "running", "waiting", "held", "needs_attention"];
export const finishedRun = ["completed", "failed", "cancelled"];

/** Steps: results may be written without the states between, since the first pass is one commit. */
export const stepCauses: readonly Cause[] = [
  { why: "its parents are decided, or it was tried and waits", from: ["waiting"], to: "pending" },
  { why: "its attempt is on record", from: ["waiting", "pending"], to: "running" },
  { why: "it waits for a time", from: ["pending", "running"], to: "pending" },
  { why: "it succeeded", from: ["waiting", "pending", "running"], to: "completed" },
  { why: "its last attempt failed", from: ["waiting", "pending", "running"], to: "failed" },
  {
    why: "no way led to it, or a pill said orSkip",
    from: ["waiting", "pending", "running"],
    to: "skipped",
  },
  {
    why: "it died between claim and result",
    from: ["waiting", "pending", "running"],
    to: "unknown",
  },
  { why: "a person says: it was not sent, again", from: ["unknown"], to: "pending" },
  { why: "a person says: it was sent", from: ["unknown"], to: "completed" },
  { why: "the run was cancelled", from: openStep, to: "cancelled" },
];

export const runCauses: readonly Cause[] = [
  {
    why: "a process claims it",
    from: ["queued", "waiting", "held", "needs_attention"],
    to: "running",
  },
  {
    why: "it goes to the queue",
    from: ["running", "waiting", "held", "needs_attention"],
    to: "queued",
  },
  { why: "nothing executes until a time", from: ["running"], to: "waiting" },
  { why: "its pipeline is paused", from: ["queued", "running", "waiting"], to: "held" },
  { why: "an effect is unknown", from: ["running"], to: "needs_attention" },
  { why: "its last step ended", from: ["running", "needs_attention"], to: "completed" },
  {
    why: "a step failed for good, or it can't begin",
    from: ["queued", "running", "waiting", "needs_attention"],
    to: "failed",
  },
  { why: "somebody cancelled it", from: openRun, to: "cancelled" },
];

export function allows(causes: readonly Cause[], from: string, to: string): boolean {
  return causes.some((cause) => cause.to === to && cause.from.includes(from));
}
