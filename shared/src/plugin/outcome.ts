import { z } from "zod";

/** Who has to act before the step can succeed. */
export const blameSchema = z.enum(["owner", "admin", "service", "product"]);

/** What went wrong in one attempt, in words that a person may see. Holds no secret and no payload. */
export const stepErrorSchema = z.strictObject({
  /** Stable and grouped by: `timeout`, `egress_blocked`, `http_503`, `smtp_550`, `required_empty` … */
  code: z.string().max(64),
  /** What happened, one sentence. */
  message: z.string().max(1_000),
  /** Why probably, and what to do; one sentence. */
  hint: z.string().max(1_000).optional(),
  who: blameSchema,
});
export type StepError = z.infer<typeof stepErrorSchema>;

/** What an attempt ended as. */
export type StepOutcome =
  | { readonly kind: "succeeded"; readonly port: string; readonly output: unknown }
  | { readonly kind: "skipped"; readonly reason: string }
  | {
      /** The step has done its part; the run goes on by `port` with `output` at that time. */
      readonly kind: "waiting";
      /** ISO time. */
      readonly until: string;
      readonly port: string;
      readonly output: unknown;
    }
  | {
      /** Nothing was begun, through no fault of the step: tried again later, without a charge. */
      readonly kind: "putOff";
      readonly dueInMs: number;
      /** What it waits for, in words. */
      readonly reason: string;
    }
  | {
      readonly kind: "failed";
      /** Whether the retry policy applies; false is permanent. */
      readonly retry: boolean;
      readonly retryAfterMs?: number;
      readonly error: StepError;
    };
