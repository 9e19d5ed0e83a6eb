import type { RunChange, StepChange, StepEventName } from "@formloom/shared/events";
import { InFlight, type HeldRun } from "./in-flight.ts";
import { ownConnections } from "./own-connections.ts";
import type { Credentials } from "./ports.ts";
import { responseUrl } from "./try-out.ts";
import type { WorkerPool } from "./worker/pool.ts";
import type { RunProgress, RunTask, StartedStep, StepReport } from "./worker/protocol.ts";
import type { RunWrite } from "./jobs/settle.ts";
import { withoutResults } from "./unstorable.ts";

const settleRetryMs = 500;

/** What became of steps and runs, for the bus and for other processes. */
export interface Announcer {
  step(name: StepEventName, change: StepChange): void;
  run(change: RunChange): void;
}

export interface RunHolderDeps {
  readonly pool: Pick<WorkerPool, "dispatch" | "granted" | "recorded" | "drop">;
  readonly credentials: Credentials;
  readonly settle: { add(write: RunWrite): Promise<boolean> };
  readonly announce: Announcer;
  readonly baseUrl: string;
  /** Whether a failed write is worth trying again: the database is away, not offended. */
  readonly isOutage: (error: unknown) => boolean;
  /** A run waits; it is due in so many ms. */
  readonly onParked: (dueInMs: number) => void;
  readonly onDefect: (error: unknown, runId: string) => void;
}

/**
 * The runs that this process holds: hands them to threads, writes what the threads report, and says on
 * the bus what was written. A run that turns out to be another's is dropped at once.
 */
export class RunHolder {
  readonly #deps: RunHolderDeps;
  readonly runs = new InFlight();
  readonly #gone = new Map<string, () => void>();
  readonly #idle: (() => void)[] = [];
  /** Runs none of whose steps were written yet. */
  readonly #unwritten = new Set<string>();
  /** The last write of each run that is not done yet. */
  readonly #lastWrite = new Map<string, Promise<boolean>>();
  #writing = 0;

  constructor(deps: RunHolderDeps) {
    this.#deps = deps;
  }

