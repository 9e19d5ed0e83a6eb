import { z } from "zod";

/** Where it is kept. */
export const housekeepingKey = "housekeeping";

/** The last time that old data was tidied away. */
export const housekeepingNoteSchema = z.object({
  at: z.string(),
  tookMs: z.number(),
  /** Runs whose inputs and results were cleared. */
  clearedRuns: z.number().int().default(0),
  removedRuns: z.number().int(),
  problem: z.string().nullable(),
});
export type HousekeepingNote = z.infer<typeof housekeepingNoteSchema>;
