import type { Plan, PlanStep } from "@formloom/shared/graph";
import type { StepOutcome } from "@formloom/shared/plugin";
import { vi } from "vitest";
import type { RunProgress, RunTask, StepReport } from "../../src/pipeline/worker/protocol.ts";
import type { StepRun } from "../../src/pipeline/worker/run-step.ts";
import type { StepJob } from "../../src/pipeline/worker/step-job.ts";
import { RunWalk } from "../../src/pipeline/worker/run-walk.ts";
import { runModel, tryOf, type ModelRun, type Script, type Try } from "./walk.model.ts";
import { WalkStore } from "./walk-store.ts";

/** What may befall a run besides the ends of its steps: how often in all. */
export interface Mishaps {
  readonly crashes: number;
  readonly drains: number;
  /** Whether who lost the run goes on for a while, as one that was cut off does. */
  readonly zombies: boolean;
}

interface Call {
  readonly holder: Holder;
  readonly ordinal: number;
  readonly attempt: number;
  readonly finish: (run: StepRun) => void;
}

type Message =
  | { readonly kind: "progress"; readonly holder: Holder; readonly progress: RunProgress }
  | {
      readonly kind: "begin";
      readonly holder: Holder;
      readonly epoch: number;
      readonly step: StepReport;
    };

interface Holder {
  readonly walk: RunWalk;
  /** When steps whose last attempt came to an end here have ended, by the clock of the test. */
  readonly endedAtMs: Map<number, number>;
  isDone: boolean;
}

const maxMoves = 5_000;

/** Drives one run by drawn numbers, from holder to holder, until it is over. */
export class WalkDriver {
  readonly store: WalkStore;
  readonly #plan: Plan;
  readonly #script: Script;
  #left: { crashes: number; drains: number };
  readonly #zombies: boolean;
  #calls: Call[] = [];
  #messages: Message[] = [];
  readonly #expected: ModelRun;
  readonly #faults: string[] = [];
  #claiming = false;
  #holder: Holder;

  constructor(plan: Plan, script: Script, mishaps: Mishaps) {
    this.#plan = plan;
    this.#script = script;
    this.#expected = runModel(plan, script);
    this.#left = { crashes: mishaps.crashes, drains: mishaps.drains };
    this.#zombies = mishaps.zombies;
    this.store = new WalkStore(plan);
    this.#holder = this.#hold([]);
  }

  /** Takes the next move by each number in turn, over and over. */
  async run(picks: readonly number[]): Promise<void> {
    await takeTurns();
    for (let move = 0; this.store.over === null; move += 1) {
      if (move > maxMoves) throw new Error("the run does not come to an end");
      const moves = this.#moves();
      const pick = picks[move % picks.length] ?? 0;
      const chosen = moves[pick % moves.length];
      if (chosen === undefined)
        throw new Error("nothing is left to happen, and the run is not over");
      await chosen();
      await takeTurns();
      if (this.#faults.length > 0) throw new Error(this.#faults.join("; "));
    }
  }

  #moves(): (() => void | Promise<void>)[] {
    const moves: (() => void | Promise<void>)[] = this.#calls.map(
      (call) => () => this.#finish(call),
    );
    if (this.#messages.length > 0)
      moves.push(
        () => this.#commit(),
        () => this.#commit(),
      );
    const isHeld = this.store.dueAtMs === null;
    if (!isHeld && this.#messages.length === 0) moves.push(() => this.#claim());
    if (vi.getTimerCount() > 0)
      moves.push(async () => void (await vi.advanceTimersToNextTimerAsync()));
    if (isHeld && this.#left.crashes > 0) moves.push(() => this.#crash());
    if (isHeld && !this.#holder.isDone && this.#left.drains > 0) moves.push(() => this.#drain());
    return moves;
  }

  #hold(resumed: RunTask["resumed"]): Holder {
    const { epoch, careful } = this.store;
    const walk = new RunWalk(taskOf({ epoch, careful, resumed }), this.#plan, {
      call: (job) => this.#call(holder, job),
      report: (progress) => void this.#messages.push({ kind: "progress", holder, progress }),
      begin: (task, step) =>
        void this.#messages.push({ kind: "begin", holder, epoch: task.epoch, step }),
      random: () => 0.5,
      breathe: () => null,
      done: () => {
        holder.isDone = true;
      },
    });
    const holder: Holder = { walk, endedAtMs: new Map(), isDone: false };
    walk.pump();
    return holder;
  }

  #claim(): void {
    vi.advanceTimersByTime(Math.max(0, (this.store.dueAtMs ?? 0) - performance.now()));
    this.#claiming = true;
    this.#holder = this.#hold(this.store.claim());
    this.#claiming = false;
  }

  #call(holder: Holder, { step, attempt, outputs }: StepJob): Promise<StepRun> {
    const ordinal = this.#plan.steps.indexOf(step);
    // Thrown here it would end up in the walk, which the test has no way to look into.
    if (this.#isCurrent(holder)) this.#faults.push(...this.#faultsOfBegin(holder, step, outputs));
    return new Promise((finish) => {
      this.#calls.push({ holder, ordinal, attempt, finish });
    });
  }

