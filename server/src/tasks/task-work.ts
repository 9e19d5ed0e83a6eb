import type { TaskKind, TaskRunState } from "@formloom/shared/api";
import type { TransactionClient } from "../db/client.ts";
import type { Task } from "../db/generated/client.ts";

/** One piece of work that is done, to be written with the progress in one commit. */
export interface TaskPiece {
  /** How many of the task's pieces this was; 0 only with `goOnInMs`. */
  readonly advanced: number;
  readonly items: readonly TaskPieceItem[];
  /** Totals so far, this piece included. JSON. */
  readonly summary: unknown;
  /**
   * The task goes on after so many milliseconds, also where all its pieces are done, and holds neither
   * place nor transaction until then. Undefined: at once, and it ends when all pieces are done.
   */
  readonly goOnInMs?: number;
  /** How many pieces there are, as far as is known now; undefined: as before. */
  readonly total?: number;
  /**
   * Written in the commit of the progress, once the task is known to be still ours: what it writes happens
   * exactly once per piece, and not at all where the task was paused, cancelled or taken over.
   */
  readonly write?: (tx: TransactionClient) => Promise<void>;
  /** Called after the commit, to tell what was written. It may be lost with the process. */
  readonly written?: () => void;
}

export interface TaskPieceItem {
  /** Null: of no response. */
  readonly responseId: string | null;
  readonly different?: boolean;
  readonly failing?: boolean;
  readonly state?: TaskRunState;
  /** The run that was made. */
  readonly runId?: string;
  /** JSON. */
  readonly data: unknown;
}

/**
 * How a kind of task goes on: does what follows the first `done` pieces, as far as it may be lost at once.
 * A piece whose commit did not happen is done again, so it must not matter twice: rows belong into
 * `write`, and what cannot be there needs a key that is the same the second time.
 */
export type TaskWork = (
  task: Pick<
    Task,
    | "id"
    | "input"
    | "done"
    | "total"
    | "summary"
    | "formId"
    | "pipelineId"
    | "createdById"
    | "createdAt"
  >,
) => Promise<TaskPiece>;

/** By kind; a kind that is missing is left to processes that know it. */
export type TaskWorks = Readonly<Partial<Record<TaskKind, TaskWork>>>;

/** The task cannot go on, for a reason that its owner can understand. */
export class TaskFailed extends Error {
  override readonly name = "TaskFailed";
}

/** Thrown by a piece's `write` where what it was made from has changed: the piece is made anew. */
export class TaskPieceStale extends Error {
  override readonly name = "TaskPieceStale";
}
