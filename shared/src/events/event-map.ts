import { z } from "zod";
import { runStatusSchema, stepStatusSchema } from "../run/status.ts";
import type { FormEvent, FormEventType } from "./form-event.ts";

/** A step's change, after the commit that holds it. A hint: the state is in the database. */
export const stepChangeSchema = z.object({
  runId: z.string(),
  formId: z.string(),
  pipelineId: z.string(),
  nodeId: z.string(),
  status: stepStatusSchema,
  /** Counted from 1; 0 before the first. */
  attempt: z.number().int(),
});
export type StepChange = Readonly<z.infer<typeof stepChangeSchema>>;

/** A run's change, after the commit that holds it. */
export const runChangeSchema = z.object({
  runId: z.string(),
  formId: z.string(),
  pipelineId: z.string(),
  status: runStatusSchema,
});
export type RunChange = Readonly<z.infer<typeof runChangeSchema>>;

/** The lifecycle of a step on the bus. */
export const stepEventNames = [
  "plugin.job.created",
  "plugin.job.started",
  "plugin.job.completed",
  "plugin.job.failed",
] as const;
export type StepEventName = (typeof stepEventNames)[number];

/** What the bus carries: the four form events, and the lifecycle of steps and runs. */
export type EventMap = Readonly<Record<FormEventType, FormEvent>> &
  Readonly<Record<StepEventName, StepChange>> & {
    readonly "plugin.run.changed": RunChange;
    /** More happened in another process than it could tell: read the state again. */
    readonly "live.gap": undefined;
  };