  /** Whether the holder may still have its way; while it is made, there is no other. */
  #isCurrent({ walk }: Holder): boolean {
    return this.#holder === undefined || this.#holder.walk === walk || this.#claiming;
  }

  /** A step begins when its parents have ended, and those that act are on record. */
  #faultsOfBegin(holder: Holder, step: PlanStep, outputs: StepJob["outputs"]): string[] {
    const hasEnded = (ordinal: number): boolean =>
      this.store.isSettled(ordinal) ||
      this.store.hasWaited(ordinal) ||
      this.#plan.steps[ordinal]?.disabled === true ||
      (holder.endedAtMs.get(ordinal) ?? Infinity) <= performance.now();
    const isTaken = ({ from, port }: PlanStep["parents"][number]): boolean =>
      from < 0 || (this.#expected.steps[from]?.port === port && hasEnded(from));
    const taken = step.parents.filter(isTaken);
    if (taken.length === 0) return [`${step.nodeId} began, and no way to it was taken`];
    const faults = taken.map(({ from }) => this.#faultOfParent(step, from, outputs));
    // One that waits for the first way only needs one that it may build upon.
    const isFine = step.join === "first" && faults.includes(null);
    return isFine ? [] : faults.filter((fault) => fault !== null);
  }

  #faultOfParent(step: PlanStep, from: number, outputs: StepJob["outputs"]): string | null {
    const parent = this.#plan.steps[from];
    if (parent === undefined) return null;
    if (parent.acts && !this.store.isOnRecord(from)) {
      return `${step.nodeId} began before the act of ${parent.nodeId} was on record`;
    }
    const isBlind =
      this.store.steps[from]?.status === "completed" && !Object.hasOwn(outputs, parent.nodeId);
    return isBlind ? `${step.nodeId} does not see what ${parent.nodeId} gave` : null;
  }

  #finish(call: Call): void {
    this.#calls = this.#calls.filter((one) => one !== call);
    const step = this.#plan.steps[call.ordinal];
    if (step === undefined) return;
    const charged = call.attempt - (this.store.steps[call.ordinal]?.uncharged ?? 0);
    const tried = tryOf(this.#script, call.ordinal, charged);
    const isLast = tried.kind !== "again" || charged >= step.retry.maxAttempts;
    const waitMs = tried.kind === "waits" ? tried.ms : 0;
    if (isLast) call.holder.endedAtMs.set(call.ordinal, performance.now() + waitMs);
    const output = { from: step.nodeId };
    call.finish({
      outcome: outcomeOf(tried, output),
      startedAtMs: Date.now(),
      durationMs: 1,
      input: null,
      output: "port" in tried ? JSON.stringify(output) : null,
      lines: [],
    });
  }

  #commit(): void {
    const message = this.#messages.shift();
    if (message === undefined) return;
    const { holder } = message;
    if (message.kind === "begin") {
      if (!this.store.begin(message.epoch, message.step)) return holder.walk.drop();
      return holder.walk.granted(message.step.ordinal);
    }
    if (!this.store.settle(message.progress)) return holder.walk.drop();
    if (message.progress.awaited.length > 0) holder.walk.recorded(message.progress.awaited);
  }

  #crash(): void {
    this.#left.crashes -= 1;
    this.store.lose();
    if (this.#zombies) return;
    this.#holder.walk.drop();
    this.#calls = this.#calls.filter(({ holder }) => holder !== this.#holder);
    this.#messages = this.#messages.filter(({ holder }) => holder !== this.#holder);
  }

  #drain(): void {
    this.#left.drains -= 1;
    this.#holder.walk.drain();
  }
}

/** A result passes a few promises before the walk has drawn its conclusions. */
async function takeTurns(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}

function outcomeOf(tried: Try, output: unknown): StepOutcome {
  const error = { code: "test", message: "It failed.", who: "service" } as const;
  switch (tried.kind) {
    case "well":
      return { kind: "succeeded", port: tried.port, output };
    case "waits":
      return {
        kind: "waiting",
        until: new Date(Date.now() + tried.ms).toISOString(),
        port: tried.port,
        output,
      };
    case "skips":
      return { kind: "skipped", reason: "empty" };
    case "again":
      return { kind: "failed", retry: true, error };
    case "fails":
      return { kind: "failed", retry: false, error };
  }
}

function taskOf(held: Pick<RunTask, "epoch" | "careful" | "resumed">): RunTask {
  return {
    ...held,
    runId: "run",
    rootRunId: "run",
    pipelineId: "pipeline",
    versionId: "version",
    isTest: false,
    testTo: null,
    event: {
      id: "event",
      formId: "form",
      responseId: null,
      type: "form.submitted",
      payload: { answers: {} },
      originPipelineId: null,
      at: "2026-01-01T00:00:00.000Z",
    },
    form: { id: "form", name: "Form", timeZone: "UTC" },
    responseUrl: "http://127.0.0.1/",
    connections: {},
    serverMail: null,
    webhookSecrets: [],
  };
}
