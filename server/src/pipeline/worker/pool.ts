import type { Worker } from "node:worker_threads";
import type { Plan } from "@formloom/shared/graph";
import type Bree from "bree";
import { memoryUse } from "../memory-use.ts";
import type { PluginQuestion } from "../ports.ts";
import { createBree } from "./create-bree.ts";
import { nobody, type PoolHandlers, type ThreadSettings } from "./pool-handlers.ts";
import { PluginQuestions } from "./plugin-questions.ts";
import {
  isFromThread,
  type FromThread,
  type PluginActs,
  type RunProgress,
  type RunTask,
  type SendTask,
  type ToThread,
  type TrialTask,
} from "./protocol.ts";
import { reportSlot, type ThreadReport } from "./thread-report.ts";
import { heardFrom, isHung, learnCpu, newSlot, type LossCause, type Slot } from "./thread-slot.ts";

const pingEveryMs = 250;
/** Most memory outside its heap that a thread may hold: buffers, which no heap limit counts. */
const maxBufferBytes = 256 * 2 ** 20;
/** A thread that is silent while the process grows by more than this is ended at once. */
const maxGrowthBytes = 768 * 2 ** 20;
/** A process that was away itself for this long has not read yet what its threads said meanwhile. */
const absentMs = 1_000;

/**
 * A fixed pool of long-lived threads that Bree starts, watches and starts again. A thread that answers
 * no ping is ended; what was in it is reported lost.
 */
export class WorkerPool {
  #handlers = nobody;
  readonly #bree: Bree;
  readonly #slots: Map<string, Slot>;
  readonly #questions = new PluginQuestions();
  #started: Promise<void> | null = null;
  #watch: NodeJS.Timeout | null = null;
  #stopping = false;
  #rssAtReady = 0;
  #pingedAtMs = Number.POSITIVE_INFINITY;
  #acts: readonly PluginActs[] = [];
  /** The first start, until all threads have loaded all node types. */
  #first: PromiseWithResolvers<void> | null = null;

