import { z } from "zod";

/** What a replay changed of one step's settings. */
export const stepEditSchema = z.strictObject({
  config: z.record(z.string(), z.unknown()),
  /** True: the settings are final, and nothing in them is filled in again. */
  resolved: z.boolean(),
});
export type StepEdit = z.infer<typeof stepEditSchema>;

/** What makes a replay differ from the run that it repeats: the JSON in `PluginRun.edits`. */
export const runEditsSchema = z.strictObject({
  /** The step it began at; null: at the beginning. */
  fromNodeId: z.string().nullable(),
  version: z.enum(["original", "live"]),
  /** Whether acts that were done already were to be done again. */
  sendAgain: z.boolean(),
  /** By node id. */
  steps: z.record(z.string(), stepEditSchema),
});
export type RunEdits = z.infer<typeof runEditsSchema>;
