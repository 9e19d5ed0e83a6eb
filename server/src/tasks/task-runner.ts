import { taskKindSchema } from "@formloom/shared/api";
import type { PrismaClient } from "../db/client.ts";
import type { Task } from "../db/generated/client.ts";
import { isOutage } from "../db/outage.ts";
import type { Logger } from "../logger.ts";
import { claimTask, finishTask, handTaskBack, touchTask, writePiece } from "./task-store.ts";
import { TaskFailed, type TaskWorks } from "./task-work.ts";

const pollEveryMs = 1_000;
const touchEveryMs = 4_000;

interface RunnerDeps {
  readonly prisma: PrismaClient;
  readonly works: TaskWorks;
  readonly logger: Logger;
}

/**
 * Works on tasks, one at a time in each process, piece by piece: after each piece it is on record how far
 * it came, so that a restart, a pause or another process goes on from there.
 */
export class TaskRunner {
  readonly #deps: RunnerDeps;
  #stopping = false;
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  /** Asked to look while it was looking: what came meanwhile may have been missed. */
  #lookAgain = false;

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
    this.wake();
  }

  /** Looks for work now. */
  wake(): void {
    this.#lookAgain = this.#working !== null;
    if (this.#working !== null || this.#stopping) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#working = this.#workOff()
      .catch((error: unknown) =>
        this.#deps.logger.error({ err: error }, "tasks could not be worked on; tried again"),
      )
      .finally(() => {
        this.#working = null;
        if (this.#stopping) return;
        this.#timer = setTimeout(() => this.wake(), this.#lookAgain ? 0 : pollEveryMs);
      });
  }

  /** Ends the piece at hand and hands the task back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#working;
  }

  async #workOff(): Promise<void> {
    while (!this.#stopping) {
      const task = await claimTask(this.#deps.prisma);
      if (task === null) return;
      await this.#workOn(task);
    }
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
      await finishTask(prisma, task, { status: "failed", problem });
    } finally {
      clearInterval(touching);
    }
  }

  async #doPieces(claimed: Task): Promise<void> {
    const { prisma, works } = this.#deps;
    const work = works[taskKindSchema.parse(claimed.kind)];
    let task: Task | null = claimed;
    while (task !== null && task.done < task.total) {
      if (this.#stopping) return handTaskBack(prisma, task);
      task = await writePiece(prisma, task, await work(task));
    }
    if (task !== null) await finishTask(prisma, task, { status: "completed", problem: null });
  }
}
