import type { EventMap, FormEvent } from "@formloom/shared/events";
import { isOutage } from "../db/outage.ts";
import type { BornRun } from "./compile/born-runs.ts";
import type { PlanStore } from "./compile/plan-store.ts";
import { HeldRuns } from "./held-run.ts";
import { cancelOpenRuns, type CancelledRun } from "./jobs/cancel.ts";
import { claimDueRuns } from "./jobs/claim.ts";
import { createEnginePools, type EnginePools } from "./jobs/engine-pools.ts";
import { GroupCommit } from "./jobs/group-commit.ts";
import { interruptRuns, wasAlone } from "./jobs/interrupt.ts";
import { Owner } from "./jobs/owner.ts";
import type { StepRow } from "./jobs/sql/interrupt-runs.ts";
import { QueueLoop } from "./jobs/queue-loop.ts";
import { createRunQueue, type RunQueue } from "./jobs/queue.ts";
import { settleBatch } from "./jobs/settle.ts";
import { startSweep, type Sweep } from "./jobs/sweep.ts";
import { inTransaction } from "./jobs/transaction.ts";
import type { Config } from "../config.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Logger } from "../logger.ts";
import type { PluginSources } from "./plugins/registry.ts";
import type { Credentials, Pipeline } from "./ports.ts";
import { RunHolder, type HeldRun } from "./run-holder.ts";
import { WorkerPool } from "./worker/pool.ts";
import type { PluginActs, RunProgress } from "./worker/protocol.ts";

const maxReportsPerCommit = 200;
const gatherMs = 2;

export interface EngineDeps {
  readonly connectionString: string;
  readonly prisma: PrismaClient;
  readonly config: Pick<Config, "role" | "threads" | "egressAllow" | "mailFrom" | "baseUrl">;
  readonly sources: PluginSources;
  readonly credentials: Credentials;
  readonly logger: Logger;
  readonly onEgressBlocked: (blocked: { runId: string; reason: string }) => void;
  readonly plans: PlanStore;
  readonly emit: <Name extends keyof EventMap>(name: Name, data: EventMap[Name]) => void;
}

