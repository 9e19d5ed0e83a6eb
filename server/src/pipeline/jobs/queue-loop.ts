import type { ClaimedRun } from "./claim.ts";
import type { QueueRequest } from "./queue.ts";
import { SuspectLine, type SuspectLineDeps } from "./suspect-line.ts";

const pollMs = 1_000;
const batchSize = 100;
const gatherMs = 10;
/** Bulk work is claimed in small bites while live runs come, so that no live run waits behind many. */
const bulkBite = 8;
const bulkPauseMs = 25;

export interface QueueLoopDeps extends SuspectLineDeps {
  readonly claim: (request: QueueRequest) => Promise<ClaimedRun[]>;
  /** How many runs of the lane may be claimed now. */
  readonly room: (lane: QueueRequest["lane"]) => number;
  /** Pipelines that have their share of what is in flight. */
  readonly full: () => string[];
  /** Whether live runs come. */
  readonly isLively: () => boolean;
}

/** Fetches due runs: at once when woken, else every second. Those that were interrupted stand in line. */
export class QueueLoop {
  readonly #deps: QueueLoopDeps;
  readonly #suspects: SuspectLine;
  #running: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #stopped = true;

  constructor(deps: QueueLoopDeps) {
    this.#deps = deps;
    this.#suspects = new SuspectLine(deps);
  }

  start(): void {
    this.#stopped = false;
    this.#timer = setInterval(() => this.wake(), pollMs);
    this.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#running;
  }

  /** Looks now. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    this.#running = this.#drain()
      .catch(this.#deps.onError)
      .finally(() => {
        this.#running = null;
        if (this.#again) {
          this.#again = false;
          this.wake();
        }
      });
  }

  /** Looks when something falls due before the next poll would see it. */
  wakeIn(dueInMs: number): void {
    if (dueInMs < pollMs) setTimeout(() => this.wake(), dueInMs + 1).unref();
  }

  /** These runs were in a thread that died: they stand in line when they come back. */
  suspect(runIds: readonly string[]): void {
    this.#suspects.mark(runIds);
  }

  /** Whether the run is the one suspect that is executed now. */
  isAlone(runId: string): boolean {
    return this.#suspects.isAlone(runId);
  }

  async #drain(): Promise<void> {
    for (;;) {
      const claimed = await this.#claim("live", batchSize);
      if (claimed === 0) break;
      // While runs trickle in, a claim for each few of them would cost more than they do.
      if (claimed < batchSize) await new Promise((resolve) => setTimeout(resolve, gatherMs));
    }
    const lively = this.#deps.isLively();
    const bite = lively ? bulkBite : batchSize;
    // What comes next of the bulk goes behind live runs that came meanwhile.
    if ((await this.#claim("bulk", bite)) === bite) {
      setTimeout(() => this.wake(), lively ? bulkPauseMs : 0).unref();
    }
  }

  /** Claims and begins one batch; returns how many. */
  async #claim(lane: QueueRequest["lane"], atMost: number): Promise<number> {
    const limit = Math.min(atMost, this.#deps.room(lane));
    if (limit === 0 || this.#stopped) return 0;
    const claimed = await this.#deps.claim({ limit, lane, without: this.#deps.full() });
    for (const run of claimed) {
      if (!this.#suspects.take(run)) void this.#deps.begin(run).catch(this.#deps.onError);
    }
    this.#suspects.next();
    return claimed.length;
  }
}
