import { z } from "zod";
import { effectStates } from "../plugin/effect.ts";
import { runStatusSchema, stepStatusSchema } from "../run/status.ts";
import { idSchema, timeSchema } from "./common.ts";
import { defineRoute } from "./route.ts";

/** Most responses whose outcomes are asked for at once. */
export const maxOutcomeResponses = 200;

/**
 * What an automation came to for one response. `sent`: something left; `done`: it ended, and had nothing
 * to send; `caught`: mail was kept for want of a mail server; `unknown`: perhaps sent; `remembered`: it
 * was done by a run that is not kept any more.
 */
export const responseOutcomeSchema = z.enum([
  "sent",
  "done",
  "filtered",
  "caught",
  "failed",
  "unknown",
  "waiting",
  "under-way",
  "held",
  "cancelled",
  "remembered",
]);
export type ResponseOutcome = z.infer<typeof responseOutcomeSchema>;

const readForm = {
  access: "resource",
  resource: "form",
  param: "formId",
  right: "read",
} as const;
const formParams = z.strictObject({ formId: idSchema });

const idList = z
  .string()
  .max(maxOutcomeResponses * 37)
  .transform((text) => text.split(","))
  .pipe(z.array(idSchema).min(1).max(maxOutcomeResponses));

/** A response and an automation that are not listed together: it never ran for it. */
export const listOutcomes = defineRoute({
  method: "GET",
  path: "/api/forms/{formId}/outcomes",
  summary: "What each automation came to for some responses, as of its newest run",
  policy: readForm,
  params: formParams,
  /** Ids of responses, with commas between them. */
  query: z.strictObject({ ids: idList }),
  response: z.strictObject({
    /** In the order in which they were made. */
    automations: z.array(z.strictObject({ pipelineId: idSchema, name: z.string() })),
    outcomes: z.array(
      z.strictObject({
        responseId: idSchema,
        pipelineId: idSchema,
        outcome: responseOutcomeSchema,
        /** Null: it is not kept any more. */
        runId: idSchema.nullable(),
      }),
    ),
  }),
});

export const journeyStepSchema = z.strictObject({
  nodeId: z.string(),
  name: z.string(),
  type: z.string(),
  status: stepStatusSchema,
  /** It was switched off in the version that ran, and passed over. */
  disabled: z.boolean(),
  /** Whether it may act on the world outside. */
  acts: z.boolean(),
  /** Of its last act; null: it did none. */
  effect: z.enum(effectStates).nullable(),
  /** Whom or what it was sent to, as it was; empty: not known, or kept no longer. */
  target: z.string(),
  /** When it ended. */
  at: timeSchema.nullable(),
  /** When it goes on. */
  dueAt: timeSchema.nullable(),
  /** Done by an earlier run, whose result stands here. */
  reused: z.boolean(),
  /** Why it failed, in a sentence for people; null: it did not. */
  problem: z.string().nullable(),
  /** Node ids of the steps that act when it is sent again: itself, and those after it. */
  sendsAgain: z.array(z.string()),
});
export type JourneyStep = z.infer<typeof journeyStepSchema>;

export const journeySchema = z.array(
  z.strictObject({
    pipelineId: idSchema,
    name: z.string(),
    /** Null: it never ran for this response. */
    outcome: responseOutcomeSchema.nullable(),
    /** Newest first; test runs are none. */
    runs: z.array(
      z.strictObject({
        id: idSchema,
        status: runStatusSchema,
        outcome: z.string().nullable(),
        createdAt: timeSchema,
        /** It repeats another one. */
        isReplay: z.boolean(),
        steps: z.array(journeyStepSchema),
      }),
    ),
  }),
);
export type Journey = z.infer<typeof journeySchema>;

/** The last 20 runs of each automation. */
export const getJourney = defineRoute({
  method: "GET",
  path: "/api/forms/{formId}/responses/{responseId}/journey",
  summary: "What became of one response: by automation its runs, and what each step did",
  policy: readForm,
  params: z.strictObject({ formId: idSchema, responseId: idSchema }),
  response: z.strictObject({ automations: journeySchema }),
});
