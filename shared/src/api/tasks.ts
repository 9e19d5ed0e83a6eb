import { z } from "zod";
import { taskStatusSchema } from "../run/task-status.ts";
import { idSchema, pageOf, pageQuerySchema, timeSchema } from "./common.ts";
import { defineRoute } from "./route.ts";
import { taskRunSchema, taskRunsSummarySchema, taskRunStateSchema } from "./task-runs.ts";
import { dryRunSummarySchema, responseTrialSchema } from "./trial-results.ts";

/** Kinds of long work. */
export const taskKindSchema = z.enum(["dry-run", "backfill", "replay"]);
export type TaskKind = z.infer<typeof taskKindSchema>;

/** Long work with progress. It survives restarts; its result is kept for 7 days. */
export const taskSchema = z.strictObject({
  id: idSchema,
  kind: taskKindSchema,
  status: taskStatusSchema,
  /** Pieces of work done, of `total`. */
  done: z.number().int().min(0),
  total: z.number().int().min(0),
  formId: idSchema,
  /** Null: of several automations of the form. */
  pipelineId: idSchema.nullable(),
  /** Empty where `pipelineId` is null. */
  pipelineName: z.string(),
  /** Who asked for it; the name is empty where the person is gone. */
  createdBy: z.strictObject({ id: idSchema, name: z.string() }),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  /** When it goes on by itself, so as to keep its rate; null: at once, or not by itself. */
  dueAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  /** Why it failed, in a sentence for people; null: it did not. */
  problem: z.string().nullable(),
});
export type TaskView = z.infer<typeof taskSchema>;

export const listTasks = defineRoute({
  method: "GET",
  path: "/api/tasks",
  summary: "Long work on the forms that the caller may see, newest first",
  policy: { access: "signed-in" },
  query: pageQuerySchema.extend({
    pipelineId: idSchema.optional(),
    kind: taskKindSchema.optional(),
    status: taskStatusSchema.optional(),
  }),
  response: pageOf(taskSchema),
});

const taskParams = z.strictObject({ taskId: idSchema });
const readTask = { access: "resource", resource: "task", param: "taskId", right: "read" } as const;
const writeTask = { ...readTask, right: "write" } as const;

/** `summary` holds what is known so far, also while it runs; null before the first progress. */
export const taskDetailSchema = z.discriminatedUnion("kind", [
  taskSchema.extend({ kind: z.literal("dry-run"), summary: dryRunSummarySchema.nullable() }),
  taskSchema.extend({
    kind: z.enum(["backfill", "replay"]),
    summary: taskRunsSummarySchema.nullable(),
  }),
]);
export type TaskDetail = z.infer<typeof taskDetailSchema>;

export const getTask = defineRoute({
  method: "GET",
  path: "/api/tasks/{taskId}",
  summary: "Progress of long work, with its totals so far",
  policy: readTask,
  params: taskParams,
  response: taskDetailSchema,
});

/** In the order in which they were dealt with. */
export const listTaskRuns = defineRoute({
  method: "GET",
  path: "/api/tasks/{taskId}/runs",
  summary: "What became of each response of a backfill, or of each run of a group replay",
  policy: readTask,
  params: taskParams,
  query: pageQuerySchema.extend({ state: taskRunStateSchema.optional() }),
  response: pageOf(taskRunSchema),
});

/** In the order of the responses, newest first. */
export const listTaskResults = defineRoute({
  method: "GET",
  path: "/api/tasks/{taskId}/results",
  summary: "What a dry run found, response by response",
  policy: readTask,
  params: taskParams,
  query: pageQuerySchema.extend({
    /** Only responses for which something differs from the live version, or something fails. */
    only: z.enum(["different", "failing"]).optional(),
  }),
  response: pageOf(responseTrialSchema),
});

export const pauseTask = defineRoute({
  method: "POST",
  path: "/api/tasks/{taskId}/pause",
  summary: "Let it rest after the piece at hand; 409 `task_finished` when it is over",
  policy: writeTask,
  params: taskParams,
  response: taskSchema,
});

export const resumeTask = defineRoute({
  method: "POST",
  path: "/api/tasks/{taskId}/resume",
  summary: "Go on with what was paused; 409 `task_finished` when it is over",
  policy: writeTask,
  params: taskParams,
  response: taskSchema,
});

export const cancelTask = defineRoute({
  method: "POST",
  path: "/api/tasks/{taskId}/cancel",
  summary: "Stop it for good; what it found so far stays. 409 `task_finished` when it is over",
  policy: writeTask,
  params: taskParams,
  response: taskSchema,
});
