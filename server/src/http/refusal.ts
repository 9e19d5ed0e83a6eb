/** One thing that is wrong with the input. `path` is dotted, from the body's root. */
export interface InputError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Everything a request may be refused for; error-response.ts knows the status of each. */
export type RefusalCode =
  | "invalid_request"
  | "invalid_json"
  | "invalid_cursor"
  | "invalid_key"
  | "too_deep"
  | "duplicate_key"
  | "unauthenticated"
  | "invalid_login"
  | "forbidden"
  | "csrf"
  | "not_set_up"
  | "not_found"
  | "method_not_allowed"
  | "body_timeout"
  | "conflict"
  | "stale"
  | "impact"
  | "slug_taken"
  | "email_taken"
  | "still_owns"
  | "demo_loaded"
  | "last_admin"
  | "run_finished"
  | "task_finished"
  | "replay_running"
  | "nothing_open"
  | "pipeline_off"
  | "backfill_under_way"
  | "run_unfinished"
  | "effect_confirmed"
  | "effect_unknown"
  | "nothing_unknown"
  | "version_differs"
  | "gone"
  | "step_unfinished"
  | "step_not_reached"
  | "connection_missing"
  | "unknown_plugin"
  | "service_failed"
  | "trial_failed"
  | "host_changed"
  | "body_too_large"
  | "unsupported_media_type"
  | "unsupported_encoding"
  | "invalid_input"
  | "key_reused"
  | "graph_problems"
  | "secret_required"
  | "unknown_kind"
  | "foreign_connection"
  | "field_retired"
  | "if_match_required"
  | "rate_limited"
  | "connection_unreadable"
  | "unavailable"
  | "storage_full";

/**
 * A request that is refused for a reason its sender can understand. What `title` and `errors` say
 * is sent as it stands, so they hold no secret and none of the input beyond its field ids.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  readonly errors: readonly InputError[];
  readonly retryAfterS: number | undefined;
  /** Headers of the answer, such as `Allow`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Further members of the problem body, such as the list of impacts. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: RefusalCode,
    title: string,
    options: {
      readonly errors?: readonly InputError[];
      readonly retryAfterS?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly details?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(title);
    this.code = code;
    this.errors = options.errors ?? [];
    this.retryAfterS = options.retryAfterS;
    this.headers = options.headers ?? {};
    this.details = options.details ?? {};
  }
}

/** The one answer for ids that do not exist, were deleted, or are none of the caller's business. */
export function notFound(): Refusal {
  return new Refusal("not_found", "There is nothing here, or nothing that you may see.");
}

/** Input that was understood but cannot be accepted. */
export function invalidInput(errors: readonly InputError[]): Refusal {
  return new Refusal("invalid_input", "Some of the input cannot be accepted.", { errors });
}

/** One wrong value. */
export function invalidValue(path: string, code: string, message: string): Refusal {
  return invalidInput([{ path, code, message }]);
}
