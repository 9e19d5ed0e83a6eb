import type { ClaimedRun } from "./claim.ts";

const pollMs = 1_000;
const batchSize = 50;

export interface QueueLoopDeps {
  readonly claim: (limit: number) => Promise<ClaimedRun[]>;
  /** How many runs may be claimed now. */
  readonly room: () => number;
  readonly begin: (claimed: ClaimedRun) => Promise<void>;
  /** Resolves when this process no longer holds the run. */
  readonly whenGone: (runId: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Fetches due runs: at once when woken, else every second. Suspects (runs whose thread died under
 * them) begin one after the other.
 */
export class QueueLoop {
  readonly #deps: QueueLoopDeps;
  readonly #suspects = new Set<string>();
  #oneByOne: Promise<void> = Promise.resolve();
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

  async #drain(): Promise<void> {
    for (;;) {
      const limit = Math.min(batchSize, this.#deps.room());
      if (limit === 0 || this.#stopped) return;
      const claimed = await this.#deps.claim(limit);
      for (const run of claimed) this.#begin(run);
      if (claimed.length === 0) return;
    }
  }

  #begin(run: ClaimedRun): void {
    const runId = run.row.id;
    if (!this.#suspects.delete(runId)) {
      void this.#deps.begin(run).catch(this.#deps.onError);
      return;
    }
    this.#oneByOne = this.#oneByOne
      .then(() => this.#deps.begin(run))
      .then(() => this.#deps.whenGone(runId))
      .catch(this.#deps.onError);
  }
}
