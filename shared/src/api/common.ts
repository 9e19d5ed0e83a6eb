import { z } from "zod";

/** Id of a row: UUIDv7, made by the application. */
export const idSchema = z.uuid();
/** ISO 8601, UTC. */
export const timeSchema = z.iso.datetime();

/** `limit` and `cursor` of every list; unknown keys are refused. */
export const pageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

/** One page of a list. `nextCursor` is null at the end. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

/** What answers are searched for. */
export const searchSchema = z.string().trim().min(1).max(200);

/**
 * A page of a list in which a call looks at so many rows at most. `lookedBackTo` says how far back it
 * looked; null once nothing older is left.
 */
export const searchedPageOf = <T extends z.ZodType>(item: T) =>
  pageOf(item).extend({ lookedBackTo: timeSchema.nullable() });

/** `application/problem+json`: every error of the API. */
export const problemBodySchema = z.object({
  type: z.literal("about:blank"),
  status: z.number().int(),
  /** Stable: what a program decides by. */
  code: z.string(),
  title: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
});
export type ProblemBody = z.infer<typeof problemBodySchema>;
