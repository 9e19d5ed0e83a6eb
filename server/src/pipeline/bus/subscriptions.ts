import { formEventTypes, type FormEvent } from "@formloom/shared/events";
import type { Bus } from "./bus.ts";

/** What happens on each event of the bus: the one list. The live view subscribes by itself, per viewer. */
export function subscribeAll(
  bus: Bus,
  handlers: { readonly startRuns: (event: FormEvent) => Promise<void> },
): () => void {
  const stops = formEventTypes.map((type) => bus.on(type, ({ data }) => handlers.startRuns(data)));
  return () => {
    for (const stop of stops) stop();
  };
}
