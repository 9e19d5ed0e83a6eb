import type { RunChange, StepChange, StepEventName } from "@formloom/shared/events";
import type { Announcer } from "./run-holder.ts";
import type { LossCause } from "./worker/thread-slot.ts";

/** What this process did since its start, by kind. */
export interface PipelineCounts {
  readonly steps: Readonly<Record<string, number>>;
  readonly runs: Readonly<Record<string, number>>;
  readonly threadsLost: Readonly<Record<string, number>>;
  /** Runs taken over from processes that were lost. */
  readonly takenOver: number;
  /** Runs that had neither holder nor job: each a defect of ours. */
  readonly strays: number;
}

/** Counts what was written, for whoever watches. */
export class Counters implements Announcer {
  readonly #steps: Record<string, number> = {};
  readonly #runs: Record<string, number> = {};
  readonly #threadsLost: Record<string, number> = {};
  #takenOver = 0;
  #strays = 0;

  step(_name: StepEventName, { status }: StepChange): void {
    this.#steps[status] = (this.#steps[status] ?? 0) + 1;
  }

  run({ status }: RunChange): void {
    this.#runs[status] = (this.#runs[status] ?? 0) + 1;
  }

  threadLost(cause: LossCause): void {
    this.#threadsLost[cause] = (this.#threadsLost[cause] ?? 0) + 1;
  }

  tookOver(count: number): void {
    this.#takenOver += count;
  }

  stray(count: number): void {
    this.#strays += count;
  }

  read(): PipelineCounts {
    return {
      steps: { ...this.#steps },
      runs: { ...this.#runs },
      threadsLost: { ...this.#threadsLost },
      takenOver: this.#takenOver,
      strays: this.#strays,
    };
  }
}