/** Jobs and worker together: what claims runs, has them executed, and writes what became of them. */
export class Engine {
  readonly pools: EnginePools;
  readonly owner: Owner;
  readonly #deps: EngineDeps;
  readonly #queue: RunQueue;
  readonly #workers: WorkerPool;
  readonly #holder: RunHolder;
  readonly #heldRuns: HeldRuns;
  readonly #loop: QueueLoop;
  #sweep: Sweep | null = null;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.pools = createEnginePools(deps.connectionString, this.#log("a database connection broke"));
    this.owner = new Owner(deps.connectionString, () => this.#ownershipLost());
    this.#queue = createRunQueue(this.pools.side, this.#log("the queue reported an error"));
    this.#workers = this.#createWorkers();
    this.#heldRuns = new HeldRuns(deps.prisma, deps.plans);
    this.#holder = this.#createHolder();
    this.#loop = new QueueLoop({
      claim: (limit) =>
        claimDueRuns(limit, {
          pool: this.pools.side,
          owner: () => this.owner.id,
          take: this.#queue.take,
        }),
      room: () => (this.#claims && this.isReady() ? this.#holder.room : 0),
      begin: async (claimed) => {
        const run = await this.#heldRuns.fromClaim(claimed);
        if (run !== null) await this.#holder.hold(run);
      },
      whenGone: (runId) => this.#holder.whenGone(runId),
      onError: this.#log("the queue could not be read; it is tried again"),
    });
  }

  async start(): Promise<void> {
    await Promise.all([this.owner.start(), this.#queue.start(), this.#workers.start()]);
    this.#loop.start();
    this.#sweep = startSweep({
      pool: this.pools.side,
      interrupt: (runIds) => this.#takeOver(runIds),
      enqueue: (runIds) => this.enqueue(runIds),
      onStray: (runIds) =>
        this.#deps.logger.error({ runIds }, "runs had neither holder nor job; they were requeued"),
      onError: this.#log("the sweep failed; it tries again"),
    });
  }

  /** Whether this process may claim another run at once; one of the role `web` leaves them to others. */
  hasRoom(): boolean {
    return this.#claims && this.owner.held && this.#holder.hasRoom;
  }

  get #claims(): boolean {
    return this.#deps.config.role !== "web";
  }

  isReady(): boolean {
    return this.owner.held && this.#workers.isReady;
  }

  /** What the node types can do besides running. */
  get acts(): readonly PluginActs[] {
    return this.#workers.acts;
  }

  ask(question: Parameters<Pipeline["askPlugin"]>[0]): Promise<unknown> {
    return this.#workers.ask(question);
  }

  /** Begins runs that this process has just written as its own; queues those that found no room. */
  async holdBorn(event: FormEvent, runs: readonly BornRun[]): Promise<void> {
    const queued = runs.filter((run) => run.status === "queued").map((run) => run.runId);
    if (queued.length > 0) await this.enqueue(queued);
    for (const run of runs) {
      if (run.status === "running") void this.#hold(this.#heldRuns.fromBirth(event, run));
    }
  }

  /** Puts runs that nobody holds into the queue. */
  async enqueue(runIds: readonly string[]): Promise<void> {
    await inTransaction(this.pools.side, (client) =>
      this.#queue.add(
        client,
        runIds.map((runId) => ({ runId, dueInMs: 0 })),
      ),
    );
    this.#loop.wake();
  }

  /** Cancels unfinished runs; returns how many. */
  async cancel(where: Parameters<Pipeline["cancelRuns"]>[0]): Promise<number> {
    const cancelled = await cancelOpenRuns(this.pools.side, where);
    for (const run of cancelled) this.#announceCancelled(run);
    return cancelled.length;
  }

  /** Lets what executes end within the grace time, hands back the rest uncharged, and closes. */
  async stop(graceMs: number): Promise<void> {
    await this.#sweep?.stop();
    await this.#loop.stop();
    this.#workers.drain();
    await this.#holder.whenIdle(graceMs);
    await this.#workers.stop();
    const left = this.#holder.loseAll();
    if (left.length > 0) await this.#interrupt(left, () => false);
    await this.#queue.stop();
    await this.owner.stop();
    await this.pools.end();
  }

  #createWorkers(): WorkerPool {
    const { config, sources, logger } = this.#deps;
    return new WorkerPool({
      threads: config.threads,
      settings: {
        ...sources,
        egressAllow: config.egressAllow,
        mailFrom: config.mailFrom ?? "Formloom <formloom@localhost>",
        failPoint: process.env["FORMLOOM_TEST_FAIL_POINT"],
      },
      onProgress: (items) => this.#holder.progress(items),
      onBegin: (run) => this.#holder.begin(run),
      onStarted: (steps) => this.#holder.started(steps),
      onThreadLost: (runIds) => void this.#takeBack(runIds).catch(this.#log("lost runs stay lost")),
      onBlocked: this.#deps.onEgressBlocked,
      onError: (error, thread) => logger.error({ err: error, thread }, "a thread failed"),
    });
  }

  #createHolder(): RunHolder {
    const { config, credentials, emit } = this.#deps;
    const commit = (items: readonly RunProgress[]): Promise<readonly boolean[]> =>
      settleBatch(items, {
        pool: this.pools.settle,
        owner: () => this.owner.id,
        enqueue: this.#queue.add,
      });
    return new RunHolder({
      pool: this.#workers,
      credentials,
      settle: new GroupCommit({
        commit,
        maxItems: maxReportsPerCommit,
        gatherMs,
        expectsMore: () => this.#holder.size > 1,
      }),
      emit,
      baseUrl: config.baseUrl,
      isOutage,
      onParked: (dueInMs) => this.#loop.wakeIn(dueInMs),
      onDefect: (error, runId) =>
        this.#deps.logger.error({ err: error, runId }, "a result could not be written"),
    });
  }

  async #hold(run: HeldRun): Promise<void> {
    try {
      await this.#holder.hold(run);
    } catch (error) {
      this.#log("a run could not be begun; it is handed back")(error);
      await this.#takeBack([run.runId]);
    }
  }

  /**
   * The runs of a thread that died begin again one by one, so that the one that kills its thread is
   * found out: the one that was executed alone is the culprit, and its attempt counts.
   */
  async #takeBack(runIds: readonly string[]): Promise<void> {
    const lost = this.#holder.lose(runIds);
    const alone = runIds.length === 1 ? runIds[0] : lost.find((id) => this.#loop.isAlone(id));
    this.#loop.suspect(lost);
    await this.#interrupt(lost, (step) => step.runId === alone);
    this.#loop.wake();
  }

  async #takeOver(runIds: readonly string[]): Promise<readonly string[]> {
    const taken = await this.#interrupt(runIds, wasAlone);
    const { logger } = this.#deps;
    if (taken.length > 0)
      logger.warn({ count: taken.length }, "runs of a lost process were taken over");
    this.#loop.wake();
    return taken;
  }

  #interrupt(runIds: readonly string[], isCharged: (step: StepRow) => boolean): Promise<string[]> {
    return interruptRuns(runIds, isCharged, {
      pool: this.pools.side,
      plan: async (versionId) => (await this.#deps.plans.version(versionId))?.plan ?? null,
      enqueue: this.#queue.add,
    });
  }

  #announceCancelled({ runId, pipelineId, formId }: CancelledRun): void {
    this.#holder.drop(runId);
    this.#deps.emit("plugin.run.changed", { runId, pipelineId, formId, status: "cancelled" });
  }

  #ownershipLost(): void {
    this.#deps.logger.warn("the lock's connection was lost: what was held is left to the sweep");
    this.#holder.dropAll();
  }

  #log(what: string): (error: unknown) => void {
    return (error) => this.#deps.logger.error({ err: error }, what);
  }
}
