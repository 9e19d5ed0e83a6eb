import type { StepError } from "@formloom/shared/plugin";
import type { RunProgress, StepReport } from "./worker/protocol.ts";

const unstorable: StepError = {
  code: "result_unstorable",
  message: "What the step gave back could not be stored.",
  hint: "This is a fault of the node type or of Formloom: tell its author.",
  who: "product",
};

/** The same progress as a failure, with nothing in it that a database could refuse. */
export function withoutResults(progress: RunProgress): RunProgress {
  return {
    ...progress,
    steps: progress.steps.map(failedStep),
    stand: { kind: "over", status: "failed", outcome: null },
  };
}

function failedStep(step: StepReport): StepReport {
  const bare = { ...step, skipReason: null, effects: null, caught: [], dueInMs: null };
  if (step.log === null) return bare;
  return {
    ...bare,
    status: "failed",
    port: null,
    log: {
      ...step.log,
      outcome: "failed",
      input: null,
      output: null,
      error: unstorable,
      lines: [],
    },
  };
}
