import type { Worker } from "node:worker_threads";
import type { ToThread } from "./protocol.ts";
import type { ServiceReport } from "./service-tally.ts";

/** A thread that computes for this long without a word is ended: something in it loops. */
const unresponsiveMs = 1_000;
/** One that does not even compute may want for a core, and is given longer. */
const stuckMs = 10_000;
/** A new thread loads what it is made of, and then its node types, and is silent for as long. */
const startUpMs = 20_000;

/** Why a thread is gone: it ended itself, answered nothing, or took too much memory. */
export type LossCause = "exit" | "hung" | "memory";

/** One thread of the pool, over all its restarts. */
export interface Slot {
  readonly name: string;
  /** Epochs of the runs in it. */
  readonly runs: Map<string, number>;
  readonly plans: Set<string>;
  ready: boolean;
  /** Whether all node types are loaded. */
  loaded: boolean;
  aliveAtMs: number;
  /** CPU that it has used as far as is known, and what that was when it was last heard. */
  cpuMs: number;
  cpuWhenHeardMs: number;
  pings: number;
  pongs: number;
  cause: LossCause;
  /** How services do, as it said last. */
  services: readonly ServiceReport[];
  /** Part of the time between the last reports that it computed. */
  busy: number;
  /** CPU and time at the report before. */
  reportedCpuMs: number;
  reportedAtMs: number;
  /** Messages of this turn of the event loop: they travel as one. */
  outgoing: ToThread[];
}

/** A thread that was just started. */
export function newSlot(name: string): Slot {
  return {
    name,
    runs: new Map(),
    plans: new Set(),
    ready: false,
    loaded: false,
    aliveAtMs: performance.now(),
    cpuMs: 0,
    cpuWhenHeardMs: 0,
    pings: 0,
    pongs: 0,
    cause: "exit",
    services: [],
    busy: 0,
    reportedCpuMs: 0,
    reportedAtMs: performance.now(),
    outgoing: [],
  };
}

/** The thread gave a sign of life. */
export function heardFrom(slot: Slot): void {
  slot.aliveAtMs = performance.now();
  slot.cpuWhenHeardMs = slot.cpuMs;
}

/** Learns how much CPU the thread has used; a thread that loops can be asked too. */
export async function learnCpu(slot: Slot, worker: Worker): Promise<void> {
  // Rejects for a thread that just ended: there is nothing to learn then.
  const used = await worker.cpuUsage().catch(() => null);
  if (used !== null) slot.cpuMs = (used.user + used.system) / 1_000;
}

/**
 * Whether a thread's silence means that it hangs. On a machine that is overloaded a healthy thread may
 * be silent for seconds: what tells it from one that loops is that it gets little CPU meanwhile.
 */
export function isHung(slot: Slot, nowMs: number): boolean {
  const silentMs = nowMs - slot.aliveAtMs;
  if (!slot.loaded) return silentMs > startUpMs;
  if (silentMs <= unresponsiveMs) return false;
  return silentMs > stuckMs || slot.cpuMs - slot.cpuWhenHeardMs > 0.9 * unresponsiveMs;
}
