import type { EventMap } from "@formloom/shared/events";
import Emittery from "emittery";

/** The typed bus: form events, and what becomes of steps and runs. It carries hints, no state. */
export type Bus = Emittery<EventMap>;

export const createBus = (): Bus => new Emittery<EventMap>();

/**
 * Puts an event on the bus without waiting for its listeners: a slow or failing one holds up nobody.
 * Costs nothing where nobody listens.
 */
export function emitHint<Name extends keyof EventMap>(
  bus: Bus,
  name: Name,
  data: EventMap[Name],
  onError: (error: unknown) => void,
): void {
  if (bus.listenerCount(name) === 0) return;
  bus.emit(name, data).catch(onError);
}
