import { z } from "zod";
import { blameSchema } from "../plugin/outcome.ts";
import { runStatusSchema } from "../run/status.ts";
import { idSchema, pageOf, pageQuerySchema, timeSchema } from "./common.ts";
import { defineRoute } from "./route.ts";
import { taskSchema } from "./tasks.ts";

/** Names a cause: the same for the same step, error code and service. */
export const fingerprintSchema = z.uuid({ version: "v8" });

/** What would help, by kind; `text` says it in a sentence. */
export const failureActSchema = z.strictObject({
  /**
   * `connection`: renew `connectionId`. `step`: change the step's settings. `wait`: the other service has to
   * come back. `admin`: the server's settings. `author`: the node type has a fault. `resolve`: say of each run
   * whether it was sent.
   */
  kind: z.enum(["connection", "step", "wait", "admin", "author", "resolve"]),
  text: z.string(),
  connectionId: idSchema.nullable(),
});
export type FailureAct = z.infer<typeof failureActSchema>;

/** How failures were settled, by the way. Replays that failed again are counted where they stand now. */
export const settledCountsSchema = z.strictObject({
  replayed: z.number().int(),
  resolved: z.number().int(),
  dismissed: z.number().int(),
  /** The run was cancelled, or the response deleted. */
  gone: z.number().int(),
});

export const failureGroupSchema = z.strictObject({
  fingerprint: fingerprintSchema,
  /** What happened and whom it concerns, in one or two sentences. */
  sentence: z.string(),
  formId: idSchema,
  formName: z.string(),
  pipelineId: idSchema,
  pipelineName: z.string(),
  nodeId: z.string(),
  nodeType: z.string(),
  stepName: z.string(),
  code: z.string(),
  /** Of the newest failure. */
  message: z.string(),
  hint: z.string().nullable(),
  who: blameSchema,
  /** Nobody knows whether it was sent: nothing is replayed before somebody has said so. */
  unknown: z.boolean(),
  /** Host of the service; null: the step calls none that is known. */
  service: z.string().nullable(),
  act: failureActSchema,
  /** Runs that wait for somebody to mend or to dismiss them. */
  open: z.number().int().min(0),
  /** Responses among them. */
  responses: z.number().int().min(0),
  settled: settledCountsSchema,
  firstSeenAt: timeSchema,
  lastSeenAt: timeSchema,
  /** The newest replay of the group; null: there was none. */
  task: taskSchema.nullable(),
  mayEdit: z.boolean(),
});
export type FailureGroupView = z.infer<typeof failureGroupSchema>;

/** Newest failure first. */
export const listFailures = defineRoute({
  method: "GET",
  path: "/api/failures",
  summary: "What failed, grouped by cause, the newest first",
  policy: { access: "signed-in" },
  query: pageQuerySchema.extend({
    formId: idSchema.optional(),
    pipelineId: idSchema.optional(),
    /** `settled`: causes of which nothing is open any more. */
    state: z.enum(["open", "settled"]).default("open"),
  }),
  response: pageOf(failureGroupSchema),
});

/** For badges. */
export const countFailures = defineRoute({
  method: "GET",
  path: "/api/failures/count",
  summary: "How many causes are open, in all and by automation",
  policy: { access: "signed-in" },
  query: z.strictObject({ formId: idSchema.optional() }),
  response: z.strictObject({
    causes: z.number().int().min(0),
    pipelines: z.array(
      z.strictObject({
        pipelineId: idSchema,
        causes: z.number().int().min(1),
        /** Runs that wait; 1,000 stands for so many or more. */
        open: z.number().int().min(1),
      }),
    ),
  }),
});

const groupParams = z.strictObject({ fingerprint: fingerprintSchema });
const readGroup = {
  access: "resource",
  resource: "failure",
  param: "fingerprint",
  right: "read",
} as const;
const writeGroup = { ...readGroup, right: "write" } as const;

export const getFailure = defineRoute({
  method: "GET",
  path: "/api/failures/{fingerprint}",
  summary: "One cause of failures",
  policy: readGroup,
  params: groupParams,
  response: failureGroupSchema,
});

export const failedRunSchema = z.strictObject({
  runId: idSchema,
  nodeId: z.string(),
  responseId: idSchema.nullable(),
  /** Short label of the answers; null without a response. */
  respondent: z.string().nullable(),
  message: z.string(),
  failedAt: timeSchema,
  status: runStatusSchema,
  /** Null: open. */
  settled: z
    .strictObject({
      how: z.enum(["replayed", "failed_again", "resolved", "dismissed", "gone"]),
      at: timeSchema,
      /** The replay that settled it. */
      runId: idSchema.nullable(),
      /** Who settled it; null: nobody did. The name is empty where the person is gone. */
      by: z.strictObject({ id: idSchema, name: z.string() }).nullable(),
    })
    .nullable(),
});
export type FailedRunView = z.infer<typeof failedRunSchema>;

export const listFailedRuns = defineRoute({
  method: "GET",
  path: "/api/failures/{fingerprint}/runs",
  summary: "The runs of one cause, newest first",
  policy: readGroup,
  params: groupParams,
  query: pageQuerySchema.extend({ state: z.enum(["open", "settled"]).default("open") }),
  response: pageOf(failedRunSchema),
});

export const dismissFailure = defineRoute({
  method: "POST",
  path: "/api/failures/{fingerprint}/dismiss",
  summary: "Take what is open of a cause out of the inbox, without a replay; can be undone",
  policy: writeGroup,
  params: groupParams,
  body: z.strictObject({
    /** Only these runs; default: all that are open. */
    runIds: z.array(idSchema).min(1).max(200).optional(),
  }),
  response: z.strictObject({
    dismissed: z.number().int().min(0),
    /** For undoing it. */
    dismissalId: idSchema,
  }),
});

export const restoreFailure = defineRoute({
  method: "POST",
  path: "/api/failures/{fingerprint}/restore",
  summary: "Undo a dismissal",
  policy: writeGroup,
  params: groupParams,
  body: z.strictObject({ dismissalId: idSchema }),
  response: z.strictObject({ restored: z.number().int().min(0) }),
});
