import { problemBodySchema, type ProblemBody } from "@formloom/shared/api";

/** What `callRoute` throws when the server says no, or nothing that can be understood. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The problem's stable code; `unreachable` and `unexpected_answer` are the browser's own. */
  readonly code: string;
  readonly problem: ProblemBody | null;
  /** The whole answer, for problems that carry more than the common part. */
  readonly body: unknown;

  constructor(
    status: number,
    code: string,
    message: string,
    options: { body?: unknown; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.body = options.body;
    this.problem = problemBodySchema.safeParse(options.body).data ?? null;
  }

  static ofAnswer(status: number, body: unknown): ApiError {
    const problem = problemBodySchema.safeParse(body).data;
    return new ApiError(
      status,
      problem?.code ?? `http_${status}`,
      problem?.title ?? `Status ${status}`,
      { body },
    );
  }

  /** Messages by dotted path of the input they are about. */
  get fieldErrors(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      (this.problem?.errors ?? []).map((entry) => [entry.path, entry.message]),
    );
  }
}

export function hasCode(error: unknown, code: string): error is ApiError {
  return error instanceof ApiError && error.code === code;
}
