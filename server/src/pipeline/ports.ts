import type {
  Answers,
  FormEvent,
  FormEventPayload,
  FormEventType,
  RunChange,
} from "@formloom/shared/events";
import type { Field } from "@formloom/shared/form";
import type { Trial } from "@formloom/shared/api";
import type { Plan } from "@formloom/shared/graph";
import type { CaughtMail, StepError } from "@formloom/shared/plugin";
import type { TransactionClient } from "../db/client.ts";

/** A published pipeline of a form that is switched on. */
export interface LivePipeline {
  readonly id: string;
  readonly versionId: string;
  readonly plan: Plan;
  /** New runs are held while it is paused. */
  readonly paused: boolean;
  /** New runs get a turn, and wait for those before them. */
  readonly oneAtATime: boolean;
}

/** What a submission needs of its form, as of one revision; cached, so never changed in place. */
export interface LiveForm {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly ownerId: string;
  readonly fields: readonly Field[];
  readonly page: { readonly submitLabel: string; readonly thankYou: string };
  readonly timeZone: string;
  readonly open: boolean;
  readonly revision: number;
  readonly pipelines: readonly LivePipeline[];
}

/** Forms by id or slug, kept in memory while unchanged; null when there is none, or it was deleted. */
export interface LiveForms {
  byId(formId: string): Promise<LiveForm | null>;
  bySlug(slug: string): Promise<LiveForm | null>;
  /** Drops what is kept of a form, after a commit that raised its revision. */
  forget(formId: string): void;
}

/** A submission's idempotency: the key and the SHA-256 of its normalised body. */
export interface SubmissionKey {
  readonly key: string;
  readonly bodyHash: Buffer;
}

export type SubmitResult =
  | { readonly code: "stored"; readonly id: string }
  /** The same key and body came before (or is under way): the first one's id. */
  | { readonly code: "replayed"; readonly id: string }
  | { readonly code: "key_reused" }
  | { readonly code: "no_form" };

export interface Submissions {
  /**
   * Stores a response with its event and runs in one commit; resolves after it.
   * `prepare` checks the answers against the form's present revision; it is called again when the form
   * changed meanwhile, and what it throws is passed on with nothing stored.
   */
  submit(submission: {
    readonly formId: string;
    /** Default: a new id. */
    readonly responseId?: string;
    readonly key?: SubmissionKey;
    readonly prepare: (form: LiveForm) => Answers;
  }): Promise<SubmitResult>;
}

export interface FormEvents {
  /** Writes an event in the transaction that causes it. */
  record(
    tx: TransactionClient,
    event: {
      readonly formId: string;
      readonly responseId: string | null;
      readonly type: FormEventType;
      readonly payload: FormEventPayload;
      readonly originPipelineId?: string;
    },
  ): Promise<FormEvent>;
  /** Puts a committed event on the bus, so that its runs start at once; without it the relay does. */
  announce(event: FormEvent): void;
}

/** What the rest of the server may ask of the pipeline. */
export interface Pipeline {
  readonly forms: LiveForms;
  readonly submissions: Submissions;
  readonly events: FormEvents;
  /** Cancels unfinished runs; returns how many. */
  cancelRuns(
    where:
      | { readonly runIds: readonly string[] }
      | { readonly pipelineId: string }
      | { readonly formId: string }
      | { readonly responseId: string },
  ): Promise<number>;
  /**
   * Puts runs that are `queued` and have no owner into the queue, within a transaction of the caller's;
   * to be told by `announceRun` after its commit.
   */
  queueRuns(tx: TransactionClient, runIds: readonly string[]): Promise<void>;
  /** Tells of a run that was changed by somebody else than the engine; a queued one is looked for at once. */
  announceRun(change: RunChange): void;
  /** Releases the held runs of a pipeline that is not paused any more. What it leaves is done by the sweep. */
  releaseHeld(pipelineId: string): Promise<void>;
  /** Runs a plugin's `test` or an options query in a thread; nothing is recorded. */
  askPlugin(question: PluginQuestion): Promise<unknown>;
  /**
   * Tries plans on events in a thread: by case, what became of each plan, in the order of `plans`. Nothing
   * is sent or written. Rejects with {@link TrialLost} where the thread died of it, or did not answer.
   */
  tryOut(request: TrialRequest): Promise<readonly (readonly Trial[])[]>;
  /** Lets the next act through, in every process, to a host that is left alone after failures. */
  probe(host: string): void;
  /**
   * Sends a message of the product's own by a node type, as a step does: same code, same guard. Rejects
   * where nobody knows whether it left; sent again under the same id, it has the same key.
   */
  sendMessage(request: MessageRequest): Promise<MessageResult>;
}

/** A message of the product's own to a person. */
export interface MessageRequest {
  /** What its key is made of. */
  readonly id: string;
  /** Whose connections it may use. */
  readonly ownerId: string;
  readonly nodeType: "email" | "slack" | "webhook";
  readonly config: Readonly<Record<string, unknown>>;
  readonly connectionId: string | null;
  /** What pills in the settings see as `answers`. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether the settings are final: nothing in them is filled in. */
  readonly resolved: boolean;
  readonly timeZone: string;
  readonly webhookSecrets: readonly string[];
}

export type MessageResult =
  | { readonly state: "sent" }
  | { readonly state: "caught"; readonly mail: CaughtMail }
  | {
      readonly state: "failed";
      /** Whether the same may be tried again, `retryAfterMs` from now at the earliest. */
      readonly retry: boolean;
      readonly retryAfterMs: number;
      readonly error: StepError;
    };

/** A thread gave no answer to a trial: a node type keeps it busy, or made it fall. */
export class TrialLost extends Error {
  override readonly name = "TrialLost";
}

/** What is to be tried, with the connections of the form's owner, for rendering only. */
export interface TrialRequest {
  readonly form: {
    readonly id: string;
    readonly name: string;
    readonly ownerId: string;
    readonly timeZone: string;
  };
  readonly plans: readonly Plan[];
  readonly events: readonly FormEvent[];
}

export type PluginQuestion =
  | {
      readonly kind: "test";
      readonly pluginId: string;
      readonly connection: StepCredentials | null;
    }
  | {
      readonly kind: "options";
      readonly pluginId: string;
      readonly name: string;
      readonly connection: StepCredentials | null;
      readonly q: string;
      readonly config: Readonly<Record<string, unknown>>;
    };

/** Decrypted settings of one connection, on their way to the one step that names it. */
export interface StepCredentials {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Resolves what a step may use, at the moment of use, with the rights of the pipeline's owner. */
export interface Credentials {
  /**
   * The connection when it exists and belongs to `ownerId`; null otherwise (the caller fails the step
   * with `connection_missing`). Kept in memory for a few seconds.
   */
  connection(connectionId: string, ownerId: string): Promise<StepCredentials | null>;
  /** The form's webhook secrets, the current one first. */
  webhookSecrets(formId: string): Promise<readonly string[]>;
  /** The server's own mail server as a connection of kind `smtp`, if there is one. */
  readonly serverMail: StepCredentials | null;
}
