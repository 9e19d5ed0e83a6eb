import type { TaskKind, TaskRunsSummary, TaskRunState, TaskView } from "@formloom/shared/api";
import type { TaskStatus } from "@formloom/shared/run";
import { counted } from "../../ui/counted.ts";
import type { StatusTone } from "../../ui/status-badge.tsx";

interface StateWords {
  readonly tone: StatusTone;
  readonly text: string;
}

export const taskKinds: Readonly<Record<TaskKind, string>> = {
  "dry-run": "Dry run",
  backfill: "Past responses",
  replay: "Replay of runs",
};

const taskStates: Readonly<Record<TaskStatus, StateWords>> = {
  queued: { tone: "waiting", text: "Begins soon" },
  running: { tone: "busy", text: "Under way" },
  paused: { tone: "held", text: "Paused" },
  completed: { tone: "good", text: "Done" },
  failed: { tone: "bad", text: "Stopped" },
  cancelled: { tone: "passed-by", text: "Cancelled" },
};

/** A task's state; one that has begun and waits for its turn goes on. */
export function taskWords({ status, done }: Pick<TaskView, "status" | "done">): StateWords {
  return status === "queued" && done > 0 ? taskStates.running : taskStates[status];
}

/** How far it is, in one line. */
export function progressWords({ kind, done, total }: Pick<TaskView, "kind" | "done" | "total">) {
  const of = counted(total, kind === "replay" ? "run" : "response");
  return done >= total ? of : `${done.toLocaleString()} of ${of}`;
}

export const runStates: Readonly<Record<TaskRunState, StateWords>> = {
  "under-way": { tone: "busy", text: "Under way" },
  completed: { tone: "good", text: "Done" },
  filtered: { tone: "passed-by", text: "Not for this one" },
  failed: { tone: "bad", text: "Failed" },
  cancelled: { tone: "passed-by", text: "Cancelled" },
  "skipped-done": { tone: "passed-by", text: "Was done before" },
  "skipped-under-way": { tone: "waiting", text: "Has a run under way" },
  "skipped-partly": { tone: "attention", text: "Was done in part" },
  refused: { tone: "attention", text: "Could not be run" },
};

/** One total of a task that makes runs. */
export interface Total {
  readonly label: string;
  readonly count: number;
  readonly tone: StatusTone;
  /** Which runs to list for it; null: they have no state of their own. */
  readonly state: TaskRunState | null;
}

/** The totals that are not zero; runs that are done always stand first. */
export function totalsOf(summary: TaskRunsSummary): readonly Total[] {
  const of = (state: TaskRunState, count: number): Total => ({
    label: runStates[state].text,
    tone: runStates[state].tone,
    count,
    state,
  });
  return [
    of("completed", summary.completed),
    of("under-way", summary.underWay),
    of("failed", summary.failed),
    { label: "Needs you", tone: "attention" as const, count: summary.needsAttention, state: null },
    of("filtered", summary.filtered),
    of("cancelled", summary.cancelled),
    of("skipped-done", summary.skippedAsDone),
    of("skipped-under-way", summary.skippedAsUnderWay),
    of("skipped-partly", summary.skippedAsPartly),
    of("refused", summary.refused),
  ].filter(({ count, state }) => count > 0 || state === "completed");
}

/** How long so many take at so many a minute: "about 4 minutes". */
export function durationWords(count: number, perMinute: number): string {
  const minutes = count / perMinute;
  if (minutes < 1) return "less than a minute";
  if (minutes < 90) return `about ${counted(Math.round(minutes), "minute")}`;
  const hours = minutes / 60;
  return hours < 36
    ? `about ${counted(Math.round(hours), "hour")}`
    : `about ${counted(Math.round(hours / 24), "day")}`;
}
