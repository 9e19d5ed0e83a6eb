import { isStepSettled } from "@formloom/shared/run";
import type { ClaimedRun } from "./claim.ts";
import { companyAfter } from "./interrupt.ts";

export interface SuspectLineDeps {
  readonly begin: (claimed: ClaimedRun) => Promise<void>;
  /** Resolves when this process no longer holds the run. */
  readonly whenGone: (runId: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Runs that were under way when their thread or process died. They begin one at a time, and with each that
 * ends well one more may go beside the others, up to the company that a run may still have: so thousands
 * of innocent ones are through in moments, and one that kills its holder soon finds itself alone.
 */
export class SuspectLine {
  readonly #deps: SuspectLineDeps;
  /** Runs whose thread died; those not claimed again yet among them. */
  readonly #marked = new Set<string>();
  /** The next one last. */
  #waiting: ClaimedRun[] = [];
  #isSorted = true;
  /** Those that execute, with the company that each may have. */
  readonly #active = new Map<string, number>();
  #window = 1;

  constructor(deps: SuspectLineDeps) {
    this.#deps = deps;
  }

  /** The thread of these runs died under them. */
  mark(runIds: readonly string[]): void {
    for (const runId of runIds) this.#marked.add(runId);
    this.#window = 1;
  }

  /** Whether no other suspect executes beside this one. */
  isAlone(runId: string): boolean {
    return this.#active.size === 1 && this.#active.has(runId);
  }

  /** Takes the run if it is a suspect; it begins by {@link SuspectLine.next}. */
  take(run: ClaimedRun): boolean {
    const isMarked = this.#marked.delete(run.row.id);
    if (!isMarked && interruptions(run) === 0) return false;
    this.#waiting.push(run);
    this.#isSorted = false;
    return true;
  }

  /** Begins as many as may execute now. */
  next(): void {
    this.#sort();
    for (let run = this.#waiting.at(-1); run !== undefined; run = this.#waiting.at(-1)) {
      const company = companyOf(run);
      const most = Math.min(this.#window, company, ...this.#active.values());
      if (this.#active.size >= most) return;
      this.#waiting.pop();
      this.#active.set(run.row.id, company);
      void this.#execute(run);
    }
  }

  /** Those that may have the most company first, and of these those with the fewest attempts. */
  #sort(): void {
    if (this.#isSorted) return;
    this.#waiting.sort((a, b) => companyOf(a) - companyOf(b) || attempts(b) - attempts(a));
    this.#isSorted = true;
  }

  async #execute(run: ClaimedRun): Promise<void> {
    const { id } = run.row;
    try {
      await this.#deps.begin(run);
      await this.#deps.whenGone(id);
    } catch (error) {
      this.#deps.onError(error);
    }
    this.#active.delete(id);
    if (!this.#marked.has(id)) this.#window += 1;
    this.next();
    if (this.#active.size === 0) this.#window = 1;
  }
}

const companyOf = (run: ClaimedRun): number => companyAfter(interruptions(run));

/** How often a step that is not over was interrupted for free. */
const interruptions = ({ resumed }: ClaimedRun): number =>
  Math.max(0, ...resumed.map((step) => (isStepSettled(step.status) ? 0 : step.uncharged)));

const attempts = ({ resumed }: ClaimedRun): number =>
  Math.max(0, ...resumed.map((step) => step.attempts - step.uncharged));
