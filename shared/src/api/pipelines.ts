import { z } from "zod";
import { graphSchema } from "../graph/graph.ts";
import { problemSchema } from "../graph/problem.ts";
import { nodeTypeSchema } from "../plugin/manifest.ts";
import { idSchema, pageOf, pageQuerySchema, timeSchema } from "./common.ts";
import { formParams } from "./forms.ts";
import { defineRoute } from "./route.ts";

const draftSchema = graphSchema;

export const pipelineSchema = z.strictObject({
  id: idSchema,
  formId: idSchema,
  name: z.string(),
  enabled: z.boolean(),
  /** Since when new runs are held; null: not paused. */
  pausedAt: timeSchema.nullable(),
  /** Runs that wait for it to be resumed; 0 while it is not paused. */
  heldRuns: z.number().int(),
  /** Runs follow one another in the order of their events. */
  oneAtATime: z.boolean(),
  /** The draft. */
  graph: graphSchema,
  liveVersion: z.number().int().nullable(),
  /** Whether the draft differs from the live version. */
  draftPending: z.boolean(),
  /** The draft in plain words. */
  sentence: z.string(),
  /** Who changed the draft last, and when; null: nobody since it was made. The name is empty where the person is gone. */
  draftBy: z.strictObject({ id: idSchema, name: z.string(), at: timeSchema }).nullable(),
  /** For `If-Match`. */
  version: z.number().int(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  /** Status of the newest runs, newest first, at most 20; tests are left out. */
  lastRuns: z.array(z.strictObject({ id: idSchema, status: z.string() })),
  mayEdit: z.boolean(),
});
export type PipelineView = z.infer<typeof pipelineSchema>;

export const listPipelines = defineRoute({
  method: "GET",
  path: "/api/forms/{formId}/pipelines",
  summary: "Pipelines of a form",
  policy: { access: "resource", resource: "form", param: "formId", right: "read" },
  params: formParams,
  query: pageQuerySchema,
  response: pageOf(pipelineSchema),
});

export const createPipeline = defineRoute({
  method: "POST",
  path: "/api/forms/{formId}/pipelines",
  summary: "Make a pipeline; off until it is published and switched on",
  policy: { access: "resource", resource: "form", param: "formId", right: "write" },
  params: formParams,
  body: z.strictObject({
    name: z.string().trim().min(1).max(200),
    /** Switching it on takes effect with its first publishing. */
    enabled: z.boolean().default(false),
    graph: draftSchema.optional(),
  }),
  response: pipelineSchema,
  status: 201,
});

export const pipelineParams = z.strictObject({ pipelineId: idSchema });
const readPipeline = {
  access: "resource",
  resource: "pipeline",
  param: "pipelineId",
  right: "read",
} as const;
const writePipeline = { ...readPipeline, right: "write" } as const;

export const getPipeline = defineRoute({
  method: "GET",
  path: "/api/pipelines/{pipelineId}",
  summary: "A pipeline with its draft",
  policy: readPipeline,
  params: pipelineParams,
  response: pipelineSchema,
});

export const updatePipeline = defineRoute({
  method: "PATCH",
  path: "/api/pipelines/{pipelineId}",
  summary: "Change name or draft, switch on or off, or to one run at a time",
  policy: writePipeline,
  params: pipelineParams,
  body: z.strictObject({
    name: z.string().trim().min(1).max(200).optional(),
    enabled: z.boolean().optional(),
    /** Holds for runs that start from now on. */
    oneAtATime: z.boolean().optional(),
    graph: draftSchema.optional(),
  }),
  response: pipelineSchema,
  ifMatch: true,
});

export const pausePipeline = defineRoute({
  method: "POST",
  path: "/api/pipelines/{pipelineId}/pause",
  summary: "Hold new runs until it is resumed; those under way go on",
  policy: writePipeline,
  params: pipelineParams,
  response: pipelineSchema,
});

export const resumePipeline = defineRoute({
  method: "POST",
  path: "/api/pipelines/{pipelineId}/resume",
  summary: "Release the runs that were held, oldest first",
  policy: writePipeline,
  params: pipelineParams,
  response: pipelineSchema,
});

export const deletePipeline = defineRoute({
  method: "DELETE",
  path: "/api/pipelines/{pipelineId}",
  summary: "Delete a pipeline; its runs are cancelled",
  policy: writePipeline,
  params: pipelineParams,
});

export const checkPipeline = defineRoute({
  method: "POST",
  path: "/api/pipelines/{pipelineId}/check",
  summary: "Problems and sentence of the draft, or of the graph in the body",
  policy: readPipeline,
  params: pipelineParams,
  body: z.strictObject({ graph: draftSchema.optional() }),
  response: z.strictObject({ problems: z.array(problemSchema), sentence: z.string() }),
});

/** The window of `getRecentFailures`. */
export const recentFailureHours = 24;

export const getRecentFailures = defineRoute({
  method: "GET",
  path: "/api/pipelines/{pipelineId}/recent-failures",
  summary:
    "How often each step of the live version failed in the last 24 hours, test runs left out; of the newest 2,000 runs",
  policy: readPipeline,
  params: pipelineParams,
  response: z.strictObject({
    items: z.array(z.strictObject({ nodeId: z.string(), count: z.number().int().min(1) })),
  }),
});

export const publishPipeline = defineRoute({
  method: "POST",
  path: "/api/pipelines/{pipelineId}/publish",
  summary: "Make the draft the live version; 422 `graph_problems` with the problems as errors",
  policy: writePipeline,
  params: pipelineParams,
  body: z.strictObject({ note: z.string().max(1_000).default("") }),
  response: z.strictObject({ version: z.number().int() }),
  status: 201,
});

export const versionSchema = z.strictObject({
  number: z.number().int(),
  sentence: z.string(),
  note: z.string(),
  /** The name is empty where the person is gone. */
  publishedBy: z.strictObject({ id: idSchema, name: z.string() }),
  publishedAt: timeSchema,
  live: z.boolean(),
  /** Runs of this version that have not ended: they go on with it whatever is published. */
  unfinishedRuns: z.number().int(),
});

export type VersionView = z.infer<typeof versionSchema>;

export const listVersions = defineRoute({
  method: "GET",
  path: "/api/pipelines/{pipelineId}/versions",
  summary: "Published versions, newest first",
  policy: readPipeline,
  params: pipelineParams,
  query: pageQuerySchema,
  response: pageOf(versionSchema),
});

export const getVersion = defineRoute({
  method: "GET",
  path: "/api/pipelines/{pipelineId}/versions/{number}",
  summary: "A published version with its graph",
  policy: readPipeline,
  params: z.strictObject({ pipelineId: idSchema, number: z.coerce.number().int().min(1) }),
  response: versionSchema.extend({ graph: graphSchema }),
});

export const restoreVersion = defineRoute({
  method: "POST",
  path: "/api/pipelines/{pipelineId}/restore",
  summary: "Copy a version's graph into the draft",
  policy: writePipeline,
  params: pipelineParams,
  body: z.strictObject({ version: z.number().int().min(1) }),
  response: pipelineSchema,
});

export const listPlugins = defineRoute({
  method: "GET",
  path: "/api/plugins",
  summary: "Node types with the JSON Schemas of their settings",
  policy: { access: "signed-in" },
  response: z.strictObject({ items: z.array(nodeTypeSchema) }),
});
