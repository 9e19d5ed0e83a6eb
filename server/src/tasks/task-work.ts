import type { TaskKind } from "@formloom/shared/api";
import type { Task } from "../db/generated/client.ts";

/** One piece of work that is done, to be written with the progress in one commit. */
export interface TaskPiece {
  /** How many of the task's pieces this was; at least 1. */
  readonly advanced: number;
  readonly items: readonly {
    /** Null: of no response. */
    readonly responseId: string | null;
    readonly different: boolean;
    readonly failing: boolean;
    /** JSON. */
    readonly data: unknown;
  }[];
  /** Totals so far, this piece included. JSON. */
  readonly summary: unknown;
}

/**
 * How a kind of task goes on: does what follows the first `done` pieces, as far as it may be lost at once.
 * A piece whose commit did not happen is done again, so it must not matter twice.
 */
export type TaskWork = (
  task: Pick<Task, "id" | "input" | "done" | "total" | "summary" | "formId" | "pipelineId">,
) => Promise<TaskPiece>;

export type TaskWorks = Readonly<Record<TaskKind, TaskWork>>;

/** The task cannot go on, for a reason that its owner can understand. */
export class TaskFailed extends Error {
  override readonly name = "TaskFailed";
}
