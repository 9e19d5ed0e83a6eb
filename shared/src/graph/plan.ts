import { z } from "zod";
import { formEventTypeSchema } from "../events/form-event.ts";
import { fieldKinds } from "../form/field-kind.ts";
import { retryPolicySchema } from "../run/retry.ts";

/** An edge into a step. `from` is the parent's ordinal, or -1 for the trigger. */
export const planEdgeSchema = z.strictObject({
  from: z.number().int().min(-1),
  port: z.string(),
});

/** One step of a plan; its ordinal is its index. */
export const planStepSchema = z.strictObject({
  nodeId: z.string(),
  type: z.string(),
  /** Version of the node type that `config` was written for. */
  typeVersion: z.number().int(),
  name: z.string(),
  config: z.record(z.string(), z.unknown()),
  connectionId: z.string().nullable(),
  /** Incoming edges; more than one only where `join` is set. */
  parents: z.array(planEdgeSchema),
  /** `all`: every edge decided, at least one taken; `first`: the first taken. */
  join: z.enum(["all", "first"]).nullable(),
  /** Whether an edge leaves its error port. */
  hasErrorEdge: z.boolean(),
  retry: retryPolicySchema,
  timeoutMs: z.number().int(),
  onError: z.enum(["stop", "continue"]),
  ifInterrupted: z.enum(["again", "ask"]),
  disabled: z.boolean(),
  /** Whether it may act on the world outside: what follows it waits until its result is on record. */
  acts: z.boolean().default(true),
  /** Settings are final: nothing in them is filled in. Only in the plans of edited replays. */
  resolved: z.boolean().default(false),
});
export type PlanStep = z.infer<typeof planStepSchema>;

/**
 * The compiled graph: immutable, on the version, enough to run without the graph.
 * Steps stand in an order in which every parent comes before its children; the trigger is no step.
 */
export const planSchema = z.strictObject({
  schemaVersion: z.literal(1),
  triggerId: z.string(),
  events: z.array(formEventTypeSchema),
  /** Condition tree of the trigger; null: every event. */
  filter: z.unknown().nullable(),
  steps: z.array(planStepSchema),
  /** Field kinds by path (`answers.budget` → `number`), of the moment of publishing. */
  kinds: z.record(z.string(), z.enum(fieldKinds)),
  /** Labels of options by path and option id (`answers.topic` → `o_web` → "A website"), of that moment too. */
  choices: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});
export type Plan = z.infer<typeof planSchema>;
