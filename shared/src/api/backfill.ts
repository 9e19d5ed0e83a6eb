import { z } from "zod";
import { conditionSchema } from "../values/condition-schema.ts";
import { idSchema, timeSchema } from "./common.ts";
import { pipelineParams } from "./pipelines.ts";
import { defineRoute } from "./route.ts";
import { taskSchema } from "./tasks.ts";

/** Most responses of one backfill. */
export const maxBackfillResponses = 100_000;
/** Fastest rate of a backfill, in runs a minute. */
export const maxBackfillPerMinute = 6_000;

/** Which past responses; all that is given has to hold. Empty: all of the form. */
export const backfillFilterSchema = z.strictObject({
  /** Submitted at or after it. */
  from: timeSchema.optional(),
  /** Submitted before it. */
  to: timeSchema.optional(),
  /** On answers as they are now; paths such as `answers.budget`. */
  answers: conditionSchema.nullable().optional(),
  ids: z.array(idSchema).min(1).max(1_000).optional(),
  /** Only responses that the automation never ran for. */
  onlyWithoutRun: z.boolean().default(false),
});
export type BackfillFilter = z.infer<typeof backfillFilterSchema>;

const count = z.number().int().min(0);

/** What a backfill would do as of now. Whatever the automation itself decides comes on top of it. */
export const backfillCountSchema = z.strictObject({
  /** Responses that fit; `toMake` and what follows add up to it. */
  matching: count,
  /** Responses that would get a run. */
  toMake: count,
  skippedAsDone: count,
  skippedAsUnderWay: count,
  skippedAsPartly: count,
  /** With `onlyNodeId`: earlier runs ended before that step, so it has nothing to do. */
  filtered: count,
  refused: count,
  /** Why some would be skipped or refused, in sentences for people, the most frequent first. */
  reasons: z.array(z.strictObject({ reason: z.string(), count })),
  /** Up to 20 of those that would get a run, newest first. */
  sampleIds: z.array(idSchema),
  /** Steps that act, each at most once per run. `to`: of an email, its recipients as they are set up. */
  acts: z.array(
    z.strictObject({
      nodeId: z.string(),
      name: z.string(),
      type: z.string(),
      to: z.array(z.string()),
    }),
  ),
  /** Number of the live version, which it would run by. */
  version: z.number().int(),
});
export type BackfillCount = z.infer<typeof backfillCountSchema>;

const writePipeline = {
  access: "resource",
  resource: "pipeline",
  param: "pipelineId",
  right: "write",
} as const;

const choice = {
  filter: backfillFilterSchema.prefault({}),
  /** Only this step runs, once for each response; steps before it give the results of earlier runs. */
  onlyNodeId: z.string().max(64).optional(),
};

/** 409 `pipeline_off` while it is off or not published; 422 where more than 100,000 responses fit. */
export const countBackfill = defineRoute({
  method: "POST",
  path: "/api/pipelines/{pipelineId}/backfill/count",
  summary: "What a backfill over past responses would do: how many runs, and what would be skipped",
  policy: writePipeline,
  params: pipelineParams,
  body: z.strictObject(choice),
  response: backfillCountSchema,
});

/**
 * 409 `pipeline_off` while it is off or not published, `backfill_under_way` (with `taskId`) while another
 * one of this automation is; 422 where no response fits, or more than 100,000 do.
 */
export const startBackfill = defineRoute({
  method: "POST",
  path: "/api/pipelines/{pipelineId}/backfill",
  summary:
    "Run the live version over past responses, each once, skipping those it was done for. Answers with a task",
  policy: writePipeline,
  params: pipelineParams,
  body: z.strictObject({
    ...choice,
    /** Runs that are begun a minute, at most. */
    perMinute: z.number().int().min(1).max(maxBackfillPerMinute).default(60),
  }),
  response: taskSchema,
  status: 202,
});
