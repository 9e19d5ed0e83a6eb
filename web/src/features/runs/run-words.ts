import type { RunSummary, StepView } from "@formloom/shared/api";
import type { FormEventType } from "@formloom/shared/events";
import type { GraphNode } from "@formloom/shared/graph";
import { assertNever } from "@formloom/shared/kernel";
import type { StepError } from "@formloom/shared/plugin";
import type { RunStatus } from "@formloom/shared/run";
import type { StatusTone } from "../../ui/status-badge.tsx";

/** A state as a person sees it. */
export interface StateWords {
  readonly tone: StatusTone;
  readonly text: string;
}

const runStates: Readonly<Record<RunStatus, StateWords>> = {
  queued: { tone: "waiting", text: "Queued" },
  running: { tone: "busy", text: "Running" },
  waiting: { tone: "waiting", text: "Waiting" },
  held: { tone: "held", text: "On hold" },
  needs_attention: { tone: "attention", text: "Needs you" },
  completed: { tone: "good", text: "Done" },
  failed: { tone: "bad", text: "Failed" },
  cancelled: { tone: "passed-by", text: "Cancelled" },
};

/** A run's state; one that its filter ended is done, but did nothing. */
export function runWords(run: Pick<RunSummary, "status" | "outcome">): StateWords {
  if (run.status === "completed" && run.outcome === "filtered") {
    return { tone: "passed-by", text: "Not for this one" };
  }
  return runStates[run.status];
}

/** States for a filter's menu. */
export const runStateChoices: readonly { readonly value: RunStatus; readonly label: string }[] =
  Object.entries(runStates).map(([value, words]) => ({
    // The record's keys are exactly the statuses.
    value: value as RunStatus,
    label: words.text,
  }));

export const runEventWords: Readonly<Record<FormEventType, string>> = {
  "form.submitted": "Response sent in",
  "response.edited": "Response edited",
  "response.deleted": "Response deleted",
  "form.updated": "Form changed",
};

const passedOver: StateWords = { tone: "passed-by", text: "Switched off, passed over" };

/**
 * A step's state with the number of tries where there were several. `node` tells whether it was
 * switched off, in which case "done" would be a lie.
 */
export function stepWords(step: StepView, node?: Pick<GraphNode, "settings">): StateWords {
  if (step.status === "completed" && node?.settings?.disabled === true) return passedOver;
  const words = plainStepWords(step);
  const tries = step.attempts.length;
  return tries > 1 ? { ...words, text: `${words.text}, ${tries} tries` } : words;
}

/** What a step waits for: its time, its destination, its next try, or its turn. */
function pendingText(step: StepView): string {
  if (step.port !== null) return "Waits for its time";
  if (step.skipReason !== null) return `Put off: ${step.skipReason}`;
  return step.attempts.length > 0 ? "Will be tried again" : "Next";
}

function plainStepWords(step: StepView): StateWords {
  switch (step.status) {
    case "waiting":
      return { tone: "waiting", text: "Waits for the step before" };
    case "pending":
      return { tone: "waiting", text: pendingText(step) };
    case "running":
      return { tone: "busy", text: "Running" };
    case "completed":
      return isCaught(step)
        ? { tone: "caught", text: "Caught, not sent" }
        : { tone: "good", text: step.reusedFrom === null ? "Done" : "Kept from before" };
    case "failed":
      return { tone: "bad", text: "Failed" };
    case "skipped":
      return { tone: "passed-by", text: "Skipped" };
    case "cancelled":
      return { tone: "passed-by", text: "Cancelled" };
    case "unknown":
      return { tone: "attention", text: "Perhaps sent" };
    default:
      return assertNever(step.status);
  }
}

/** Whether a mail of the step was kept in the outbox for want of a mail server. */
export function isCaught(step: StepView): boolean {
  return step.effects.some((effect) => effect.state === "caught");
}

const skipReasons: Readonly<Record<string, string>> = {
  filter: "The condition before it did not hold.",
  branch: "The run went another way.",
  failed: "The step before it failed.",
  parent: "The step before it was skipped.",
};

/** Why a step was skipped, in a sentence. A reason that is a sentence already is kept. */
export function skipWords(reason: string | null): string {
  if (reason === null) return "The run did not come this way.";
  if (Object.hasOwn(skipReasons, reason)) return skipReasons[reason] ?? reason;
  if (/\s/.test(reason)) return sentence(reason);
  return sentence(reason.replaceAll("_", " "));
}

const actors: Readonly<Record<StepError["who"], string>> = {
  owner:
    "You can mend this: fix it for this run, or change the step in the automation for all that come next.",
  admin: "An admin has to act.",
  service: "The other service has to recover. Nothing is wrong with your settings.",
  product: "This is a fault in Formloom. Tell your admin.",
};

/** An error in the order people ask: what, why, who. */
export function errorLines(error: StepError): {
  readonly what: string;
  readonly why: string;
  readonly who: string;
} {
  return {
    what: sentence(error.message),
    why: sentence(error.hint ?? "The reason is not known."),
    who: actors[error.who],
  };
}

const attemptWords: Readonly<Record<string, StateWords>> = {
  succeeded: { tone: "good", text: "Worked" },
  failed: { tone: "bad", text: "Failed" },
  retry: { tone: "bad", text: "Did not work, to be tried again" },
  interrupted: { tone: "attention", text: "Cut off when the server stopped" },
  unknown: { tone: "attention", text: "Perhaps sent" },
  waiting: { tone: "waiting", text: "Waiting" },
  skipped: { tone: "passed-by", text: "Skipped" },
  reused: { tone: "passed-by", text: "Kept from the run before" },
};

export function attemptState(outcome: string): StateWords {
  return attemptWords[outcome] ?? { tone: "attention", text: outcome.replaceAll("_", " ") };
}

/** A duration as people say it. */
export function durationWords(ms: number): string {
  if (ms < 1) return "under 1 ms";
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000)
    return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(ms / 3_600_000)} h ${Math.round((ms % 3_600_000) / 60_000)} min`;
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