  constructor({ threads, settings }: { threads: number; settings: ThreadSettings }) {
    const names = Array.from({ length: threads }, (_, index) => `thread-${index + 1}`);
    this.#slots = new Map(names.map((name) => [name, newSlot(name)]));
    this.#bree = createBree(names, settings, {
      onError: (error, name) => this.#threadFailed(name, error),
      onMessage: (message, name) => this.#hear(name, message),
    });
    this.#bree.on("worker deleted", (name: string) => this.#threadGone(name));
  }

  /** Says whom to tell; before that nothing is dispatched, so nothing is missed. */
  connect(handlers: PoolHandlers): void {
    this.#handlers = handlers;
  }

  /**
   * Starts all threads, once; resolves when each has loaded the node types, and rejects where one cannot
   * be loaded at all.
   */
  start(): Promise<void> {
    this.#started ??= this.#startAll();
    return this.#started;
  }

  async #startAll(): Promise<void> {
    this.#first = Promise.withResolvers<void>();
    for (const name of this.#slots.keys()) await this.#run(name);
    this.#watch = setInterval(() => this.#ping(), pingEveryMs);
    await this.#first.promise;
  }

  /** What the node types can do besides running. */
  get acts(): readonly PluginActs[] {
    return this.#acts;
  }

  get isReady(): boolean {
    return [...this.#slots.values()].every((slot) => slot.ready);
  }

  /** Hands a run to the thread that has the fewest. */
  dispatch(task: RunTask, plan: Plan): void {
    const slot = this.#idlest();
    slot.runs.set(task.runId, task.epoch);
    if (!slot.plans.has(task.versionId)) {
      slot.plans.add(task.versionId);
      this.#tell(slot.name, { kind: "plan", versionId: task.versionId, plan });
    }
    this.#tell(slot.name, { kind: "run", task });
  }

  granted(runId: string, ordinal: number): void {
    this.#tellHolder(runId, { kind: "granted", runId, ordinal });
  }

  recorded(runId: string, ordinals: readonly number[]): void {
    this.#tellHolder(runId, { kind: "recorded", runId, ordinals });
  }

  /** Takes a run away from its thread; nothing more is heard of it. */
  drop(runId: string): void {
    this.#tellHolder(runId, { kind: "drop", runId });
    this.#forget(runId);
  }

  /** Begins nothing new; each run is handed back when what executes has ended. */
  drain(): void {
    for (const name of this.#slots.keys()) this.#tell(name, { kind: "drain" });
  }

  ask(question: PluginQuestion): Promise<unknown> {
    return this.#ask({ kind: "ask", question });
  }

  /** Tries plans in the thread that has the fewest runs; rejects with `PluginQuestionFailed`. */
  try(task: TrialTask): Promise<unknown> {
    return this.#ask({ kind: "try", task });
  }

  /** Acts once, outside of any run; rejects with `PluginQuestionFailed` where nobody knows whether. */
  send(task: SendTask): Promise<unknown> {
    return this.#ask({ kind: "send", task });
  }

  #ask(question: Parameters<PluginQuestions["ask"]>[0]): Promise<unknown> {
    const { name } = this.#idlest();
    return this.#questions.ask(question, name, (thread, message) => this.#tell(thread, message));
  }

  #idlest(): Slot {
    return [...this.#slots.values()].reduce((least, other) =>
      other.runs.size < least.runs.size ? other : least,
    );
  }

  /** How each thread does, and the services that its steps call. */
  report(): readonly ThreadReport[] {
    return [...this.#slots.values()].map((slot) => reportSlot(slot, performance.now()));
  }

  /** Lets the next act through to a host that is left alone. */
  probe(host: string): void {
    for (const name of this.#slots.keys()) this.#tell(name, { kind: "probe", host });
  }

  /** Ends all threads at once. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#watch !== null) clearInterval(this.#watch);
    // Not bree.stop(): it waits without a deadline for an answer that a hung thread never gives.
    await Promise.all([...this.#bree.workers.values()].map((worker: Worker) => worker.terminate()));
  }

  /** A node type can post to the same port: what is none of ours is an error of it, and no more. */
  #hear(name: string, message: unknown): void {
    try {
      if (!isFromThread(message)) throw new Error("a thread sent a message of an unknown kind");
      this.#receive(name, message);
    } catch (error) {
      this.#handlers.onError(error, name);
    }
  }

  #receive(name: string, message: FromThread): void {
    const slot = this.#slots.get(name);
    if (slot === undefined) return;
    heardFrom(slot);
    switch (message.kind) {
      case "ready":
        return this.#threadReady(slot);
      case "acts":
        return this.#threadLoaded(slot, message.acts);
      case "progress":
        return this.#progress(slot, message.items);
      case "begin":
        return this.#handlers.onBegin(message);
      case "started":
        return this.#handlers.onStarted(message.items);
      case "blocked":
        return this.#handlers.onBlocked(message);
      case "answer":
        return this.#questions.answer(message);
      case "pong":
        slot.pongs = message.n;
        if (message.services !== null) slot.services = message.services;
        if (message.bufferBytes > maxBufferBytes) this.#end(slot, "memory");
    }
  }

  #threadFailed(name: string, error: unknown): void {
    const slot = this.#slots.get(name);
    const code: unknown = error instanceof Error && "code" in error ? error.code : null;
    if (slot !== undefined && code === "ERR_WORKER_OUT_OF_MEMORY") slot.cause = "memory";
    // After the first start this does nothing any more.
    if (slot?.loaded === false) this.#first?.reject(error);
    if (!this.#stopping) this.#handlers.onError(error, name);
  }

  /** Ends a thread; what was in it is reported lost when it is gone. */
  #end(slot: Slot, cause: LossCause): void {
    slot.cause = cause;
    // Until it is gone, which takes some ms, it is not ended again.
    heardFrom(slot);
    void this.#bree.workers.get(slot.name)?.terminate();
  }

  #threadReady(slot: Slot): void {
    slot.ready = true;
    this.#rssAtReady = Math.max(this.#rssAtReady, memoryUse().processBytes);
  }

  #threadLoaded(slot: Slot, acts: readonly PluginActs[]): void {
    slot.loaded = true;
    this.#acts = acts;
    if ([...this.#slots.values()].every(({ loaded }) => loaded)) this.#first?.resolve();
  }

  #progress(slot: Slot, items: readonly RunProgress[]): void {
    for (const { runId, epoch, stand } of items) {
      if (stand.kind !== "going" && slot.runs.get(runId) === epoch) slot.runs.delete(runId);
    }
    this.#handlers.onProgress(items);
  }

  #ping(): void {
    const now = performance.now();
    if (now - this.#pingedAtMs > absentMs) {
      for (const slot of this.#slots.values()) heardFrom(slot);
    }
    this.#pingedAtMs = now;
    const grew = memoryUse().processBytes - this.#rssAtReady > maxGrowthBytes;
    for (const slot of this.#slots.values()) {
      const worker = this.#bree.workers.get(slot.name);
      if (worker !== undefined) void learnCpu(slot, worker);
      if (isHung(slot, now)) {
        this.#end(slot, "hung");
      } else if (slot.ready && grew && slot.pongs < slot.pings) {
        this.#end(slot, "memory");
      } else if (slot.ready) {
        slot.pings += 1;
        this.#tell(slot.name, { kind: "ping", n: slot.pings });
      }
    }
  }

  #threadGone(name: string): void {
    const slot = this.#slots.get(name);
    if (slot === undefined || this.#stopping) return;
    const lost = [...slot.runs.keys()];
    this.#slots.set(name, newSlot(name));
    this.#questions.threadGone(name);
    this.#handlers.onThreadDied(slot.cause);
    if (lost.length > 0) this.#handlers.onThreadLost(lost, slot.cause);
    // After this event Bree has forgotten the thread and lets it be run again.
    setImmediate(() => {
      this.#run(name).catch((error: unknown) => this.#handlers.onError(error, name));
    });
  }

  async #run(name: string): Promise<void> {
    await this.#bree.run(name);
    const slot = this.#slots.get(name);
    if (slot !== undefined) this.#send(slot);
  }

  #tellHolder(runId: string, message: ToThread): void {
    for (const slot of this.#slots.values())
      if (slot.runs.has(runId)) this.#tell(slot.name, message);
  }

  #forget(runId: string): void {
    for (const slot of this.#slots.values()) slot.runs.delete(runId);
  }

  #tell(name: string, message: ToThread): void {
    const slot = this.#slots.get(name);
    if (slot === undefined) return;
    if (slot.outgoing.length === 0) setImmediate(() => this.#send(slot));
    slot.outgoing.push(message);
  }

  /** While a thread is started again there is nobody to send to: it hears everything when it is there. */
  #send(slot: Slot): void {
    const worker = this.#bree.workers.get(slot.name);
    if (worker === undefined || this.#slots.get(slot.name) !== slot) return;
    if (slot.outgoing.length > 0) worker.postMessage(slot.outgoing);
    slot.outgoing = [];
  }
}
