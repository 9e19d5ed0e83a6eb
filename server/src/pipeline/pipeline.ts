import type { EventMap, FormEvent } from "@formloom/shared/events";
import { createBus, emitHint, type Bus } from "./bus/bus.ts";
import { subscribeAll } from "./bus/subscriptions.ts";
import { bornRuns, runColumns, type BornRun } from "./compile/born-runs.ts";
import { createLiveForms } from "./compile/live-forms.ts";
import { createPlanStore, type PlanStore } from "./compile/plan-store.ts";
import { startRuns } from "./compile/start-runs.ts";
import { Signals } from "./live/signals.ts";
import type { Announcer } from "./run-holder.ts";
import { createFormEvents } from "./events/form-event.ts";
import { startRelay } from "./events/relay.ts";
import { createSubmissions } from "./events/submissions.ts";
import { Counters, type PipelineCounts } from "./counters.ts";
import type { EngineDeps } from "./engine-deps.ts";
import { Engine } from "./engine.ts";
import { signalChannel } from "./jobs/owner.ts";
import { GroupCommit, type CommitBatch } from "./jobs/group-commit.ts";
import { queueDepth, type QueueDepth } from "./jobs/sql/queue-depth.ts";
import { startRuns as startRunsStatement } from "./jobs/sql/start-runs.ts";
import type { PluginActs } from "./worker/protocol.ts";
import { takeSubmissions } from "./jobs/sql/take-submissions.ts";
import type { Pipeline } from "./ports.ts";
import { sendMessage } from "./send-message.ts";
import { tryOut } from "./try-out.ts";

export type PipelineDeps = Omit<
  EngineDeps,
  "plans" | "announce" | "counters" | "onSignal" | "onQueued"
>;

/** How busy the pipeline is, and what it did since its start. */
export interface PipelineReading extends PipelineCounts {
  readonly inFlight: number;
  readonly processes: number;
  readonly queue: QueueDepth;
}

/** The pipeline at work, with what only main.ts and the live view need of it. */
export interface RunningPipeline extends Pipeline {
  readonly bus: Bus;
  /** What the node types can do besides running, as the threads found it. */
  readonly acts: readonly PluginActs[];
  readonly isReady: () => boolean;
  readonly reading: () => Promise<PipelineReading>;
  /** Ends what runs, within the grace time, hands back the rest, and closes. */
  stop(graceMs: number): Promise<void>;
}

const maxSubmissionsPerCommit = 200;
const gatherMs = 2;

/**
 * Wires the path, in its order:
 * event with its cause → bus → compile → jobs → worker → plugin → log → live.
 * Stages never import one another; what one needs of the next is handed to it here.
 */
export async function startPipeline(deps: PipelineDeps): Promise<RunningPipeline> {
  const { prisma, logger } = deps;
  const bus = createBus();
  const emit = <Name extends keyof EventMap>(name: Name, data: EventMap[Name]): void =>
    emitHint(bus, name, data, (error) => logger.error({ err: error }, "a listener failed"));
  const plans = createPlanStore(prisma);
  const forms = createLiveForms({ prisma, plans, nowMs: Date.now });
  const counters = new Counters();
  const { engine, signals, announce } = createEngine({ ...deps, plans, counters }, emit);
  // Runs that were born with their submission wait here for their event to come by on the bus.
  const born = new Map<string, readonly BornRun[]>();
  const begin = async (event: FormEvent): Promise<void> => {
    const known = born.get(event.id);
    born.delete(event.id);
    engine.holdBorn(event, known ?? (await startRuns(event, startDeps(prisma, plans, engine))));
  };
  const unsubscribe = subscribeAll(bus, { startRuns: begin });
  const submissions = createSubmissions<BornRun>({
    ...takeDeps(engine),
    forms,
    onTaken: (event, runs) => {
      if (runs.length === 0) return;
      born.set(event.id, runs);
      emit(event.type, event);
    },
  });
  await engine.start();
  const onError = (error: unknown): void =>
    logger.error({ err: error }, "the relay failed; it tries again");
  const relay = startRelay({ prisma, startRuns: begin, onError });
  return {
    bus,
    acts: engine.acts,
    forms,
    submissions,
    events: createFormEvents({ emit: (event) => emit(event.type, event) }),
    ...controls(engine, announce),
    tryOut: (request) => tryOut(request, { ...deps, baseUrl: deps.config.baseUrl }),
    ...outside(deps, signals),
    isReady: () => engine.isReady(),
    reading: () => readPipeline(engine, counters),
    stop: async (graceMs) => {
      await relay.stop();
      unsubscribe();
      signals.stop();
      await engine.stop(graceMs);
    },
  };
}

