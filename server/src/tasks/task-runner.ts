import { taskKindSchema } from "@formloom/shared/api";
import type { PrismaClient } from "../db/client.ts";
import type { Task } from "../db/generated/client.ts";
import { isOutage } from "../db/outage.ts";
import type { Logger } from "../logger.ts";
import { claimTask, finishTask, handTaskBack, touchTask, writePiece } from "./task-store.ts";
import { TaskFailed, TaskPieceStale, type TaskWorks } from "./task-work.ts";

const pollEveryMs = 1_000;
const touchEveryMs = 4_000;
/** Tasks that a process works on at the same time; one that waits for its rate is none of them. */
const maxAtOnce = 4;
/** The database keeps times in milliseconds, rounded. */
const clockGrainMs = 2;

interface RunnerDeps {
  readonly prisma: PrismaClient;
  readonly works: TaskWorks;
  readonly logger: Logger;
}

/**
 * Works on tasks, a few side by side in each process, piece by piece: after each piece it is on record how
 * far it came, so that a restart, a pause or another process goes on from there.
 */
export class TaskRunner {
  readonly #deps: RunnerDeps;
  readonly #kinds: ReturnType<typeof taskKindSchema.parse>[];
  readonly #working = new Set<Promise<void>>();
  #stopping = false;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  /** Asked to look while it was looking: what came meanwhile may have been missed. */
  #lookAgain = false;
  /** When the tasks are due that were given up for a while, by this process's clock. */
  #dueAtMs: number[] = [];

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
    this.#kinds = taskKindSchema.options.filter((kind) => deps.works[kind] !== undefined);
    this.wake();
  }

  /** Looks for work now. */
  wake(): void {
    this.#lookAgain = this.#looking !== null;
    if (this.#looking !== null || this.#stopping) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const nowMs = performance.now();
    this.#dueAtMs = this.#dueAtMs.filter((atMs) => atMs > nowMs);
    this.#looking = this.#takeUp()
      .catch((error: unknown) =>
        this.#deps.logger.error({ err: error }, "tasks could not be looked for; tried again"),
      )
      .finally(() => {
        this.#looking = null;
        this.#lookIn(this.#lookAgain ? 0 : pollEveryMs);
      });
  }

  /** Ends the pieces at hand and hands their tasks back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all(this.#working);
  }

  /** At the latest in so many milliseconds; earlier where a task is due before. */
  #lookIn(ms: number): void {
    if (this.#stopping) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const waitMs = Math.max(0, Math.min(ms, ...this.#dueAtMs.map((at) => at - performance.now())));
    this.#timer = setTimeout(() => this.wake(), waitMs);
  }

  async #takeUp(): Promise<void> {
    while (!this.#stopping && this.#working.size < maxAtOnce) {
      const task = await claimTask(this.#deps.prisma, this.#kinds);
      if (task === null) return;
      const work = this.#workOn(task).finally(() => this.#gaveUp(work));
      this.#working.add(work);
    }
  }

  /** A place is free, and a task that was given up for a while has its time. */
  #gaveUp(work: Promise<void>): void {
    const wasFull = this.#working.size >= maxAtOnce;
    this.#working.delete(work);
    if (this.#looking === null) this.#lookIn(wasFull ? 0 : pollEveryMs);
  }

  async #workOn(task: Task): Promise<void> {
    const { prisma, logger } = this.#deps;
    const touch = (): void => void touchTask(prisma, task).catch(() => false);
    const touching = setInterval(touch, touchEveryMs);
    try {
      await this.#doPieces(task);
    } catch (error) {
      // The database is away: whoever finds the task silent goes on with it.
      if (isOutage(error)) return;
      const isExpected = error instanceof TaskFailed;
      if (!isExpected) logger.error({ err: error, taskId: task.id }, "a task failed");
      const problem = isExpected ? error.message : "Something went wrong on our side.";
      // Where this fails too, the task is found silent and tried again.
      await finishTask(prisma, task, { status: "failed", problem }).catch((err: unknown) =>
        logger.error({ err, taskId: task.id }, "the end of a task could not be written"),
      );
    } finally {
      clearInterval(touching);
    }
  }

  async #doPieces(claimed: Task): Promise<void> {
    const { prisma, works } = this.#deps;
    const work = works[taskKindSchema.parse(claimed.kind)];
    if (work === undefined) throw new Error(`nothing works on tasks of the kind ${claimed.kind}`);
    let task: Task = claimed;
    for (;;) {
      if (this.#stopping) return handTaskBack(prisma, task);
      const piece = await work(task);
      const { goOnInMs } = piece;
      const written = await writePiece(prisma, task, piece).catch(isStale);
      if (written === "stale") continue;
      if (written === null) return;
      piece.written?.();
      if (goOnInMs !== undefined) {
        this.#dueAtMs.push(performance.now() + goOnInMs + clockGrainMs);
        return;
      }
      if (written.done >= written.total) break;
      if (piece.advanced === 0) throw new Error(`a ${claimed.kind} task does not come forward`);
      task = written;
    }
    await finishTask(prisma, task, { status: "completed", problem: null });
  }
}

function isStale(error: unknown): "stale" {
  if (error instanceof TaskPieceStale) return "stale";
  throw error;
}
