/** What an error says to people besides what happened. */
export interface ErrorFacts {
  /** Stable, grouped by in the failures list: `http_404`, `invalid_address`. At most 64 characters. */
  readonly code: string;
  /** Why probably, and what to do. */
  readonly hint?: string;
  /** Who has to act; default `owner` for permanent errors, `service` for others. */
  readonly who?: "owner" | "admin" | "service";
  readonly cause?: unknown;
}

/** The step fails at once: trying again would not help. */
export class PermanentError extends Error {
  override readonly name = "PermanentError";
  readonly facts: ErrorFacts;

  constructor(message: string, facts: ErrorFacts) {
    super(message, { cause: facts.cause });
    this.facts = facts;
  }
}

/** The step is tried again by its retry policy, with a code of its own. */
export class TransientError extends Error {
  override readonly name = "TransientError";
  readonly facts: ErrorFacts;

  constructor(message: string, facts: ErrorFacts) {
    super(message, { cause: facts.cause });
    this.facts = facts;
  }
}

/** The step is tried again not before `retryAfterMs` (ms from now, capped at 24 h by the engine). */
export class RetryAfterError extends Error {
  override readonly name = "RetryAfterError";
  readonly facts: ErrorFacts;
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, facts: ErrorFacts) {
    super(message, { cause: facts.cause });
    this.facts = facts;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The step is skipped, with what follows it, for a reason that its owner sees. */
export class SkipStep extends Error {
  override readonly name = "SkipStep";
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}
