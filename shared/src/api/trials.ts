import { z } from "zod";
import { graphSchema } from "../graph/graph.ts";
import { idSchema } from "./common.ts";
import { pipelineParams } from "./pipelines.ts";
import { defineRoute } from "./route.ts";
import { taskSchema } from "./tasks.ts";
import { dryRunSummarySchema, responseTrialSchema } from "./trial-results.ts";

/** Most responses of one dry run. */
export const maxDryRunResponses = 1_000;
/** Up to so many responses are tried at once; more become a task. */
export const maxInstantResponses = 20;

const writePipeline = {
  access: "resource",
  resource: "pipeline",
  param: "pipelineId",
  right: "write",
} as const;

/** 422 `graph_problems` with the problems where the graph cannot be compiled. */
export const dryRunPipeline = defineRoute({
  method: "POST",
  path: "/api/pipelines/{pipelineId}/dry-run",
  summary:
    "Try the draft, or the graph in the body, on past responses: what each step would send. Sends nothing. Above 20 responses 202 with a task",
  policy: writePipeline,
  params: pipelineParams,
  body: z.strictObject({
    responses: z.union([
      z.strictObject({ last: z.number().int().min(1).max(maxDryRunResponses) }),
      z.strictObject({ ids: z.array(idSchema).min(1).max(maxDryRunResponses) }),
    ]),
    /** Also says what differs from the live version, where there is one. */
    compareWith: z.literal("live").optional(),
    graph: graphSchema.optional(),
  }),
  response: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("done"),
      summary: dryRunSummarySchema,
      /** Newest first. */
      responses: z.array(responseTrialSchema),
    }),
    z.strictObject({ kind: z.literal("task"), task: taskSchema }),
  ]),
  statusOfKind: { task: 202 },
});

/**
 * `preview` sends and stores nothing, and is quick enough to follow typing; with `nodeId` it tries only
 * that step and what comes before it. `to-me` and `run` make a run that is marked as a test: in `to-me`
 * mail goes to the caller and everything else is only previewed, `run` really does everything.
 * These take an `Idempotency-Key`: the same key by the same caller gets the same run.
 * 422 `graph_problems`; 404 where the response is not one of the form's.
 */
export const testPipeline = defineRoute({
  method: "POST",
  path: "/api/pipelines/{pipelineId}/test",
  summary:
    "Try the draft, or the graph in the body, on one response or on made-up answers. Takes `Idempotency-Key` where it really sends",
  policy: writePipeline,
  params: pipelineParams,
  body: z
    .strictObject({
      /** A past response; or `data`, made-up answers by question id. One of the two. */
      responseId: idSchema.optional(),
      data: z.record(z.string(), z.unknown()).optional(),
      mode: z.enum(["preview", "to-me", "run"]).default("preview"),
      graph: graphSchema.optional(),
      /** Only of `preview`. */
      nodeId: z.string().max(64).optional(),
    })
    .refine((body) => (body.responseId === undefined) !== (body.data === undefined), {
      path: ["responseId"],
      message: "Send either responseId or data.",
    })
    .refine((body) => body.nodeId === undefined || body.mode === "preview", {
      path: ["nodeId"],
      message: "One step alone can only be previewed.",
    }),
  response: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("preview"), trial: responseTrialSchema }),
    z.strictObject({ kind: z.literal("run"), runId: idSchema }),
  ]),
  statusOfKind: { run: 201 },
});
