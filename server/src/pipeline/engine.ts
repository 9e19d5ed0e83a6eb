import type { FormEvent } from "@formloom/shared/events";
import { isOutage } from "../db/outage.ts";
import type { BornRun } from "./compile/born-runs.ts";
import { HeldRuns } from "./held-run.ts";
import { cancelOpenRuns, type CancelledRun } from "./jobs/cancel.ts";
import { claimDueRuns, type ClaimedRun } from "./jobs/claim.ts";
import { createEnginePools, type EnginePools } from "./jobs/engine-pools.ts";
import { GroupCommit } from "./jobs/group-commit.ts";
import { Owner } from "./jobs/owner.ts";
import { QueueLoop } from "./jobs/queue-loop.ts";
import { releaseHeldRuns } from "./jobs/release-held.ts";
import { createRunQueue, type RunQueue } from "./jobs/queue.ts";
import { settleBatch, type RunWrite } from "./jobs/settle.ts";
import { startSweep, type Sweep } from "./jobs/sweep.ts";
import { createRunWriter, type WriteRuns } from "./jobs/write-runs.ts";
import { inTransaction } from "./jobs/transaction.ts";
import { Turns } from "./jobs/turns.ts";
import type { TransactionClient } from "../db/client.ts";
import type { EngineDeps } from "./engine-deps.ts";
import type { Pipeline } from "./ports.ts";
import { reportProcess } from "./process-report.ts";
import type { HeldRun } from "./in-flight.ts";
import { RunHolder } from "./run-holder.ts";
import { TakeBack } from "./take-back.ts";
import type { WorkerPool } from "./worker/pool.ts";
import type { PluginActs } from "./worker/protocol.ts";

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
  readonly #turns: Turns;
  readonly #takeBack: TakeBack;
  /** Writes new runs, with the jobs of those that nobody holds. */
  readonly writeRuns: WriteRuns;
  #sweep: Sweep | null = null;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.pools = createEnginePools(deps.connectionString, this.#log("a database connection broke"));
    this.owner = new Owner({
      connectionString: deps.connectionString,
      role: deps.config.role,
      threads: deps.config.threads,
      inFlight: () => this.inFlight,
      report: () => reportProcess({ ...deps, sweep: this.#sweep }),
      onLost: () => this.#ownershipLost(),
      onSignal: deps.onSignal,
    });
    this.#queue = createRunQueue(this.pools.side, this.#log("the queue reported an error"));
    this.#turns = new Turns({
      pool: this.pools.side,
      enqueue: (runIds) => this.enqueue(runIds),
      onError: this.#log("the next of a line could not be queued; the sweep does it"),
    });
    this.writeRuns = createRunWriter({
      pool: this.pools.take,
      enqueue: this.#queue.add,
      onQueued: () => this.queued(),
    });
    this.#workers = deps.workers;
    this.#connectWorkers();
    this.#heldRuns = new HeldRuns(deps.prisma, deps.plans);
    this.#holder = this.#createHolder();
    this.#loop = this.#createLoop();
    this.#takeBack = new TakeBack({
      pool: this.pools.side,
      owner: () => this.owner.id,
      plans: deps.plans,
      queue: this.#queue,
      holder: this.#holder,
      loop: this.#loop,
      counters: deps.counters,
      logger: deps.logger,
    });
  }

  async start(): Promise<void> {
    await Promise.all([this.owner.start(), this.#queue.start(), this.#workers.start()]);
    this.#loop.start();
    this.#sweep = startSweep({
      pool: this.pools.side,
      owner: this.owner,
      isHeld: (runId) => this.#holder.runs.get(runId) !== undefined,
      onLost: (name) => this.#deps.logger.warn({ process: name }, "a process was lost"),
      interrupt: (runIds) => this.#takeBack.fromProcess(runIds),
      enqueue: (runIds) => this.enqueue(runIds),
      queueHeads: () => this.#turns.sweep(),
      releaseHeld: () => this.releaseHeld(null),
      onStray: (runIds) => {
        this.#deps.counters.stray(runIds.length);
        this.#deps.logger.error({ runIds }, "runs had neither holder nor job; they were requeued");
      },
      onError: this.#log("the sweep failed; it tries again"),
    });
  }

  /** Runs that this process holds. */
  get inFlight(): number {
    return this.#holder.runs.size;
  }

  /** Looks into the queue now. */
  wake(): void {
    this.#loop.wake();
  }

  /** Whether this process may claim a run at once; one of the role `web` leaves them to others. */
  hasRoom(pipelineId: string): boolean {
    return this.#claims && this.owner.held && this.#holder.runs.hasRoom(pipelineId);
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

  /** Begins runs that this process has just written as its own. */
  holdBorn(event: FormEvent, runs: readonly BornRun[]): void {
    for (const run of runs) {
      if (run.status === "running") void this.#hold(this.#heldRuns.fromBirth(event, run));
    }
  }

  /** Puts queued runs into the queue within a transaction of the caller's. */
  queueIn(tx: TransactionClient, runIds: readonly string[]): Promise<void> {
    return this.#queue.addIn(tx, runIds);
  }

  /** Releases the held runs of one pipeline, or of all, as far as they are not paused. */
  releaseHeld(pipelineId: string | null): Promise<number> {
    return releaseHeldRuns(pipelineId, {
      pool: this.pools.side,
      enqueue: this.#queue.add,
      onReleased: (runs) => {
        for (const { id: runId, pluginConfigId, formId } of runs) {
          this.#deps.announce.run({ runId, pipelineId: pluginConfigId, formId, status: "queued" });
        }
        const lines = runs.flatMap((run) => (run.turn === null ? [] : run.pluginConfigId));
        if (lines.length > 0) void this.#turns.next([...new Set(lines)]);
        this.queued();
      },
    });
  }

  /** Puts runs that nobody holds into the queue. */
  async enqueue(runIds: readonly string[]): Promise<void> {
    await inTransaction(this.pools.side, (client) =>
      this.#queue.add(
        client,
        runIds.map((runId) => ({ runId, dueInMs: 0 })),
      ),
    );
    this.queued();
  }

  /** Says that runs were put into the queue, here and to other processes. */
  queued(): void {
    this.#loop.wake();
    this.#deps.onQueued();
  }

  /** Cancels unfinished runs; returns how many. */
  async cancel(where: Parameters<Pipeline["cancelRuns"]>[0]): Promise<number> {
    const cancelled = await cancelOpenRuns(where, {
      pool: this.pools.side,
      plan: (versionId) => this.#deps.plans.planOf(versionId),
    });
    for (const run of cancelled) this.#announceCancelled(run);
    this.#turns.cancelled(cancelled);
    return cancelled.length;
  }

  /** Lets what executes end within the grace time, hands back the rest uncharged, and closes. */
  async stop(graceMs: number): Promise<void> {
    await this.#sweep?.stop();
    await this.#loop.stop();
    this.#workers.drain();
    await this.#holder.whenIdle(graceMs);
    await this.#workers.stop();
    await this.#takeBack.handBack(this.#holder.runs.ids());
    await this.#queue.stop();
    await this.owner.stop();
    await this.pools.end();
  }

  #connectWorkers(): void {
    const { logger, counters, onEgressBlocked } = this.#deps;
    this.#workers.connect({
      onProgress: (items) => this.#holder.progress(items),
      onBegin: (run) => this.#holder.begin(run),
      onStarted: (steps) => this.#holder.started(steps),
      onThreadDied: (cause) => counters.threadLost(cause),
      onThreadLost: (runIds, cause) =>
        void this.#takeBack.fromThread(runIds, cause).catch(this.#log("lost runs stay lost")),
      onBlocked: onEgressBlocked,
      onError: (error, thread) => logger.error({ err: error, thread }, "a thread failed"),
    });
  }

  #createHolder(): RunHolder {
    const { config, credentials, announce } = this.#deps;
    const commit = async (items: readonly RunWrite[]): Promise<readonly boolean[]> => {
      const held = await settleBatch(items, {
        pool: this.pools.settle,
        owner: () => this.owner.id,
        enqueue: this.#queue.add,
      });
      this.#turns.written(items, held);
      return held;
    };
    return new RunHolder({
      pool: this.#workers,
      credentials,
      settle: new GroupCommit({
        commit,
        maxItems: 200,
        gatherMs: 2,
        expectsMore: () => this.#holder.runs.size > 1,
      }),
      announce,
      baseUrl: config.baseUrl,
      isOutage,
      onParked: (dueInMs) => this.#loop.wakeIn(dueInMs),
      onDefect: (error, runId) =>
        this.#deps.logger.error({ err: error, runId }, "a result could not be written"),
    });
  }

  /** A claimed run that cannot be begun is handed back: nobody else would take it up. */
  async #begin(claimed: ClaimedRun): Promise<void> {
    try {
      this.#turns.claimed(claimed.row);
      const run = await this.#heldRuns.fromClaim(claimed);
      if (run !== null) await this.#holder.hold(run);
    } catch (error) {
      this.#log("a claimed run could not be begun; it is handed back")(error);
      await this.#takeBack.handBack([claimed.row.id]);
    }
  }

  #createLoop(): QueueLoop {
    return new QueueLoop({
      claim: (request) =>
        claimDueRuns(request, {
          pool: this.pools.side,
          owner: () => this.owner.id,
          take: this.#queue.take,
        }),
      room: (lane) => (this.#claims && this.isReady() ? this.#holder.runs.room(lane) : 0),
      full: () => this.#holder.runs.full(),
      isLively: () => this.#holder.runs.isLively,
      begin: (claimed) => this.#begin(claimed),
      whenGone: (runId) => this.#holder.whenGone(runId),
      onError: this.#log("the queue could not be read; it is tried again"),
    });
  }

  async #hold(run: HeldRun): Promise<void> {
    try {
      await this.#holder.hold(run);
    } catch (error) {
      this.#log("a run could not be begun; it is handed back")(error);
      await this.#takeBack.handBack([run.runId]);
    }
  }

  #announceCancelled({ runId, pipelineId, formId }: CancelledRun): void {
    this.#holder.drop(runId);
    this.#deps.announce.run({ runId, pipelineId, formId, status: "cancelled" });
  }

  #ownershipLost(): void {
    this.#deps.logger.warn("the lock's connection was lost: what was held is left to the sweep");
    this.#holder.dropAll();
  }

  #log(what: string): (error: unknown) => void {
    return (error) => this.#deps.logger.error({ err: error }, what);
  }
}
