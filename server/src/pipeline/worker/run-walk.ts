import {
  advance,
  judgeRun,
  type Plan,
  type PlanStep,
  type StepState,
} from "@formloom/shared/graph";
import { failPoint } from "../../fail-point.ts";
import { Abandon } from "./abandon.ts";
import type { Breather } from "./breather.ts";
import type { RunProgress, RunStand, RunTask, StepReport } from "./protocol.ts";
import { passThrough, type StepRun } from "./run-step.ts";
import type { StepJob } from "./step-job.ts";
import {
  applyOutcome,
  endWait,
  isWaitOnly,
  newCell,
  stepReport,
  type StepCell,
} from "./step-cell.ts";

/** How long results without effects may wait to be written together with others, in ms. */
const holdMs = 100;
const openStep: StepState = { status: "running", port: null };
/** A step that takes longer than this is said to have started. */
const slowAfterMs = 100;

export interface WalkDeps {
  readonly call: (job: StepJob) => Promise<StepRun>;
  readonly report: (progress: RunProgress) => void;
  /** Asks for an attempt to be put on record; answered through {@link RunWalk.granted}. */
  readonly begin: (task: RunTask, step: StepReport) => void;
  readonly random: () => number;
  readonly breathe: Breather;
  /** The run has come to rest here: nothing of it remains in this thread. */
  readonly done: (runId: string) => void;
}

/**
 * Takes one run from step to step within a thread: starts what is ready, times what is due, and says
 * what became of each step. It holds no connection to the database; the process writes what it reports.
 */
export class RunWalk {
  readonly #task: RunTask;
  readonly #plan: Plan;
  readonly #deps: WalkDeps;
  readonly #cells: StepCell[];
  readonly #outputs: Record<string, unknown> = Object.create(null);
  #held: StepReport[] = [];
  #holdTimer: NodeJS.Timeout | null = null;
  #dueTimer: NodeJS.Timeout | null = null;
  #executing = 0;
  /** Steps that acted and are not on record yet: what follows them waits. */
  readonly #offRecord = new Set<number>();
  #draining = false;
  #ended = false;

  constructor(task: RunTask, plan: Plan, deps: WalkDeps) {
    this.#task = task;
    this.#plan = plan;
    this.#deps = deps;
    const resumed = new Map(task.resumed.map((step) => [step.ordinal, step]));
    this.#cells = plan.steps.map((step, ordinal) =>
      newCell(task.rootRunId, step.nodeId, resumed.get(ordinal)),
    );
    for (const [ordinal, cell] of this.#cells.entries()) this.#rememberOutput(ordinal, cell);
  }

