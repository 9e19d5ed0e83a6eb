import { z } from "zod";
import { formEventTypeSchema } from "../events/form-event.ts";
import { runStatusSchema } from "../run/status.ts";
import { idSchema, pageQuerySchema, searchedPageOf, searchSchema, timeSchema } from "./common.ts";
import { timeZoneSchema } from "./forms.ts";
import { defineRoute } from "./route.ts";
import { runSummarySchema } from "./runs.ts";

/**
 * What a list of runs is narrowed by; all of it has to fit. `from` and `to` are about when the run was
 * made, `to` not included.
 */
export const runFilterSchema = z.strictObject({
  formId: idSchema.optional(),
  pipelineId: idSchema.optional(),
  responseId: idSchema.optional(),
  status: runStatusSchema.optional(),
  event: formEventTypeSchema.optional(),
  /** Number of the version it ran by, from 1; 0: a draft that was tried. */
  version: z.coerce.number().int().min(0).max(1_000_000).optional(),
  /** A step that ran, or at which the run stopped. Only together with `pipelineId`. */
  nodeId: z.string().min(1).max(64).optional(),
  /** Words of the response's answers, or how they begin; case and accents do not matter. */
  q: searchSchema.optional(),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
});
export type RunFilter = z.infer<typeof runFilterSchema>;

/**
 * A call looks at so many runs at most. So a page may hold fewer than `limit` runs, or none, and still
 * have a `nextCursor` to go on with; `lookedBackTo` says how far back it looked, and is null once
 * nothing older is left. 422 `node_without_pipeline`.
 */
export const listRuns = defineRoute({
  method: "GET",
  path: "/api/runs",
  summary: "Runs the caller may see, newest first",
  policy: { access: "signed-in" },
  query: pageQuerySchema.extend(runFilterSchema.shape),
  response: searchedPageOf(runSummarySchema),
});

/** Runs of some hours or of a day, by what became of them. Tests are not counted. */
export const runOutcomesSchema = z.strictObject({
  /** When it begins; it ends where the next one begins. */
  at: timeSchema,
  completed: z.number().int(),
  /** Their filter said no. */
  filtered: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  needsAttention: z.number().int(),
  /** Not over yet. */
  underWay: z.number().int(),
});
export type RunOutcomes = z.infer<typeof runOutcomesSchema>;

/** How many hours or days one answer has at most. */
export const maxOutcomeBuckets = 400;

/**
 * By the time at which runs were made. By day, the last 30 days unless `from` and `to` say otherwise; by
 * hour, the last 48 hours. What happened in the last half minute may be missing while the server is busy.
 * 422 `too_long` where there would be more than 400 hours or days.
 */
export const getRunOutcomes = defineRoute({
  method: "GET",
  path: "/api/runs/outcomes",
  summary: "What became of runs, by hour or day, oldest first",
  policy: { access: "signed-in" },
  query: runFilterSchema.omit({ nodeId: true, q: true, responseId: true }).extend({
    by: z.enum(["hour", "day"]).default("day"),
    timeZone: timeZoneSchema.default("UTC"),
  }),
  response: z.strictObject({ items: z.array(runOutcomesSchema) }),
});

/**
 * What {@link cancelRuns} or `replayRuns` would do with the same filter as `matching`, so that it can be said
 * before. It stops after 30 looks at 1,000 runs that fit.
 */
export const countMatchingRuns = defineRoute({
  method: "GET",
  path: "/api/runs/matching",
  summary: "How many runs a filter would cancel or replay",
  policy: { access: "signed-in", roles: ["admin", "owner"] },
  query: runFilterSchema.extend({ act: z.enum(["cancel", "replay"]) }),
  response: z.strictObject({
    /** At most 10,000, which is as many as can be acted on at a time. */
    count: z.number().int().min(0).max(10_000),
    /** There are more than `count`, or there may be. */
    isMore: z.boolean(),
  }),
});

/**
 * What was sent stays sent; a step under way may still end, but nothing follows it. Runs that are over are
 * passed by, so `cancelled` may be smaller than what was named. 404 where one that is named is not the
 * caller's to cancel; 422 `too_many`, 409 `nothing_open` where more than 10,000 match, or none.
 */
export const cancelRuns = defineRoute({
  method: "POST",
  path: "/api/runs/cancel",
  summary: "Cancel chosen runs that are under way",
  policy: { access: "signed-in", roles: ["admin", "owner"] },
  body: z
    .strictObject({
      runIds: z.array(idSchema).min(1).max(1_000).optional(),
      /** Every run that is not over; at most 10,000. */
      matching: runFilterSchema.optional(),
    })
    .refine(({ runIds, matching }) => (runIds === undefined) !== (matching === undefined), {
      path: ["runIds"],
      message: "Send either runIds or matching.",
    }),
  response: z.strictObject({ cancelled: z.number().int() }),
});

/** As `text/csv` with a byte order mark, for spreadsheets; the newest 100,000 at most, and then it says so. */
export const exportRuns = defineRoute({
  method: "GET",
  path: "/api/runs/export",
  summary: "Runs the caller may see as a table for spreadsheets, newest first",
  policy: { access: "signed-in" },
  query: runFilterSchema,
});
