import { z } from "zod";

/** Something that keeps a graph from being published (`error`), or that its owner should know. */
export const problemSchema = z.strictObject({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  /** A sentence for the owner: what is wrong, and what to do. */
  message: z.string(),
  /** The node to jump to; null for the whole graph. */
  nodeId: z.string().nullable(),
  edgeId: z.string().nullable(),
  /** Dotted path of the setting; null when it is not about one. */
  path: z.string().nullable(),
  /** All node ids concerned, such as those of a cycle. */
  nodeIds: z.array(z.string()),
});
export type Problem = z.infer<typeof problemSchema>;