/** What the rest of the server may do with runs. */
function controls(
  engine: Engine,
  announce: Announcer,
): Pick<Pipeline, "cancelRuns" | "queueRuns" | "announceRun" | "releaseHeld" | "askPlugin"> {
  return {
    cancelRuns: (where) => engine.cancel(where),
    queueRuns: (tx, runIds) => engine.queueIn(tx, runIds),
    announceRun: (change) => {
      announce.run(change);
      if (change.status === "queued") engine.queued();
    },
    releaseHeld: async (pipelineId) => void (await engine.releaseHeld(pipelineId)),
    askPlugin: (question) => engine.ask(question),
  };
}

/** What the rest of the server may do with the world outside. */
function outside(deps: PipelineDeps, signals: Signals): Pick<Pipeline, "probe" | "sendMessage"> {
  return {
    probe: (host) => {
      deps.workers.probe(host);
      signals.probe(host);
    },
    sendMessage: (request) => sendMessage(request, deps),
  };
}

async function readPipeline(engine: Engine, counters: Counters): Promise<PipelineReading> {
  const { rows } = await engine.pools.side.query<QueueDepth>(queueDepth);
  return {
    ...counters.read(),
    inFlight: engine.inFlight,
    processes: engine.owner.processes,
    queue: rows[0] ?? { due: 0, oldestSeconds: 0 },
  };
}

type Emit = <Name extends keyof EventMap>(name: Name, data: EventMap[Name]) => void;

/** The engine, and the signals by which it and those of other processes tell one another of their work. */
function createEngine(
  deps: PipelineDeps & Pick<EngineDeps, "plans" | "counters">,
  emit: Emit,
): { engine: Engine; signals: Signals; announce: Announcer } {
  const onBus: Announcer = {
    step: (name, change) => emit(name, change),
    run: (change) => emit("plugin.run.changed", change),
  };
  const signals: Signals = new Signals({
    owner: () => engine.owner.id,
    hasPeers: () => engine.owner.hasPeers,
    send: async (payload) => {
      await engine.pools.side.query("SELECT pg_notify($1, $2)", [signalChannel, payload]);
    },
    onWake: () => engine.wake(),
    onStep: (name, change) => emit(name, change),
    onRun: (change) => emit("plugin.run.changed", change),
    onProbe: (host) => deps.workers.probe(host),
    onGap: () => emit("live.gap", undefined),
  });
  const announce = announceTo([onBus, signals, deps.counters]);
  const engine = new Engine({
    ...deps,
    announce,
    onSignal: (payload) => signals.receive(payload),
    onQueued: () => signals.wake(),
  });
  return { engine, signals, announce };
}

/** Announces to each of them: the bus of this process, and the other processes. */
const announceTo = (all: readonly Announcer[]): Announcer => ({
  step: (name, change) => all.forEach((one) => one.step(name, change)),
  run: (change) => all.forEach((one) => one.run(change)),
});

/** What taking submissions needs of the stages after it. */
function takeDeps(engine: Engine) {
  return {
    pool: engine.pools.take,
    write: engine.writeRuns,
    statement: takeSubmissions,
    groupCommit: <Item, Answer>(commit: CommitBatch<Item, Answer>) =>
      new GroupCommit({ commit, maxItems: maxSubmissionsPerCommit, gatherMs }),
    bornRuns,
    runColumns,
    owner: () => engine.owner.id,
    hasRoom: (pipelineId: string) => engine.hasRoom(pipelineId),
  };
}

/** What starting the runs of any other event needs. */
function startDeps(prisma: PipelineDeps["prisma"], plans: PlanStore, engine: Engine) {
  return {
    prisma,
    plans,
    write: engine.writeRuns,
    statement: startRunsStatement,
    owner: () => engine.owner.id,
    hasRoom: (pipelineId: string) => engine.hasRoom(pipelineId),
  };
}
