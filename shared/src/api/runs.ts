import { z } from "zod";
import { formEventTypeSchema } from "../events/form-event.ts";
import { graphSchema } from "../graph/graph.ts";
import { caughtMailSchema, effectSchema } from "../plugin/effect.ts";
import { stepErrorSchema } from "../plugin/outcome.ts";
import { runEditsSchema } from "../run/edits.ts";
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
  /** Who answered, in at most 60 characters; null without a response, or where no answer says it. */
  respondent: z.string().nullable(),
  /** 0: a draft that was tried. */
  versionNumber: z.number().int(),
  eventType: formEventTypeSchema,
  status: runStatusSchema,
  outcome: z.string().nullable(),
  /** What stopped it, where it failed or needs attention. */
  failure: z
    .strictObject({
      nodeId: z.string(),
      stepName: z.string(),
      /** `StepError.code`. */
      code: z.string(),
      message: z.string(),
    })
    .nullable(),
  /** The run that this one repeats; null: an event started it. */
  replayOf: idSchema.nullable(),
  /** The run that an event started, of which this is a replay at whatever remove; itself where it is none. */
  rootRunId: idSchema,
  /** Who asked for it; null: an event did. The name is empty where the person is gone. */
  requestedBy: z.strictObject({ id: idSchema, name: z.string() }).nullable(),
  isTest: z.boolean(),
  createdAt: timeSchema,
  dueAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  /** Steps of which nobody knows whether they acted; only of a run that needs attention. */
  openSteps: z.array(
    z.strictObject({
      nodeId: z.string(),
      /** The owner's for it, or its type's. */
      name: z.string(),
      nodeType: z.string(),
      /** When it probably acted; null: not known. */
      at: timeSchema.nullable(),
    }),
  ),
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
  /** What the run and all its replays together know of its acts; its own `effects` where nothing was replayed. */
  acts: z.array(effectSchema),
  /** The run whose step stands in for this one; null: it is this run's own. */
  reusedFrom: idSchema.nullable(),
  dueAt: timeSchema.nullable(),
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
});
export type StepView = z.infer<typeof stepViewSchema>;

/** A run among those that repeat one another. */
export const familyRunSchema = z.strictObject({
  id: idSchema,
  replayOf: idSchema.nullable(),
  versionNumber: z.number().int(),
  status: runStatusSchema,
  outcome: z.string().nullable(),
  /** The step it began at; null: at the beginning. */
  fromNodeId: z.string().nullable(),
  /** Ids of nodes that ran with other settings than their version's. */
  editedNodeIds: z.array(z.string()),
  requestedBy: z.strictObject({ id: idSchema, name: z.string() }).nullable(),
  createdAt: timeSchema,
});
export type FamilyRun = z.infer<typeof familyRunSchema>;

export const runSchema = runSummarySchema.extend({
  graph: graphSchema,
  /** What this replay changed; null: it is none. */
  edits: runEditsSchema.nullable(),
  /** Ids of the replays of this very run, oldest first. */
  replays: z.array(idSchema),
  /** The root run and all its replays, itself among them, oldest first. */
  family: z.array(familyRunSchema),
  /** When the inputs and results of its steps were cleared, the trigger's excepted; null: they are there. */
  clearedAt: timeSchema.nullable(),
  /** Its place in a pipeline that runs one at a time; null: it waits for nobody. */
  turn: z.number().int().nullable(),
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

/**
 * 409 `run_unfinished` (with `runId`) while the run or a replay of it is under way, `effect_confirmed` and
 * `effect_unknown` where something was, or may have been, sent, `version_differs` where the live version
 * does not fit; 410 `gone` where what it needs was deleted; 422 `step_unfinished`, `step_not_reached`,
 * `connection_missing`, `unknown_plugin`, `graph_problems`, `foreign_connection`, `host_changed`. The same
 * `Idempotency-Key` by the same caller gets the same run.
 */
export const replayRun = defineRoute({
  method: "POST",
  path: "/api/runs/{runId}/replay",
  summary: "Run it again, whole or from one step; finished steps before that are reused",
  policy: { access: "resource", resource: "run", param: "runId", right: "write" },
  params: runParams,
  body: z.strictObject({
    /** Absent, or the trigger: the whole run. */
    fromNodeId: z.string().max(64).optional(),
    version: z.enum(["original", "live"]).default("original"),
    /** Final settings of that step: nothing in them is filled in. Not together with `config`. */
    input: z.record(z.string(), z.unknown()).optional(),
    /** Other settings of that step, with pills as usual. */
    config: z.record(z.string(), z.unknown()).optional(),
    /** Act again, under new keys, where something was sent already. */
    sendAgain: z.boolean().default(false),
    /** Also write `config` into the pipeline's draft. */
    applyToDraft: z.boolean().default(false),
  }),
  response: z.strictObject({ runId: idSchema }),
  status: 201,
});

export const resolveStep = defineRoute({
  method: "POST",
  path: "/api/runs/{runId}/steps/{nodeId}/resolve",
  summary:
    "Say whether a step that was interrupted had sent; 409 `nothing_unknown` where it is known",
  policy: { access: "resource", resource: "run", param: "runId", right: "write" },
  params: runParams.extend({ nodeId: z.string().max(64) }),
  body: z.strictObject({
    /** `sent`: the step is done. `not-sent`: it runs again, under the same key. */
    as: z.enum(["sent", "not-sent"]),
  }),
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

export const outboxMailSchema = caughtMailSchema.extend({
  id: idSchema,
  /** Null on an alert to the caller. */
  formId: idSchema.nullable(),
  /** Empty on an alert. */
  formName: z.string(),
  runId: idSchema.nullable(),
  nodeId: z.string().nullable(),
  createdAt: timeSchema,
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
