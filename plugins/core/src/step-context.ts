import type { Duplex } from "node:stream";
import type { FormEvent } from "@formloom/shared/events";
import type { CaughtMail } from "@formloom/shared/plugin";
import type { ConditionGroup } from "@formloom/shared/values";

/** A request through the guard: http and https only, public addresses only, redirects not followed. */
export interface OutgoingRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Longest time for the whole exchange, in ms; default 15,000. */
  readonly timeoutMs?: number;
  /** Bytes of the reply that are kept; default 1 MiB. What is over is dropped. */
  readonly maxBytes?: number;
}

export interface IncomingReply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The reply's body as UTF-8 text, at most `maxBytes`. */
  readonly body: string;
  readonly truncated: boolean;
}

/** What an act hands back: its result, and where the mail was only caught, the mail. */
export interface ActResult<T> {
  readonly result: T;
  readonly caught?: CaughtMail;
}

/** The one stored connection that the step names, decrypted; never logged. */
export interface StepConnection {
  readonly kind: string;
  /** All settings, secrets among them. Parse with the kind's schema. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A template rendered over the step's values. */
export interface RenderOptions {
  /** Applied to each inserted value, not to the template's own text. `pill` counts pills from 0. */
  readonly escape?: (text: string, pill: number) => string;
  /** Options of a question by their ids, for what a machine reads. Default: by their labels. */
  readonly optionsAs?: "ids";
}

/**
 * A plugin's whole world. `Config` is the type of the settings with all values filled in.
 */
export interface StepContext<Config = unknown> {
  readonly config: Config;
  /** Output of the step before this one (of the first taken edge); the event's payload after the trigger. */
  readonly input: unknown;
  readonly event: FormEvent;
  readonly form: { readonly id: string; readonly name: string; readonly timeZone: string };
  readonly response: { readonly id: string; readonly url: string } | null;
  readonly run: {
    readonly id: string;
    readonly isTest: boolean;
    /**
     * The address that all mail of this test goes to, instead of its recipients. Null: it goes where it
     * says. Only node types whose manifest says `redirectsTests` are run while it is set.
     */
    readonly testTo: string | null;
  };
  readonly node: { readonly id: string; readonly name: string };
  /** From 1. */
  readonly attempt: number;
  /** Aborts when the step is abandoned: time-out, cancel, stop. */
  readonly signal: AbortSignal;
  readonly clock: { now(): Date };
  readonly connection: StepConnection | null;
  /** `whsec_` secrets that sign this form's webhooks, the current one first. */
  readonly webhookSecrets: readonly string[];
  /** The server's From address for mail that has no other. */
  readonly mailFrom: string;
  /** The same over all attempts and replays of this step; for the act named `name` (default `send`). */
  idempotencyKey(name?: string): string;
  /** Fills a template that the manifest marks `self` (see `renderSelf`). Throws what ends the step. */
  render(template: string, options?: RenderOptions): string;
  /** Whether the condition holds for this run's values. */
  matches(condition: ConditionGroup): boolean;
  fetch(url: string, request?: OutgoingRequest): Promise<IncomingReply>;
  /** A plain TCP socket through the guard, for SMTP: ports 25, 465, 587, 2525 and those allowed. */
  connect(target: { host: string; port: number }): Promise<Duplex>;
  /** One line for the run's log; no secrets, no answers. At most 100 lines of 1,000 characters. */
  log(line: string): void;
  /**
   * Does an outgoing act once: where the ledger says it was confirmed, gives the recorded result back
   * without acting. Every outgoing act of a plugin goes through here.
   */
  effect<T>(name: string, act: (key: string) => Promise<ActResult<T>>): Promise<T>;
}
