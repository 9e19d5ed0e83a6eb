import { isStepSettled } from "@formloom/shared/run";
import type { ClaimedRun } from "./claim.ts";
import { freeInterruptions } from "./interrupt.ts";
import type { QueueRequest } from "./queue.ts";

const pollMs = 1_000;
const batchSize = 100;
const gatherMs = 10;
/** Bulk work is claimed in small bites while live runs come, so that no live run waits behind many. */
const bulkBite = 8;
const bulkPauseMs = 25;

export interface QueueLoopDeps {
  readonly claim: (request: QueueRequest) => Promise<ClaimedRun[]>;
  /** How many runs of the lane may be claimed now. */
  readonly room: (lane: QueueRequest["lane"]) => number;
  /** Pipelines that have their share of what is in flight. */
  readonly full: () => string[];
  /** Whether live runs come. */
  readonly isLively: () => boolean;
  readonly begin: (claimed: ClaimedRun) => Promise<void>;
  /** Resolves when this process no longer holds the run. */
  readonly whenGone: (runId: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Fetches due runs: at once when woken, else every second. Suspects (runs whose thread died under
 * them, or that were interrupted again and again) are executed one after the other, those with the
 * fewest attempts first, so that one that kills its holder does not keep the others back.
 */
export class QueueLoop {
  readonly #deps: QueueLoopDeps;
  readonly #suspects = new Set<string>();
  readonly #oneByOne: ClaimedRun[] = [];
  #alone: string | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #stopped = true;

  constructor(deps: QueueLoopDeps) {
    this.#deps = deps;
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

  /** These runs were in a thread that died: they begin one at a time. */
  suspect(runIds: readonly string[]): void {
    for (const runId of runIds) this.#suspects.add(runId);
  }

  /** Whether the run is the one suspect that is executed now. */
  isAlone(runId: string): boolean {
    return this.#alone === runId;
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
    for (const run of claimed) this.#begin(run);
    if (this.#alone === null) void this.#nextAlone();
    return claimed.length;
  }

  #begin(run: ClaimedRun): void {
    const isSuspect = this.#suspects.delete(run.row.id) || wasOftenInterrupted(run);
    if (!isSuspect) {
      void this.#deps.begin(run).catch(this.#deps.onError);
      return;
    }
    this.#oneByOne.push(run);
    this.#oneByOne.sort((a, b) => mostAttempts(a) - mostAttempts(b));
  }

  async #nextAlone(): Promise<void> {
    for (let run = this.#oneByOne.shift(); run !== undefined; run = this.#oneByOne.shift()) {
      this.#alone = run.row.id;
      try {
        await this.#deps.begin(run);
        await this.#deps.whenGone(run.row.id);
      } catch (error) {
        this.#deps.onError(error);
      }
    }
    this.#alone = null;
  }
}

const wasOftenInterrupted = ({ resumed }: ClaimedRun): boolean =>
  resumed.some((step) => step.uncharged >= freeInterruptions && !isStepSettled(step.status));

const mostAttempts = ({ resumed }: ClaimedRun): number =>
  Math.max(0, ...resumed.map((step) => step.attempts - step.uncharged));
