import { z } from "zod";
import { formEventTypeSchema } from "../events/form-event.ts";
import { graphSchema } from "../graph/graph.ts";
import { effectSchema } from "../plugin/effect.ts";
import { stepErrorSchema } from "../plugin/outcome.ts";
import { runStatusSchema, stepStatusSchema } from "../run/status.ts";
import { idSchema, pageOf, pageQuerySchema, timeSchema } from "./common.ts";
import { defineRoute } from "./route.ts";

export const runSummarySchema = z.strictObject({
  id: idSchema,
  pipelineId: idSchema,
  pipelineName: z.string(),
  formId: idSchema,
  formName: z.string(),
  responseId: idSchema.nullable(),
  versionNumber: z.number().int(),
  eventType: formEventTypeSchema,
  status: runStatusSchema,
  outcome: z.string().nullable(),
  replayOf: idSchema.nullable(),
  isTest: z.boolean(),
  createdAt: timeSchema,
  dueAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const attemptSchema = z.strictObject({
  /** From 1. */
  attempt: z.number().int(),
  outcome: z.string(),
  startedAt: timeSchema,
  durationMs: z.number(),
  /** Settings with the values filled in; secrets masked. */
  input: z.unknown(),
  output: z.unknown(),
  error: stepErrorSchema.nullable(),
  lines: z.array(z.string()),
});

export const stepViewSchema = z.strictObject({
  nodeId: z.string(),
  nodeType: z.string(),
  status: stepStatusSchema,
  port: z.string().nullable(),
  skipReason: z.string().nullable(),
  attempts: z.array(attemptSchema),
  effects: z.array(effectSchema),
  dueAt: timeSchema.nullable(),
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
});
export type StepView = z.infer<typeof stepViewSchema>;

export const runSchema = runSummarySchema.extend({
  graph: graphSchema,
  /** The trigger among them, as completed. */
  steps: z.array(stepViewSchema),
  /** What the event saw. */
  event: z.strictObject({
    id: idSchema,
    type: formEventTypeSchema,
    at: timeSchema,
    payload: z.unknown(),
  }),
});
export type RunView = z.infer<typeof runSchema>;

export const listRuns = defineRoute({
  method: "GET",
  path: "/api/runs",
  summary: "Runs the caller may see, newest first",
  policy: { access: "signed-in" },
  query: pageQuerySchema.extend({
    formId: idSchema.optional(),
    pipelineId: idSchema.optional(),
    responseId: idSchema.optional(),
    status: runStatusSchema.optional(),
    event: formEventTypeSchema.optional(),
    from: timeSchema.optional(),
    to: timeSchema.optional(),
  }),
  response: pageOf(runSummarySchema),
});

const runParams = z.strictObject({ runId: idSchema });

export const getRun = defineRoute({
  method: "GET",
  path: "/api/runs/{runId}",
  summary: "A run with its version's graph, steps, attempts and effects",
  policy: { access: "resource", resource: "run", param: "runId", right: "read" },
  params: runParams,
  response: runSchema,
});

export const cancelRun = defineRoute({
  method: "POST",
  path: "/api/runs/{runId}/cancel",
  summary: "Cancel an unfinished run; 409 when it is over",
  policy: { access: "resource", resource: "run", param: "runId", right: "write" },
  params: runParams,
  response: runSummarySchema,
});

/** Server-sent events: `step` (StepChange), `run` (RunChange), `resync` (read again). */
export const streamEvents = defineRoute({
  method: "GET",
  path: "/api/events",
  summary: "Live changes of runs and steps as server-sent events; takes Last-Event-ID",
  policy: { access: "signed-in" },
  query: z.strictObject({
    formId: idSchema.optional(),
    pipelineId: idSchema.optional(),
    runId: idSchema.optional(),
  }),
});

export const outboxMailSchema = z.strictObject({
  id: idSchema,
  formId: idSchema,
  formName: z.string(),
  runId: idSchema,
  nodeId: z.string(),
  createdAt: timeSchema,
  from: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  replyTo: z.string().nullable(),
  subject: z.string(),
  text: z.string(),
  html: z.string().nullable(),
  messageId: z.string(),
});
export type OutboxMailView = z.infer<typeof outboxMailSchema>;

export const listOutbox = defineRoute({
  method: "GET",
  path: "/api/outbox",
  summary: "Mails that were caught, not sent, for want of a mail server; newest first",
  policy: { access: "signed-in" },
  query: pageQuerySchema.extend({ formId: idSchema.optional() }),
  response: pageOf(outboxMailSchema),
});
