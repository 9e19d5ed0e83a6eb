import { z } from "zod";

const inputSchema = z.strictObject({
  /** What is replayed: what was open of a cause up to this row, or chosen runs in their order. */
  source: z.union([
    z.strictObject({ fingerprint: z.string(), upTo: z.string() }),
    z.strictObject({ runIds: z.array(z.string()) }),
  ]),
  version: z.enum(["original", "live"]),
  canary: z.boolean(),
  perMinute: z.number().int().nullable(),
});

/** What a group replay needs to begin and to go on. */
export type ReplayInput = z.infer<typeof inputSchema>;

export const readReplayInput = (input: unknown): ReplayInput => inputSchema.parse(input);

const keptSchema = z.object({
  perMinute: z.number().int().nullable(),
  canaryRunId: z.string().nullable(),
  /** In a sentence for people. */
  waitsFor: z.string().nullable(),
  /** The one that was tried first did what had failed. */
  canaryPassed: z.boolean(),
  /** The last row of the cause that was dealt with. */
  position: z.string().nullable(),
});

/** What a group replay remembers from piece to piece. */
export type ReplayKept = z.infer<typeof keptSchema>;

/** Null: nothing was done yet. */
export function readReplayKept(summary: unknown, input: ReplayInput): ReplayKept {
  if (summary !== null) return keptSchema.parse(summary);
  const { perMinute, canary } = input;
  return { perMinute, canaryRunId: null, waitsFor: null, canaryPassed: !canary, position: null };
}
