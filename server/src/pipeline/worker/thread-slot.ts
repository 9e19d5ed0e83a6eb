import type { ToThread } from "./protocol.ts";

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
  pings: number;
  pongs: number;
  cause: LossCause;
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
    pings: 0,
    pongs: 0,
    cause: "exit",
    outgoing: [],
  };
}
