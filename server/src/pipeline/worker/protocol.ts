import type { FormEvent } from "@formloom/shared/events";
import type { Plan, PlanStep } from "@formloom/shared/graph";
import type { CaughtMail, Effect, StepError } from "@formloom/shared/plugin";
import type { RunStatus, StepStatus } from "@formloom/shared/run";
import type { ServiceReport } from "./service-tally.ts";
import type { PluginQuestion, StepCredentials } from "../ports.ts";

/** A step's state as a run is taken up again; steps not named are `waiting`, untouched. */
export interface ResumedStep {
  readonly ordinal: number;
  readonly status: StepStatus;
  readonly port: string | null;
  readonly attempts: number;
  readonly uncharged: number;
  readonly effects: readonly Effect[];
  /** Output of its succeeded attempt. */
  readonly output: unknown;
  /** ms until it is due; 0 or less: now. */
  readonly dueInMs: number;
}

/** A run as a thread gets it: all it needs, and nothing else. */
export interface RunTask {
  readonly runId: string;
  readonly epoch: number;
  readonly rootRunId: string;
  readonly pipelineId: string;
  readonly versionId: string;
  /** Each step asks before it begins, so that its attempt is on record first. */
  readonly careful: boolean;
  readonly isTest: boolean;
  /** Where a test sends its mail, and nothing else is sent at all; null: whatever it does is real. */
  readonly testTo: string | null;
  readonly event: FormEvent;
  readonly form: { readonly id: string; readonly name: string; readonly timeZone: string };
  readonly responseUrl: string;
  readonly resumed: readonly ResumedStep[];
  /** By connection id; only those that the plan names and the owner may use. */
  readonly connections: Readonly<Record<string, StepCredentials>>;
  readonly serverMail: StepCredentials | null;
  readonly webhookSecrets: readonly string[];
}

/** One attempt for the log. JSON is made in the thread, so that the main process only passes text on. */
export interface AttemptReport {
  readonly attempt: number;
  readonly outcome: string;
  /** ms since 1970, by the thread's clock. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly input: string | null;
  readonly output: string | null;
  readonly error: StepError | null;
  readonly lines: readonly string[];
}

/** What became of one step. */
export interface StepReport {
  readonly ordinal: number;
  readonly nodeId: string;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly uncharged: number;
  readonly port: string | null;
  readonly skipReason: string | null;
  /** Null: unchanged. */
  readonly effects: readonly Effect[] | null;
  readonly caught: readonly { readonly key: string; readonly mail: CaughtMail }[];
  /** ms from now until it is tried again; null: nothing due. */
  readonly dueInMs: number | null;
  readonly log: AttemptReport | null;
}

export interface StartedStep {
  readonly runId: string;
  readonly nodeId: string;
  readonly attempt: number;
}

/** How a run stands after these steps. */
export type RunStand =
  | { readonly kind: "going" }
  /** Nothing executes until then. */
  | { readonly kind: "parked"; readonly dueInMs: number }
  | { readonly kind: "over"; readonly status: RunStatus; readonly outcome: string | null };

export interface RunProgress {
  readonly runId: string;
  readonly epoch: number;
  readonly steps: readonly StepReport[];
  readonly stand: RunStand;
  /** Ordinals of steps whose record the thread waits for before it goes on. */
  readonly awaited: readonly number[];
}

/** Plans to be tried on events; nothing of it is sent or written. */
export interface TrialTask extends Pick<
  RunTask,
  "form" | "connections" | "serverMail" | "webhookSecrets"
> {
  readonly plans: readonly Plan[];
  readonly cases: readonly { readonly event: FormEvent; readonly responseUrl: string }[];
}

/** One step that is no part of a run: it acts once, and what became of it is the answer. */
export interface SendTask extends Pick<RunTask, "connections" | "serverMail" | "webhookSecrets"> {
  /** Its effect's key is made of it: the same over all attempts. */
  readonly id: string;
  readonly step: PlanStep;
  readonly timeZone: string;
  /** What the step's pills see as `answers`. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Kind of a connection whose secret could not be decrypted. */
export const unreadableKind = "unreadable";

/** What a node type can do besides running; known where its backend is loaded. */
export interface PluginActs {
  readonly id: string;
  readonly hasTest: boolean;
  readonly options: string[];
}

export type ToThread =
  | { readonly kind: "plan"; readonly versionId: string; readonly plan: Plan }
  | { readonly kind: "run"; readonly task: RunTask }
  /** The attempt is on record: go. */
  | { readonly kind: "granted"; readonly runId: string; readonly ordinal: number }
  /** What these steps did is on record. */
  | { readonly kind: "recorded"; readonly runId: string; readonly ordinals: readonly number[] }
  /** The run is no longer ours: stop, report nothing. */
  | { readonly kind: "drop"; readonly runId: string }
  /** Begin nothing new; hand back what has not begun. */
  | { readonly kind: "drain" }
  | { readonly kind: "ping"; readonly n: number }
  /** Try a host again whose circuit is open. */
  | { readonly kind: "probe"; readonly host: string }
  | { readonly kind: "ask"; readonly id: number; readonly question: PluginQuestion }
  /** Answered as a question is. */
  | { readonly kind: "try"; readonly id: number; readonly task: TrialTask }
  /** Answered as a question is, by a `MessageResult`. */
  | { readonly kind: "send"; readonly id: number; readonly task: SendTask };

export type FromThread =
  /** Takes work from now on. */
  | { readonly kind: "ready" }
  /** All node types are loaded. */
  | { readonly kind: "acts"; readonly acts: readonly PluginActs[] }
  | { readonly kind: "progress"; readonly items: readonly RunProgress[] }
  | {
      readonly kind: "begin";
      readonly runId: string;
      readonly epoch: number;
      readonly step: StepReport;
    }
  /** Steps that take a while: a hint for whoever watches. */
  | { readonly kind: "started"; readonly items: readonly StartedStep[] }
  | {
      readonly kind: "pong";
      readonly n: number;
      readonly bufferBytes: number;
      /** How services do; null: not told this time. */
      readonly services: readonly ServiceReport[] | null;
    }
  | {
      readonly kind: "blocked";
      readonly runId: string;
      readonly host: string;
      readonly reason: string;
    }
  | { readonly kind: "answer"; readonly id: number; readonly ok: boolean; readonly value: unknown };

const fromThreadKinds: ReadonlySet<unknown> = new Set<FromThread["kind"]>([
  "ready",
  "acts",
  "progress",
  "begin",
  "started",
  "pong",
  "blocked",
  "answer",
]);

/** Whether a message is one of ours by its kind; only our own thread's code is trusted with the rest. */
export function isFromThread(message: unknown): message is FromThread {
  return (
    typeof message === "object" &&
    message !== null &&
    "kind" in message &&
    fromThreadKinds.has(message.kind)
  );
}
