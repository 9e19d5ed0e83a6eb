import { z } from "zod";
import { stepErrorSchema } from "../plugin/outcome.ts";
import { idSchema, timeSchema } from "./common.ts";
import { previewContentSchema } from "./previews.ts";

/**
 * What would become of a step: `runs`, `waits` until a time (and what follows is tried as if it had come),
 * `skipped`, `fails`, or `off` (it is switched off and passes on what it was given).
 */
export const stepVerdictSchema = z.enum(["runs", "waits", "skipped", "fails", "off"]);
export type StepVerdict = z.infer<typeof stepVerdictSchema>;

/** One step, tried on one response. Nothing was sent. */
export const stepTrialSchema = z.strictObject({
  nodeId: z.string(),
  /** The owner's name for the step, or its type's. */
  name: z.string(),
  /** Id of its node type. */
  type: z.string(),
  /** Whether it sends or changes something outside. */
  acts: z.boolean(),
  verdict: stepVerdictSchema,
  /** One sentence: "Email to ada@example.org". Also says why it is skipped or fails. */
  summary: z.string(),
  /** The way it goes on by; null where it does not. */
  port: z.string().nullable(),
  /** `filter`, `branch`, `failed`, `parent` (what comes before it is skipped) or `empty`; else null. */
  skipReason: z.string().nullable(),
  /** Only of `waits`. */
  waitsUntil: timeSchema.nullable(),
  /** Only of `fails`. */
  error: stepErrorSchema.nullable(),
  /** What it would send; `none` where it sends nothing or does not come to it. */
  content: previewContentSchema,
  /** Ids of steps whose result it uses though that is only supposed, as they were not really run. */
  assumes: z.array(z.string()),
});
export type StepTrial = z.infer<typeof stepTrialSchema>;

/** One version of the automation, tried on one response. */
export const trialSchema = z.strictObject({
  /** False: the response would not start it; `steps` is empty and `reason` says why. */
  starts: z.boolean(),
  reason: z.string().nullable(),
  /** `done`, `filtered` (an "only if" said no), `failed`, or `not-started`. */
  ends: z.enum(["done", "filtered", "failed", "not-started"]),
  /** In the order in which they would run; the trigger is none. */
  steps: z.array(stepTrialSchema),
});
export type Trial = z.infer<typeof trialSchema>;

/**
 * What a step would send now, beside what the live version sends. The renderings are the `content` of the
 * step of this id in `draft` and in `live`.
 */
export const effectDifferenceSchema = z.strictObject({
  nodeId: z.string(),
  name: z.string(),
  type: z.string(),
  /** `new`: only the draft sends; `gone`: only the live version does. */
  change: z.enum(["same", "new", "gone", "different"]),
  /** Names of the parts of the content that differ, such as `subject`; only of `different`. */
  parts: z.array(z.string()),
  /** What the live version does, in words; also why it sends nothing. */
  before: z.string(),
  /** What the draft does, in words; also why it sends nothing. */
  after: z.string(),
});
export type EffectDifference = z.infer<typeof effectDifferenceSchema>;

/** What the draft would do with one response, and how that differs from the live version. */
export const responseTrialSchema = z.strictObject({
  /** Null: made-up answers. */
  responseId: idSchema.nullable(),
  /** Who answered, in a few words: "Ada Lovelace", or "Response of 3 May 2026". */
  label: z.string(),
  submittedAt: timeSchema.nullable(),
  draft: trialSchema,
  /** Null: nothing to compare with. Every acting step that sends in either version is in `effects`. */
  comparison: z
    .strictObject({
      change: z.enum(["same", "different"]),
      live: trialSchema,
      effects: z.array(effectDifferenceSchema),
    })
    .nullable(),
});
export type ResponseTrial = z.infer<typeof responseTrialSchema>;

/** How many responses ended how at one step. */
const stepCountsSchema = z.strictObject({
  /** `runs` and `waits` together. */
  runs: z.number().int(),
  skipped: z.number().int(),
  fails: z.number().int(),
});
export type StepCounts = z.infer<typeof stepCountsSchema>;

/** One step over all responses that were tried. */
export const stepTotalsSchema = z.strictObject({
  nodeId: z.string(),
  name: z.string(),
  type: z.string(),
  acts: z.boolean(),
  /** Null: the step is not in the draft any more. */
  draft: stepCountsSchema.nullable(),
  /** Null: nothing to compare with, or the live version has no such step. */
  live: stepCountsSchema.nullable(),
  /** Why it would fail, the most frequent first, at most 5. */
  failures: z.array(
    z.strictObject({ code: z.string(), message: z.string(), count: z.number().int() }),
  ),
  /** "12 of 20 would be sent (was 15); 2 would fail: The value of Email is empty." */
  words: z.string(),
});
export type StepTotals = z.infer<typeof stepTotalsSchema>;

/** What a dry run found in all. */
export const dryRunSummarySchema = z.strictObject({
  /** Responses that were tried. */
  tried: z.number().int(),
  /** Number of the live version it was compared with; null: it was not. */
  liveVersion: z.number().int().nullable(),
  /** Responses for which the draft does something else than the live version. */
  different: z.number().int(),
  /** Responses for which a step of the draft would fail. */
  failing: z.number().int(),
  /** Responses that would not start the draft, or that an "only if" would stop. */
  stopped: z.number().int(),
  /** The draft's steps in their order, then those that only the live version has. */
  steps: z.array(stepTotalsSchema),
});
export type DryRunSummary = z.infer<typeof dryRunSummarySchema>;