  /** Takes a run that was just claimed, and begins it. */
  async hold(run: HeldRun): Promise<void> {
    // It was taken from us and came back: what is still under way of it counts no more.
    this.drop(run.runId);
    this.runs.add(run);
    if (run.resumed.length === 0) this.#unwritten.add(run.runId);
    for (const step of run.resumed.length === 0 ? run.plan.steps : []) {
      this.#emitStep(run, "plugin.job.created", {
        nodeId: step.nodeId,
        status: "waiting",
        attempt: 0,
      });
    }
    const [connections, webhookSecrets] = await Promise.all([
      ownConnections([run.plan], run.form.ownerId, this.#deps.credentials),
      this.#deps.credentials.webhookSecrets(run.form.id),
    ]);
    if (this.runs.get(run.runId) === run) {
      this.#deps.pool.dispatch(this.#task(run, connections, webhookSecrets), run.plan);
    }
  }

  /** Stops a run here: it was cancelled, or another holds it. */
  drop(runId: string): void {
    if (!this.#forget(runId)) return;
    this.#deps.pool.drop(runId);
    this.#announceIdle();
  }

  /** Stops all runs here: this process is no longer their owner. */
  dropAll(): void {
    for (const runId of this.runs.ids()) this.drop(runId);
  }

  /** Forgets runs whose thread is gone; returns those that were still held. */
  lose(runIds: readonly string[]): string[] {
    return runIds.filter((runId) => this.#forget(runId));
  }

  /** Resolves when the run is no longer held here. */
  async whenGone(runId: string): Promise<void> {
    if (this.runs.get(runId) === undefined) return;
    await new Promise<void>((resolve) => this.#gone.set(runId, resolve));
  }

  /** What threads report, on its way into the database. */
  progress(items: readonly RunProgress[]): void {
    for (const item of items) void this.#write(item);
  }

  /** Steps that take a while, for whoever watches. */
  started(steps: readonly StartedStep[]): void {
    for (const { runId, nodeId, attempt } of steps) {
      const run = this.runs.get(runId);
      if (run !== undefined)
        this.#emitStep(run, "plugin.job.started", { nodeId, attempt, status: "running" });
    }
  }

  /** A step asks to begin: its attempt is put on record first. */
  begin({ runId, epoch, step }: { runId: string; epoch: number; step: StepReport }): void {
    const progress: RunProgress = {
      runId,
      epoch,
      steps: [step],
      stand: { kind: "going" },
      awaited: [],
    };
    void this.#writeAfterOthers(progress).then((held) => {
      if (held) this.#deps.pool.granted(runId, step.ordinal);
    });
  }

  /** Not before what was reported earlier is written, also where that has to be tried again. */
  async #writeAfterOthers(progress: RunProgress): Promise<boolean> {
    await this.#lastWrite.get(progress.runId);
    return this.#write(progress);
  }

  /** Resolves when nothing is held and nothing is being written, or when the time is up. */
  async whenIdle(graceMs: number): Promise<void> {
    if (this.runs.size === 0 && this.#writing === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve);
      setTimeout(resolve, graceMs).unref();
    });
  }

  async #write(progress: RunProgress): Promise<boolean> {
    const run = this.runs.get(progress.runId);
    if (run === undefined || run.epoch !== progress.epoch) return false;
    this.#writing += 1;
    const isFirst = this.#unwritten.delete(run.runId);
    const write = this.#inTurn({ ...progress, plan: run.plan, isFirst });
    this.#lastWrite.set(run.runId, write);
    const held = await write;
    if (this.#lastWrite.get(run.runId) === write) this.#lastWrite.delete(run.runId);
    this.#writing -= 1;
    // By now the run may be held again, with another epoch: that one is left alone.
    if (!held && this.runs.get(run.runId) === run) this.drop(run.runId);
    if (held) this.#tell(run, progress);
    if (held && progress.awaited.length > 0) this.#deps.pool.recorded(run.runId, progress.awaited);
    if (progress.stand.kind !== "going" && this.runs.get(run.runId) === run)
      this.#forget(run.runId);
    this.#announceIdle();
    return held;
  }

  /** In the order in which they were reported: one that has to be tried again is not overtaken by the next. */
  #inTurn(progress: RunWrite): Promise<boolean> {
    const before = this.#lastWrite.get(progress.runId);
    if (before === undefined) return this.#settle(progress);
    return before.then(() => this.#settle(progress));
  }

  /** Writes until it is written: a result is not lost because the database is away for a while. */
  async #settle(progress: RunWrite): Promise<boolean> {
    for (;;) {
      try {
        return await this.#deps.settle.add(progress);
      } catch (error) {
        if (this.runs.get(progress.runId) === undefined) return false;
        if (!this.#deps.isOutage(error)) return this.#settleFailed(progress, error);
        await new Promise((resolve) => setTimeout(resolve, settleRetryMs));
      }
    }
  }

  /** The database refused a result for good: the run is failed rather than left hanging. */
  async #settleFailed(progress: RunWrite, error: unknown): Promise<boolean> {
    this.#deps.onDefect(error, progress.runId);
    this.#deps.pool.drop(progress.runId);
    this.#forget(progress.runId);
    return this.#deps.settle
      .add({ ...progress, ...withoutResults(progress) })
      .catch((again: unknown) => {
        this.#deps.onDefect(again, progress.runId);
        return false;
      });
  }

  #tell(run: HeldRun, progress: RunProgress): void {
    for (const step of progress.steps) {
      const { nodeId, status, attempts: attempt } = step;
      this.#emitStep(run, eventFor(step), { nodeId, status, attempt });
    }
    const { stand } = progress;
    if (stand.kind === "going") return;
    if (stand.kind === "parked") this.#deps.onParked(stand.dueInMs);
    this.#deps.announce.run({
      runId: run.runId,
      formId: run.form.id,
      pipelineId: run.pipelineId,
      status: stand.kind === "over" ? stand.status : "waiting",
    });
  }

  #emitStep(
    { runId, pipelineId, form }: HeldRun,
    name: StepEventName,
    step: Pick<StepChange, "nodeId" | "status" | "attempt">,
  ): void {
    this.#deps.announce.step(name, { runId, formId: form.id, pipelineId, ...step });
  }

  #task(
    run: HeldRun,
    connections: RunTask["connections"],
    webhookSecrets: readonly string[],
  ): RunTask {
    const { plan: _plan, form, ...rest } = run;
    return {
      ...rest,
      form: { id: form.id, name: form.name, timeZone: form.timeZone },
      responseUrl: responseUrl(this.#deps.baseUrl, run.event),
      connections,
      serverMail: this.#deps.credentials.serverMail,
      webhookSecrets,
    };
  }

  #forget(runId: string): boolean {
    this.#gone.get(runId)?.();
    this.#gone.delete(runId);
    this.#unwritten.delete(runId);
    return this.runs.remove(runId);
  }

  #announceIdle(): void {
    if (this.runs.size > 0 || this.#writing > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

function eventFor(step: StepReport): StepEventName {
  if (step.status === "running") return "plugin.job.started";
  if (step.status === "pending" && step.log === null) return "plugin.job.created";
  const wentWrong = step.log?.outcome === "failed" || step.log?.outcome === "retry";
  return wentWrong ? "plugin.job.failed" : "plugin.job.completed";
}
