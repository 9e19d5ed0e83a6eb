import type { Pool } from "pg";
import type { Logger } from "../logger.ts";
import type { PlanStore } from "./compile/plan-store.ts";
import type { Counters } from "./counters.ts";
import { interruptRuns, wasAlone, type Cause } from "./jobs/interrupt.ts";
import type { QueueLoop } from "./jobs/queue-loop.ts";
import type { RunQueue } from "./jobs/queue.ts";
import type { StepRow } from "./jobs/sql/interrupt-runs.ts";
import type { RunHolder } from "./run-holder.ts";

export interface TakeBackDeps {
  readonly pool: Pool;
  readonly owner: () => number;
  readonly plans: PlanStore;
  readonly queue: Pick<RunQueue, "add">;
  readonly holder: Pick<RunHolder, "lose">;
  readonly loop: Pick<QueueLoop, "isAlone" | "suspect" | "wake">;
  readonly counters: Pick<Counters, "tookOver">;
  readonly logger: Logger;
}

/** Puts runs back into the queue whose thread or process is gone, with a record of what was cut off. */
export class TakeBack {
  readonly #deps: TakeBackDeps;

  constructor(deps: TakeBackDeps) {
    this.#deps = deps;
  }

  /**
   * The runs of a thread that died begin again in a line, so that the one that kills its thread is found
   * out: the one that was executed alone is the culprit, and its attempt counts.
   */
  async fromThread(runIds: readonly string[], cause: Cause): Promise<void> {
    const { holder, loop } = this.#deps;
    const lost = holder.lose(runIds);
    const alone = runIds.length === 1 ? runIds[0] : lost.find((id) => loop.isAlone(id));
    loop.suspect(lost);
    await this.#interrupt(lost, { cause, isCharged: (step) => step.runId === alone });
    loop.wake();
  }

  /** The runs of processes that are gone; returns those taken. */
  async fromProcess(runIds: readonly string[]): Promise<readonly string[]> {
    const { counters, logger, loop } = this.#deps;
    const taken = await this.#interrupt(runIds, { cause: "process", isCharged: wasAlone });
    counters.tookOver(taken.length);
    if (taken.length > 0)
      logger.warn({ count: taken.length }, "runs of a lost process were taken over");
    loop.wake();
    return taken;
  }

  /** Runs of this process that it cannot go on with: back into the queue, uncharged. */
  async handBack(runIds: readonly string[]): Promise<void> {
    this.#deps.holder.lose(runIds);
    if (runIds.length > 0)
      await this.#interrupt(runIds, { cause: "process", isCharged: () => false });
  }

  #interrupt(
    runIds: readonly string[],
    how: { readonly cause: Cause; readonly isCharged: (step: StepRow) => boolean },
  ): Promise<string[]> {
    const { pool, owner, plans, queue } = this.#deps;
    return interruptRuns(runIds, how, {
      pool,
      owner,
      plan: (versionId) => plans.planOf(versionId),
      enqueue: queue.add,
    });
  }
}
