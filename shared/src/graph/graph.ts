import { z } from "zod";
import { retryPolicySchema } from "../run/retry.ts";

/** Limits of a graph, tested at the limit and just above. */
export const graphLimits = { nodes: 1_000, edges: 5_000, notes: 200 } as const;

const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

const policy = retryPolicySchema.shape;

/** A retry policy of which anything may be absent; what is absent comes from the node's type. */
const retryOverridesSchema = z.strictObject({
  maxAttempts: policy.maxAttempts.unwrap().optional(),
  firstDelayMs: policy.firstDelayMs.unwrap().optional(),
  factor: policy.factor.unwrap().optional(),
  maxDelayMs: policy.maxDelayMs.unwrap().optional(),
});

export const nodeSettingsSchema = z.strictObject({
  retry: retryOverridesSchema.optional(),
  /** Longest time of one attempt, in ms. */
  timeoutMs: z.number().int().min(100).max(900_000).optional(),
  /** After the last failed attempt: stop the run, or go on by `out`. */
  onError: z.enum(["stop", "continue"]).optional(),
  /** An effect was under way when the process died: send again with the same key, or ask. */
  ifInterrupted: z.enum(["again", "ask"]).optional(),
  /** A disabled node passes its input through. */
  disabled: z.boolean().optional(),
});
export type NodeSettings = z.infer<typeof nodeSettingsSchema>;

/** One placed instance of a node type. */
export const graphNodeSchema = z.strictObject({
  id: idSchema,
  type: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  /** Version of the node type that `config` was written for; absent: 1. */
  typeVersion: z.number().int().min(1).optional(),
  /** The owner's own name for the step. */
  name: z.string().max(120).optional(),
  /** Canvas position in px; absent: laid out automatically. */
  position: z.strictObject({ x: z.number(), y: z.number() }).optional(),
  config: z.record(z.string(), z.unknown()).default({}),
  /** Stored credentials. */
  connectionId: z.uuid().nullish(),
  settings: nodeSettingsSchema.optional(),
});
export type GraphNode = z.infer<typeof graphNodeSchema>;

export const graphEdgeSchema = z.strictObject({
  id: idSchema,
  source: idSchema,
  /** Default `out`. */
  sourcePort: z.string().max(40).default("out"),
  target: idSchema,
  /** Default `in`. */
  targetPort: z.string().max(40).default("in"),
});
export type GraphEdge = z.infer<typeof graphEdgeSchema>;

/** Sizes of a note on the canvas, in px. */
export const noteLimits = {
  textLength: 5_000,
  width: { min: 140, usual: 240, max: 1_200 },
  height: { min: 80, usual: 140, max: 1_200 },
} as const;

export const noteColors = ["yellow", "blue", "green", "red", "grey"] as const;

/** A remark on the canvas for people. Runs know nothing of it. */
export const graphNoteSchema = z.strictObject({
  id: idSchema,
  text: z.string().max(noteLimits.textLength),
  /** Upper left corner in px. */
  position: z.strictObject({ x: z.number(), y: z.number() }),
  /** In px; absent: the usual size. */
  size: z
    .strictObject({
      width: z.number().int().min(noteLimits.width.min).max(noteLimits.width.max),
      height: z.number().int().min(noteLimits.height.min).max(noteLimits.height.max),
    })
    .optional(),
  /** Absent: yellow. */
  color: z.enum(noteColors).optional(),
});
export type GraphNote = z.infer<typeof graphNoteSchema>;

/** A pipeline's nodes and edges: the JSON on `PluginConfig` and on each version. Data, never code. */
export const graphSchema = z.strictObject({
  schemaVersion: z.literal(1).default(1),
  nodes: z.array(graphNodeSchema).max(graphLimits.nodes),
  edges: z.array(graphEdgeSchema).max(graphLimits.edges),
  notes: z.array(graphNoteSchema).max(graphLimits.notes).default([]),
});
export type Graph = z.infer<typeof graphSchema>;

/** A graph with nothing in it but its trigger, as a new pipeline starts. */
export function newGraph(): Graph {
  return {
    schemaVersion: 1,
    nodes: [
      { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    ],
    edges: [],
    notes: [],
  };
}
