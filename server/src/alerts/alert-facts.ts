import type { AlertKind } from "@formloom/shared/api";
import { blameSchema } from "@formloom/shared/plugin";
import { z } from "zod";

/** What an alert's sentences are made of, by what it is about. Kept with it, so that it says later what was so then. */
export const alertFactsSchema = z.object({
  /** The step that fails, as the failures inbox knows it. */
  failure: z
    .object({
      fingerprint: z.string(),
      nodeId: z.string(),
      stepName: z.string(),
      service: z.string().nullable(),
      connectionId: z.string().nullable(),
      code: z.string(),
      who: blameSchema,
      message: z.string(),
      hint: z.string().nullable(),
      /** Newest failure that it tells of; what is not newer is no news. */
      lastId: z.string(),
    })
    .optional(),
  /** Of the last runs, how many failed. */
  rate: z.object({ failed: z.number(), of: z.number() }).optional(),
  /** Runs that wait, by what for. */
  waiting: z
    .object({ queued: z.number(), held: z.number(), undecided: z.number(), minutes: z.number() })
    .optional(),
  expected: z
    .object({
      atLeast: z.number(),
      counted: z.number(),
      what: z.enum(["runs", "sent"]),
      per: z.enum(["day", "week"]),
      /** First day of the period, such as 2026-01-31. */
      day: z.string(),
    })
    .optional(),
  late: z.object({ minutes: z.number() }).optional(),
});
export type AlertFacts = z.infer<typeof alertFactsSchema>;

/** Something that goes wrong now. */
export interface Trouble {
  /** Names the cause: what has the same key is one alert. */
  readonly groupKey: string;
  readonly kind: AlertKind;
  readonly formId: string;
  readonly pipelineId: string;
  readonly facts: AlertFacts;
  /** Runs that it is about. */
  readonly count: number;
  /** When it was last seen. */
  readonly lastAt: Date;
}
