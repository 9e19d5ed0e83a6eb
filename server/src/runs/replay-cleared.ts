import type { ReplayStep } from "@formloom/shared/graph";
import type { RunEdits } from "@formloom/shared/run";
import { Refusal } from "../http/refusal.ts";
import type { ReplaySource } from "./replay-source.ts";

interface Planned {
  readonly steps: readonly ReplayStep[];
  /** All that the replay would run with. */
  readonly edits: RunEdits;
  /** Of those, what the request itself changes. */
  readonly own: RunEdits["steps"];
}

/**
 * Refuses with `gone` where a replay builds on details that were cleared: results of steps that it would not
 * run again, or final settings, of this replay or of the one that it repeats.
 */
export function checkKept(
  { run, jobs }: Pick<ReplaySource, "run" | "jobs">,
  { steps, edits, own }: Planned,
): void {
  if (run.clearedAt === null) return;
  if (Object.values(own).some(({ resolved }) => resolved)) {
    throw gone(
      "What went into this step is not kept any more: change the step’s settings instead.",
    );
  }
  const isBuiltOn = steps.some(
    (step) => step.kind === "reused" && jobs[step.from]?.status !== "skipped",
  );
  if (isBuiltOn) {
    throw gone(
      "What the steps before it gave is not kept any more: run it again from the start instead.",
    );
  }
  const lost = Object.entries(edits.steps).some(
    ([nodeId, edit]) => edit.resolved && own[nodeId] === undefined,
  );
  if (lost) {
    throw gone(
      "The values that somebody gave this replay are not kept any more: run the first run again instead.",
    );
  }
}

const gone = (title: string): Refusal => new Refusal("gone", title);
