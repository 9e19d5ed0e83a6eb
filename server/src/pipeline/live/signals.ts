import type { RunChange, StepChange } from "@formloom/shared/events";
import { runChangeSchema, stepChangeSchema, stepEventNames } from "@formloom/shared/events";
import { z } from "zod";

/** Longest payload of one NOTIFY is 8,000 bytes; what does not fit is told as a gap. */
const maxPayloadBytes = 7_900;
/** At most ten signals a second, however much happens: many NOTIFYs would queue up commits. */
const everyMs = 100;
const gatherMs = 2;

const signalSchema = z.object({
  from: z.number().int(),
  /** There may be work in the queue. */
  wake: z.boolean(),
  steps: z.array(z.tuple([z.enum(stepEventNames), stepChangeSchema])),
  runs: z.array(runChangeSchema),
  /** Hosts that are to be tried again. */
  probes: z.array(z.string()).default([]),
  /** More happened than could be told. */
  gap: z.boolean(),
});
type Signal = z.infer<typeof signalSchema>;

export interface SignalDeps {
  /** This process's owner id: its own signals are not for itself. */
  readonly owner: () => number;
  readonly hasPeers: () => boolean;
  readonly send: (payload: string) => Promise<void>;
  readonly onWake: () => void;
  readonly onStep: (name: (typeof stepEventNames)[number], change: StepChange) => void;
  readonly onRun: (change: RunChange) => void;
  readonly onProbe: (host: string) => void;
  readonly onGap: () => void;
}

/**
 * What processes on one database tell one another: that there is work, and what the live view shows.
 * Merged, bounded, and only hints; whoever misses one polls. Nothing is sent where nobody else is.
 */
export class Signals {
  readonly #deps: SignalDeps;
  #next: Omit<Signal, "from"> = emptySignal();
  #bytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #sentAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: SignalDeps) {
    this.#deps = deps;
  }

  wake(): void {
    if (!this.#deps.hasPeers()) return;
    this.#next.wake = true;
    this.#schedule();
  }

  /** Says that a host is to be tried again. */
  probe(host: string): void {
    if (!this.#deps.hasPeers()) return;
    this.#next.probes.push(host);
    this.#schedule();
  }

  step(name: (typeof stepEventNames)[number], change: StepChange): void {
    if (this.#fits(change)) this.#next.steps.push([name, change]);
  }

  run(change: RunChange): void {
    if (this.#fits(change)) this.#next.runs.push(change);
  }

  /** A signal from the database's channel. */
  receive(payload: string): void {
    const signal = readSignal(payload);
    if (signal === null || signal.from === this.#deps.owner()) return;
    if (signal.wake) this.#deps.onWake();
    for (const [name, change] of signal.steps) this.#deps.onStep(name, change);
    for (const change of signal.runs) this.#deps.onRun(change);
    for (const host of signal.probes) this.#deps.onProbe(host);
    if (signal.gap) this.#deps.onGap();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #fits(change: StepChange | RunChange): boolean {
    if (!this.#deps.hasPeers()) return false;
    this.#schedule();
    // Ids and states are plain ASCII, but for the node ids, which JSON may escape.
    this.#bytes += Buffer.byteLength(JSON.stringify(change)) + 40;
    if (this.#bytes < maxPayloadBytes) return true;
    this.#next.gap = true;
    return false;
  }

  /** The first after a quiet while goes out almost at once. */
  #schedule(): void {
    const pauseMs = Math.max(gatherMs, everyMs - (performance.now() - this.#sentAtMs));
    this.#timer ??= setTimeout(() => this.#flush(), pauseMs);
  }

  #flush(): void {
    const signal: Signal = { from: this.#deps.owner(), ...this.#next };
    this.#timer = null;
    this.#sentAtMs = performance.now();
    this.#next = emptySignal();
    this.#bytes = 0;
    // A signal that is lost costs a poll.
    this.#deps.send(JSON.stringify(signal)).catch(() => {});
  }
}

const emptySignal = (): Omit<Signal, "from"> => ({
  wake: false,
  steps: [],
  runs: [],
  probes: [],
  gap: false,
});

function readSignal(payload: string): Signal | null {
  try {
    return signalSchema.parse(JSON.parse(payload));
  } catch {
    return null; // of another version of the product
  }
}
