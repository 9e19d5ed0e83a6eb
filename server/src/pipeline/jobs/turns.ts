import type { Pool } from "pg";
import type { RunProgress } from "../worker/protocol.ts";
import type { CancelledRun } from "./cancel.ts";
import { findForgottenHeads, findHeads } from "./sql/turn-heads.ts";

const maxQueuedAtOnce = 500;

export interface TurnDeps {
  readonly pool: Pick<Pool, "query">;
  /** Puts runs into the queue. */
  readonly enqueue: (runIds: readonly string[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * The order within pipelines that run one at a time. Their runs are born queued, with a number; a claim
 * takes only the first of a line, and when that one ends, the next is put into the queue here. If the
 * process dies in between, the sweep does it.
 */
export class Turns {
  readonly #deps: TurnDeps;
  /** Pipelines of the runs with a turn that this process has claimed, by run. */
  readonly #claimed = new Map<string, string>();

  constructor(deps: TurnDeps) {
    this.#deps = deps;
  }

  claimed(run: {
    readonly id: string;
    readonly pluginConfigId: string;
    readonly turn: number | null;
  }): void {
    if (run.turn !== null) this.#claimed.set(run.id, run.pluginConfigId);
  }

  /** Tells of progress that was written; costs nothing while no run here has a turn. */
  written(items: readonly RunProgress[], held: readonly boolean[]): void {
    if (this.#claimed.size === 0) return;
    const lines = new Set<string>();
    for (const [index, { runId, stand }] of items.entries()) {
      const pipelineId = this.#claimed.get(runId);
      if (pipelineId === undefined || (stand.kind === "going" && held[index] === true)) continue;
      this.#claimed.delete(runId);
      lines.add(pipelineId);
    }
    if (lines.size > 0) void this.next([...lines]);
  }

  /** Tells of runs that were cancelled: their lines may go on. */
  cancelled(runs: readonly CancelledRun[]): void {
    for (const { runId } of runs) this.#claimed.delete(runId);
    const lines = runs.flatMap((run) => (run.turn === null ? [] : run.pipelineId));
    if (lines.length > 0) void this.next([...new Set(lines)]);
  }

  /** Queues the first of each line, where it is free. What fails here is left to the sweep. */
  async next(pipelineIds: readonly string[]): Promise<void> {
    try {
      await this.#enqueue(
        await this.#deps.pool.query<{ id: string }>({ ...findHeads, values: [pipelineIds] }),
      );
    } catch (error) {
      this.#deps.onError(error);
    }
  }

  /** Queues the first of every line that nobody holds and no job stands for. Returns how many. */
  async sweep(): Promise<number> {
    const found = await this.#deps.pool.query<{ id: string }>({
      ...findForgottenHeads,
      values: [maxQueuedAtOnce],
    });
    return this.#enqueue(found);
  }

  async #enqueue({ rows }: { readonly rows: readonly { readonly id: string }[] }): Promise<number> {
    if (rows.length > 0) await this.#deps.enqueue(rows.map((row) => row.id));
    return rows.length;
  }
}
