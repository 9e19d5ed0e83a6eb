import type { FormEvent } from "@formloom/shared/events";
import type { Plan } from "@formloom/shared/graph";
import type { QueueRequest } from "./jobs/queue.ts";
import type { ResumedStep } from "./worker/protocol.ts";

/** A run that this process holds, as it is handed to a thread. */
export interface HeldRun {
  readonly runId: string;
  readonly epoch: number;
  readonly rootRunId: string;
  readonly pipelineId: string;
  readonly versionId: string;
  readonly plan: Plan;
  readonly careful: boolean;
  readonly isTest: boolean;
  /** Where a test sends its mail; null: whatever it does is real. */
  readonly testTo: string | null;
  /** 10 by hand, 0 live, -10 bulk. */
  readonly priority: number;
  readonly event: FormEvent;
  readonly form: {
    readonly id: string;
    readonly name: string;
    readonly ownerId: string;
    readonly timeZone: string;
  };
  readonly resumed: readonly ResumedStep[];
}

/** Most runs that one process holds at a time. */
export const maxInFlight = 2_000;
/** Most of them that belong to one pipeline, so that a slow one leaves room for the others. */
const maxPerPipeline = maxInFlight / 2;
/** Most of them that are bulk work. */
const maxBulk = 200;
/** Bulk work gives way while a live run came within this time. */
const livelyForMs = 1_000;

/** The runs that this process holds, and who has how many of its places. */
export class InFlight {
  readonly #runs = new Map<string, HeldRun>();
  readonly #perPipeline = new Map<string, number>();
  #bulk = 0;
  #liveAtMs = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#runs.size;
  }

  get(runId: string): HeldRun | undefined {
    return this.#runs.get(runId);
  }

  ids(): string[] {
    return [...this.#runs.keys()];
  }

  add(run: HeldRun): void {
    this.#runs.set(run.runId, run);
    this.#perPipeline.set(run.pipelineId, this.#of(run.pipelineId) + 1);
    if (run.priority < 0) this.#bulk += 1;
    else this.#liveAtMs = performance.now();
  }

  remove(runId: string): boolean {
    const run = this.#runs.get(runId);
    if (run === undefined) return false;
    this.#runs.delete(runId);
    const left = this.#of(run.pipelineId) - 1;
    if (left === 0) this.#perPipeline.delete(run.pipelineId);
    else this.#perPipeline.set(run.pipelineId, left);
    if (run.priority < 0) this.#bulk -= 1;
    return true;
  }

  /** Whether another run of the pipeline may be held. */
  hasRoom(pipelineId: string): boolean {
    return this.size < maxInFlight && this.#of(pipelineId) < maxPerPipeline;
  }

  /** How many more runs of the lane may be claimed. */
  room(lane: QueueRequest["lane"]): number {
    const free = Math.max(0, maxInFlight - this.size);
    return lane === "live" ? free : Math.max(0, Math.min(free, maxBulk - this.#bulk));
  }

  /** Pipelines that have their share. */
  full(): string[] {
    return [...this.#perPipeline]
      .filter(([, count]) => count >= maxPerPipeline)
      .map(([pipelineId]) => pipelineId);
  }

  /** Whether live runs are under way or came a moment ago. */
  get isLively(): boolean {
    return this.size > this.#bulk || performance.now() - this.#liveAtMs < livelyForMs;
  }

  #of(pipelineId: string): number {
    return this.#perPipeline.get(pipelineId) ?? 0;
  }
}
