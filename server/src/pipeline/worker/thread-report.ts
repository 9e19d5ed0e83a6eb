import type { ServiceReport } from "./service-tally.ts";
import type { Slot } from "./thread-slot.ts";

/** How one thread does. */
export interface ThreadReport {
  readonly name: string;
  readonly ready: boolean;
  readonly runs: number;
  /** Part of the time since the last report but one that it computed, 0 to 1. */
  readonly busy: number;
  readonly services: readonly ServiceReport[];
}

/** Asked more often than once a second, it says what it said before. */
const leastMs = 1_000;

export function reportSlot(slot: Slot, nowMs: number): ThreadReport {
  const passedMs = nowMs - slot.reportedAtMs;
  if (passedMs >= leastMs) {
    const part = (slot.cpuMs - slot.reportedCpuMs) / passedMs;
    slot.busy = Math.round(Math.min(1, Math.max(0, part)) * 100) / 100;
    slot.reportedCpuMs = slot.cpuMs;
    slot.reportedAtMs = nowMs;
  }
  const { name, ready, runs, busy, services } = slot;
  return { name, ready, runs: runs.size, busy, services };
}
