import { z } from "zod";

/** States of long work. */
export const taskStatuses = [
  "queued",
  "running",
  "paused",
  "completed",
  "failed",
  "cancelled",
] as const;
export const taskStatusSchema = z.enum(taskStatuses);
export type TaskStatus = z.infer<typeof taskStatusSchema>;

/** The legal moves of a task; whoever moves it names the state that it leaves. */
export const taskMoves: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  queued: ["running", "paused", "cancelled", "failed"],
  running: ["queued", "paused", "completed", "failed", "cancelled"],
  paused: ["queued", "cancelled"],
  completed: [],
  failed: [],
  cancelled: [],
};

/** A task in one of these is over and never changes again. */
export const isTaskFinished = (status: TaskStatus): boolean => taskMoves[status].length === 0;

/** The states that a task may come to this one from. */
export const taskMovesTo = (to: TaskStatus): readonly TaskStatus[] =>
  taskStatuses.filter((from) => taskMoves[from].includes(to));
