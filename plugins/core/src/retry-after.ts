const maxRetryAfterMs = 86_400_000;
const seconds = /^\d{1,12}(?:e\d{1,2})?$/i;
const httpDate = /^[A-Z][a-z]{2,8},? .{10,40}$/;

/**
 * The pause that a `Retry-After` header asks for, in ms from `now`, at most 24 h. Undefined where there
 * is no header, or where it is neither whole seconds above 0 nor a date to come.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? "";
  const pauseMs = seconds.test(text)
    ? Number(text) * 1_000
    : httpDate.test(text)
      ? Date.parse(text) - now.getTime()
      : Number.NaN;
  return pauseMs > 0 ? Math.min(pauseMs, maxRetryAfterMs) : undefined;
}
