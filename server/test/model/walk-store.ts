import { advance, type Plan } from "@formloom/shared/graph";
import { isStepSettled, stepMoves, type StepStatus } from "@formloom/shared/run";
import type { ResumedStep, RunProgress, StepReport } from "../../src/pipeline/worker/protocol.ts";

interface StoredStep {
  status: StepStatus;
  port: string | null;
  attempts: number;
  uncharged: number;
  dueAtMs: number | null;
  output: unknown;
}

/** What stands for the database: takes a run's reports as it does, and refuses what must never come. */
export class WalkStore {
  readonly #plan: Plan;
  readonly steps: StoredStep[];
  /** Results that were accepted, by step. */
  readonly results: number[];
  epoch = 1;
  careful = false;
  /** When the run may be claimed; null while somebody holds it. */
  dueAtMs: number | null = null;
  over: { readonly status: string; readonly outcome: string | null } | null = null;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.results = plan.steps.map(() => 0);
    this.steps = plan.steps.map(() => ({
      status: "waiting",
      port: null,
      attempts: 0,
      uncharged: 0,
      dueAtMs: null,
      output: undefined,
    }));
  }

  /** Writes what became of steps; false when the run is another's by now. */
  settle({ epoch, steps, stand }: RunProgress): boolean {
    if (epoch !== this.epoch || this.dueAtMs !== null || this.over !== null) return false;
    for (const step of steps) this.#write(step);
    if (stand.kind === "parked") this.#park(stand.dueInMs);
    if (stand.kind === "over") this.#end(stand.status, stand.outcome);
    return true;
  }

  /** Puts an attempt on record before it begins. */
  begin(epoch: number, step: StepReport): boolean {
    if (epoch !== this.epoch || this.dueAtMs !== null || this.over !== null) return false;
    this.#write(step);
    return true;
  }

  /** The holder died: what was on record as running is interrupted for free. */
  lose(): void {
    this.epoch += 1;
    this.careful = true;
    this.dueAtMs = performance.now();
    for (const step of this.steps) {
      if (step.status !== "running") continue;
      Object.assign(step, { status: "pending", uncharged: step.uncharged + 1, dueAtMs: null });
    }
  }

  /** Hands the run out again. */
  claim(): readonly ResumedStep[] {
    this.epoch += 1;
    this.dueAtMs = null;
    return this.steps.map(({ dueAtMs, ...step }, ordinal) => ({
      ...step,
      ordinal,
      effects: [],
      dueInMs: dueAtMs === null ? 0 : dueAtMs - performance.now(),
    }));
  }

  isSettled(ordinal: number): boolean {
    const status = this.steps[ordinal]?.status;
    return status !== undefined && isStepSettled(status);
  }

  /** Whether a step's part is done and on record, be it that its time has not come yet. */
  isOnRecord(ordinal: number): boolean {
    const { status, port } = this.steps[ordinal] ?? {};
    return this.isSettled(ordinal) || (status === "pending" && port !== null);
  }

  /** Whether a step did its part on record, and its time has come: it ends by itself. */
  hasWaited(ordinal: number): boolean {
    const { status, port, dueAtMs } = this.steps[ordinal] ?? {};
    return status === "pending" && port !== null && (dueAtMs ?? 0) <= performance.now();
  }

  #write(report: StepReport): void {
    const { ordinal, status, port, attempts, uncharged, dueInMs, log } = report;
    const known = this.steps[ordinal];
    if (known === undefined) throw new Error(`step ${ordinal} does not exist`);
    if (!stepMoves[known.status].includes(status)) {
      throw new Error(`step ${ordinal} went from ${known.status} to ${status}`);
    }
    if (attempts < known.attempts) throw new Error(`step ${ordinal} lost an attempt`);
    if (isStepSettled(status)) this.results[ordinal] = (this.results[ordinal] ?? 0) + 1;
    const hasOutput = log !== null && log.output !== null;
    this.steps[ordinal] = {
      status,
      port,
      attempts,
      uncharged,
      dueAtMs: dueInMs === null ? null : performance.now() + dueInMs,
      output: hasOutput ? JSON.parse(log.output) : known.output,
    };
  }

  #park(dueInMs: number): void {
    this.dueAtMs = performance.now() + dueInMs;
    const { ready } = advance(this.#plan, this.steps);
    if (ready.length > 0 && dueInMs > 0) {
      throw new Error(`step ${ready.join(", ")} could begin at once, not in ${dueInMs} ms`);
    }
  }

  #end(status: string, outcome: string | null): void {
    this.over = { status, outcome };
    const open = this.steps.flatMap((step, ordinal) =>
      isStepSettled(step.status) ? [] : [`${ordinal} ${step.status}`],
    );
    if (open.length > 0) throw new Error(`the run is over, and not its steps ${open.join(", ")}`);
  }
}