  /** Goes as far as the run can go now. */
  pump(): void {
    if (this.#ended) return;
    for (const ordinal of this.#due(isWaitOnly)) this.#endWait(ordinal);
    const { ready, skipped } = advance(this.#plan, this.#states());
    // Also while draining, since the run may be over by it: no run ends with a step left undecided.
    for (const { ordinal, reason } of skipped) this.#skip(ordinal, reason);
    if (!this.#draining) {
      for (const ordinal of ready) this.#launch(ordinal);
      for (const ordinal of this.#due((cell) => !isWaitOnly(cell))) this.#launch(ordinal);
    }
    if (this.#executing === 0 && this.#offRecord.size === 0) return this.#rest();
    if (this.#held.length > 0) this.#flushSoon();
    this.#timeDue();
  }

  /** The attempt that was asked for is on record. */
  granted(ordinal: number): void {
    const cell = this.#cells[ordinal];
    if (this.#ended || cell?.status !== "running") return;
    void this.#execute(ordinal, cell);
  }

  /** What these steps did is on record: what follows them may begin. */
  recorded(ordinals: readonly number[]): void {
    for (const ordinal of ordinals) this.#offRecord.delete(ordinal);
    this.pump();
  }

  /** Steps that have been executing for a while and were not said to yet. */
  takeSlow(nowMs: number): { readonly nodeId: string; readonly attempt: number }[] {
    return this.#cells.flatMap((cell, ordinal) => {
      if (cell.beganAtMs === null || nowMs - cell.beganAtMs < slowAfterMs) return [];
      cell.beganAtMs = null;
      return [{ nodeId: this.#plan.steps[ordinal]?.nodeId ?? "", attempt: cell.attempts }];
    });
  }

  /** The run is no longer ours: aborts what executes and reports nothing more. */
  drop(): void {
    this.#ended = true;
    this.#clearTimers();
    for (const cell of this.#cells) cell.abandon?.abort(new Error("the run was taken away"));
  }

  /** Begins nothing new; the run is handed back when what executes has ended. */
  drain(): void {
    this.#draining = true;
    this.pump();
  }

  #rememberOutput(ordinal: number, cell: StepCell): void {
    const nodeId = this.#plan.steps[ordinal]?.nodeId;
    if (nodeId !== undefined && cell.status === "completed") this.#outputs[nodeId] = cell.output;
  }

  /** Ordinals of steps that wait for a time that has come. */
  #due(which: (cell: StepCell) => boolean): number[] {
    const due: number[] = [];
    for (let ordinal = 0; ordinal < this.#cells.length; ordinal += 1) {
      const cell = this.#cells[ordinal];
      if (cell?.status !== "pending" || !this.#isTimed(cell, ordinal) || !which(cell)) continue;
      if (cell.dueAtMs <= performance.now()) due.push(ordinal);
    }
    return due;
  }

  /** A wait is over: what the step had ready is its result. */
  #endWait(ordinal: number): void {
    const cell = this.#cells[ordinal];
    if (cell === undefined) return;
    const run = endWait(cell);
    this.#rememberOutput(ordinal, cell);
    this.#held.push(this.#report(ordinal, cell, null, run));
  }

  #launch(ordinal: number): void {
    const cell = this.#cells[ordinal];
    const step = this.#plan.steps[ordinal];
    if (cell === undefined || step === undefined) return;
    if (step.join !== null) failPoint("at-join");
    this.#executing += 1;
    cell.status = "running";
    cell.attempts += 1;
    if (this.#task.careful || step.ifInterrupted === "ask") {
      this.#flush({ kind: "going" });
      this.#deps.begin(this.#task, this.#report(ordinal, cell, null));
    } else {
      void this.#execute(ordinal, cell);
    }
  }

  async #execute(ordinal: number, cell: StepCell): Promise<void> {
    const step = this.#plan.steps[ordinal];
    if (step === undefined) return;
    const input = this.#inputOf(step);
    cell.abandon = new Abandon();
    cell.beganAtMs = performance.now();
    // Awaited in both cases: a step never ends within the loop that launched it.
    const run = await (step.disabled
      ? Promise.resolve(passThrough(input))
      : this.#deps.call({
          task: this.#task,
          step,
          kinds: this.#plan.kinds,
          choices: this.#plan.choices,
          attempt: cell.attempts,
          input,
          outputs: this.#outputs,
          ledger: cell.ledger,
          abandon: cell.abandon,
        }));
    cell.beganAtMs = null;
    const turn = this.#deps.breathe();
    if (turn !== null) await turn;
    if (this.#ended) return;
    this.#executing -= 1;
    this.#settle(ordinal, cell, run);
    this.pump();
  }

  #inputOf(step: PlanStep): unknown {
    const taken = step.parents.find(
      ({ from, port }) => from >= 0 && this.#cells[from]?.port === port,
    );
    return taken === undefined ? this.#task.event.payload : this.#cells[taken.from]?.output;
  }

  #settle(ordinal: number, cell: StepCell, run: StepRun): void {
    const step = this.#plan.steps[ordinal];
    const dueInMs =
      step === undefined ? null : applyOutcome(cell, step, run.outcome, this.#deps.random);
    this.#rememberOutput(ordinal, cell);
    const report = this.#report(ordinal, cell, dueInMs, run);
    this.#held.push(report);
    // Where nothing is left to do, the last result and the run's end are one commit.
    if (!this.#goesOn()) return;
    const acted = step?.acts === true && (cell.status !== "pending" || isWaitOnly(cell));
    if (acted) this.#offRecord.add(ordinal);
    const urgent = acted || cell.status !== "completed";
    if (urgent) this.#flush({ kind: "going" }, acted ? [ordinal] : []);
    else this.#flushSoon();
  }

  #flushSoon(): void {
    this.#holdTimer ??= setTimeout(() => this.#flush({ kind: "going" }), holdMs);
  }

  /** The steps as they may be built upon: one that acted counts when it is on record. */
  #states(): readonly StepState[] {
    if (this.#offRecord.size === 0) return this.#cells;
    return this.#cells.map((cell, ordinal) => (this.#offRecord.has(ordinal) ? openStep : cell));
  }

  /** Whether the run has anything left to do. */
  #goesOn(): boolean {
    if (this.#executing > 0 || this.#offRecord.size > 0) return true;
    if (this.#cells.some((cell) => cell.status === "pending")) return true;
    return advance(this.#plan, this.#cells).ready.length > 0;
  }

  #skip(ordinal: number, reason: string): void {
    const cell = this.#cells[ordinal];
    if (cell === undefined) return;
    cell.status = "skipped";
    this.#held.push({ ...this.#report(ordinal, cell, null), skipReason: reason });
  }

  #report(ordinal: number, cell: StepCell, dueInMs: number | null, run?: StepRun): StepReport {
    const nodeId = this.#plan.steps[ordinal]?.nodeId ?? "";
    return stepReport({ ordinal, nodeId }, cell, dueInMs, run);
  }

  /** Nothing executes: the run is over, waits for its next due time, or is handed back. */
  #rest(): void {
    const verdict = judgeRun(this.#plan, this.#cells);
    if (verdict.kind === "ended") {
      this.#end({ kind: "over", status: verdict.status, outcome: verdict.outcome });
    } else if (verdict.kind === "needs_attention") {
      this.#end({ kind: "over", status: "needs_attention", outcome: null });
    } else {
      // What was ready when a drain began goes on at once, not when the next pause is over.
      const isReady = advance(this.#plan, this.#cells).ready.length > 0;
      this.#end({ kind: "parked", dueInMs: isReady ? 0 : this.#nextDueInMs() });
    }
  }

  /** Whether a clock takes the step further; what acted before it waits has to be on record first. */
  readonly #isTimed = (cell: StepCell, ordinal: number): boolean =>
    cell.status === "pending" && !this.#offRecord.has(ordinal);

  #nextDueInMs(): number {
    const due = this.#cells.filter(this.#isTimed).map((cell) => cell.dueAtMs);
    return due.length === 0 ? 0 : Math.max(0, Math.min(...due) - performance.now());
  }

  /** While other steps execute, the walk itself wakes the ones that fall due. */
  #timeDue(): void {
    if (this.#dueTimer !== null) clearTimeout(this.#dueTimer);
    this.#dueTimer = null;
    if (this.#draining || !this.#cells.some(this.#isTimed)) return;
    this.#dueTimer = setTimeout(
      () => this.pump(),
      Math.min(this.#nextDueInMs() + 1, 2_147_483_647),
    );
  }

  #end(stand: RunStand): void {
    this.#flush(stand);
    this.#ended = true;
    this.#clearTimers();
    this.#deps.done(this.#task.runId);
  }

  #flush(stand: RunStand, awaited: readonly number[] = []): void {
    if (this.#holdTimer !== null) clearTimeout(this.#holdTimer);
    this.#holdTimer = null;
    if (this.#ended || (stand.kind === "going" && this.#held.length === 0)) return;
    const { runId, epoch } = this.#task;
    this.#deps.report({ runId, epoch, steps: this.#held, stand, awaited });
    this.#held = [];
  }

  #clearTimers(): void {
    if (this.#holdTimer !== null) clearTimeout(this.#holdTimer);
    if (this.#dueTimer !== null) clearTimeout(this.#dueTimer);
  }
}
