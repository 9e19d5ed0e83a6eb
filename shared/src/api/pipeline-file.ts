import { z } from "zod";
import { fieldIdSchema } from "../form/fields.ts";
import { fieldKinds } from "../form/field-kind.ts";
import { graphEdgeSchema, graphLimits, graphNodeSchema, graphNoteSchema } from "../graph/graph.ts";
import { problemSchema } from "../graph/problem.ts";
import { idSchema } from "./common.ts";
import { formParams } from "./forms.ts";
import { pipelineParams, pipelineSchema } from "./pipelines.ts";
import { defineRoute } from "./route.ts";

/** Name of the format of exported automations. */
export const pipelineFileFormat = "formloom.automation";

/**
 * An automation as a file: its draft without secrets. Connections are named by kind and name only, and
 * settings that look like credentials are left empty.
 */
export const pipelineFileSchema = z.strictObject({
  format: z.literal(pipelineFileFormat),
  /** Of the format. Files of a higher one are refused. */
  formatVersion: z.literal(1),
  name: z.string().trim().min(1).max(200),
  graph: z.strictObject({
    schemaVersion: z.literal(1).default(1),
    nodes: z
      .array(
        graphNodeSchema.omit({ connectionId: true }).extend({
          /** What the step was connected with; to be chosen anew. */
          connection: z
            .strictObject({ kind: z.string().max(40), name: z.string().max(120) })
            .nullish(),
        }),
      )
      .max(graphLimits.nodes),
    edges: z.array(graphEdgeSchema).max(graphLimits.edges),
    notes: z.array(graphNoteSchema).max(graphLimits.notes).default([]),
  }),
  /** The questions that it uses, so that what is missing can be told by its label. */
  questions: z
    .array(
      z.strictObject({ id: fieldIdSchema, kind: z.enum(fieldKinds), label: z.string().max(300) }),
    )
    .max(500)
    .default([]),
  /** Settings that were left empty as they may hold credentials. */
  cleared: z
    .array(z.strictObject({ nodeId: z.string().max(64), path: z.string().max(300) }))
    .max(1_000)
    .default([]),
});
export type PipelineFile = z.infer<typeof pipelineFileSchema>;

export const exportPipeline = defineRoute({
  method: "GET",
  path: "/api/pipelines/{pipelineId}/export",
  summary: "The draft as a file, without secrets and without ids of connections",
  policy: { access: "resource", resource: "pipeline", param: "pipelineId", right: "read" },
  params: pipelineParams,
  response: pipelineFileSchema,
});

/** What an import could not bring along, in the words of the list that is shown for it. */
export const importGapSchema = z.strictObject({
  /** `connection`: to be chosen; `setting`: was left empty in the file; `question`: the form has none such; `node-type`: not installed here. */
  kind: z.enum(["connection", "setting", "question", "node-type"]),
  /** Null: of no single step. */
  nodeId: z.string().nullable(),
  /** One sentence. */
  message: z.string(),
});
export type ImportGap = z.infer<typeof importGapSchema>;

/**
 * Always makes a new automation, off and unpublished; where its name is taken it gets a number. 422
 * `invalid_input` where the file is none of ours; what does not fit this form comes as gaps and problems.
 */
export const importPipeline = defineRoute({
  method: "POST",
  path: "/api/forms/{formId}/pipelines/import",
  summary: "Make an automation out of an exported file",
  policy: { access: "resource", resource: "form", param: "formId", right: "write" },
  params: formParams,
  body: pipelineFileSchema,
  response: z.strictObject({
    pipelineId: idSchema,
    pipeline: pipelineSchema,
    gaps: z.array(importGapSchema),
    problems: z.array(problemSchema),
  }),
  status: 201,
});
