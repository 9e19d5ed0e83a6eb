import { formEventTypeSchema, type FormEventType } from "../events/form-event.ts";
import { looksLikeCondition } from "./find-conditions.ts";
import type { GraphNode } from "./graph.ts";

/** What a trigger listens to. */
export interface TriggerSettings {
  /** Each once; unknown ones are left out. */
  readonly events: readonly FormEventType[];
  /** The condition as it is stored; null: none, which a condition without rules means too. */
  readonly filter: unknown;
}

/** Reads a trigger's settings, however unfinished they are. */
export function readTrigger(node: GraphNode | undefined): TriggerSettings {
  const events = node?.config["events"];
  const filter = node?.config["filter"] ?? null;
  const known = (Array.isArray(events) ? events : []).flatMap((event: unknown) => {
    const parsed = formEventTypeSchema.safeParse(event);
    return parsed.success ? [parsed.data] : [];
  });
  const isEmpty = looksLikeCondition(filter) && [filter["rules"]].flat().length === 0;
  return { events: [...new Set(known)], filter: isEmpty ? null : filter };
}
