import { z } from "zod";

/** How a step is tried again after a failure that may pass. */
export const retryPolicySchema = z.strictObject({
  /** Attempts in all, the first included. */
  maxAttempts: z.number().int().min(1).max(20).default(3),
  /** Pause before the second attempt, in ms; doubled (`factor`) for each further one. */
  firstDelayMs: z.number().int().min(100).max(86_400_000).default(2_000),
  factor: z.number().min(1).max(10).default(4),
  /** Longest pause, in ms. */
  maxDelayMs: z.number().int().min(100).max(604_800_000).default(3_600_000),
});
export type RetryPolicy = z.infer<typeof retryPolicySchema>;

/** Three attempts, after about 2 s and 8 s. */
export const defaultRetryPolicy: RetryPolicy = retryPolicySchema.parse({});

/** `Retry-After` is honoured up to this. */
export const maxRetryAfterMs = 86_400_000;

/** Share of the pause by which it varies either way, so that many failures do not return at once. */
const jitterShare = 0.2;

/**
 * When the next attempt is due, in ms from now; null when there is none left.
 * `charged` counts the attempts made so far that count, the failed one included; `random` is in [0, 1).
 */
export function nextAttemptDelayMs(
  policy: RetryPolicy,
  options: { charged: number; random: number; retryAfterMs?: number | undefined },
): number | null {
  if (options.charged >= policy.maxAttempts) return null;
  if (options.retryAfterMs !== undefined && options.retryAfterMs > 0) {
    return Math.min(Math.ceil(options.retryAfterMs), maxRetryAfterMs);
  }
  const pause = Math.min(
    policy.firstDelayMs * policy.factor ** Math.max(0, options.charged - 1),
    policy.maxDelayMs,
  );
  return Math.round(pause * (1 - jitterShare + 2 * jitterShare * options.random));
}
