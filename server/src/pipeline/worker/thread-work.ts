import { flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { toNodeType, type ServiceContext } from "@formloom/plugin-sdk";
import type { Plan } from "@formloom/shared/graph";
import { z } from "zod";
import { armFailPoint } from "../../fail-point.ts";
import { memoryUse } from "../memory-use.ts";
import { loadPlugins } from "../plugins/registry.ts";
import type { PluginQuestion } from "../ports.ts";
import { parseAllowList } from "./address-rules.ts";
import { createBreather } from "./breather.ts";
import { Destinations } from "./destinations.ts";
import { createEgressGuard } from "./egress-guard.ts";
import { outcomeOf } from "./outcome-of.ts";
import type {
  FromThread,
  PluginActs,
  RunProgress,
  RunTask,
  SendTask,
  StepReport,
  ToThread,
  TrialTask,
} from "./protocol.ts";
import { runStep } from "./run-step.ts";
import { RunWalk } from "./run-walk.ts";
import { secretTexts } from "../../secret-texts.ts";
import { createMask } from "./secret-mask.ts";
import { sendOnce } from "./send-once.ts";
import { ServiceTally, type ServiceReport } from "./service-tally.ts";
import { runTrials } from "./trial-run.ts";

// The work of a thread: holds the node types and computes, many runs at once. It has no
// database and no environment; what it is told and what it says is worker/protocol.ts.

const askTimeoutMs = 10_000;
const tellSlowEveryMs = 100;
/** Pings between two reports on services: about 2 s. */
const servicesEvery = 8;

const settings = z
  .object({
    builtIn: z.string(),
    external: z.array(z.string()),
    egressAllow: z.array(z.string()),
    mailFrom: z.string(),
    maxActsPerHost: z.number().int(),
    failPoint: z.string().optional(),
  })
  .parse(workerData);

armFailPoint(settings.failPoint);

const main = parentPort;
if (main === null) throw new Error("this is the work of a thread, not of a process");

const plugins = await loadPlugins(settings);
const guard = createEgressGuard(parseAllowList(settings.egressAllow));
const destinations = new Destinations({ maxActs: settings.maxActsPerHost });
const tally = new ServiceTally();
const breathe = createBreather();
const plans = new Map<string, Plan>();
const walks = new Map<string, RunWalk>();
let outbox: RunProgress[] = [];

const say = (message: FromThread): void => main.postMessage(message);

/** Reports of one turn of the event loop travel in one message. */
function report(progress: RunProgress): void {
  if (outbox.length === 0) setImmediate(sendReports);
  outbox.push(progress);
}

function sendReports(): void {
  if (outbox.length > 0) say({ kind: "progress", items: outbox });
  outbox = [];
}

/** What came before is told before: a step never stands on record as begun before its parents' results. */
function askToBegin(task: RunTask, step: StepReport): void {
  sendReports();
  say({ kind: "begin", runId: task.runId, epoch: task.epoch, step });
}

function startRun(task: RunTask): void {
  const plan = plans.get(task.versionId);
  if (plan === undefined) throw new Error("a run came before its plan");
  const deps = { plugins, guard, destinations, tally, mailFrom: settings.mailFrom };
  const walk: RunWalk = new RunWalk(task, plan, {
    call: async (job) => {
      const run = await runStep(job, deps);
      if (run.outcome.kind === "failed" && run.outcome.error.code === "egress_blocked") {
        say({ kind: "blocked", runId: task.runId, host: "", reason: run.outcome.error.message });
      }
      return run;
    },
    report,
    begin: askToBegin,
    random: Math.random,
    breathe,
    done: (runId) => {
      if (walks.get(runId) === walk) walks.delete(runId);
    },
  });
  walks.get(task.runId)?.drop();
  walks.set(task.runId, walk);
  walk.pump();
}

async function answer(id: number, question: PluginQuestion): Promise<void> {
  const mask = createMask(
    question.connection === null ? [] : secretTexts(question.connection.config),
  );
  try {
    say({ kind: "answer", id, ok: true, value: await ask(question) });
  } catch (thrown) {
    const outcome = outcomeOf(thrown, mask);
    const error = outcome.kind === "failed" ? outcome.error : null;
    say({ kind: "answer", id, ok: false, value: error });
  }
}

async function answerSend(id: number, task: SendTask): Promise<void> {
  const deps = { plugins, guard, destinations, tally, mailFrom: settings.mailFrom };
  say({ kind: "answer", id, ok: true, value: await sendOnce(task, deps) });
}

async function answerTrial(id: number, task: TrialTask): Promise<void> {
  const deps = { plugins, guard, destinations, tally, mailFrom: settings.mailFrom };
  try {
    say({ kind: "answer", id, ok: true, value: await runTrials(task, deps) });
  } catch {
    say({ kind: "answer", id, ok: false, value: null });
  }
}

async function ask(question: PluginQuestion): Promise<unknown> {
  const backend = await plugins.get(question.pluginId)?.backend();
  const signal = AbortSignal.timeout(askTimeoutMs);
  const world: ServiceContext = {
    connection: question.connection,
    signal,
    clock: { now: () => new Date() },
    fetch: (url, request) => guard.fetch(url, { ...request, signal }),
    connect: (target) => guard.connect(target, signal),
  };
  if (backend === undefined) return null;
  if (question.kind === "test") return backend.test?.(world) ?? null;
  const lists = new Map(Object.entries(backend.options ?? {}));
  return lists.get(question.name)?.(world, question) ?? null;
}

/** Now and then with how the services do that steps call. */
function sayPong(n: number): void {
  const { bufferBytes } = memoryUse();
  const services = n % servicesEvery === 0 ? readServices() : null;
  say({ kind: "pong", n, bufferBytes, services });
}

function readServices(): ServiceReport[] {
  const open = new Map(destinations.openCircuits().map((circuit) => [circuit.host, circuit]));
  return tally.read().map((service) => {
    const { openForMs = null, waiting = 0 } = open.get(service.host) ?? {};
    return { ...service, openForMs, waiting };
  });
}

function handle(message: ToThread): void {
  switch (message.kind) {
    case "plan":
      plans.set(message.versionId, message.plan);
      return;
    case "run":
      return startRun(message.task);
    case "granted":
    case "recorded":
    case "drop":
      return tellWalk(message);
    case "drain":
      return drainAll();
    case "ping":
      return sayPong(message.n);
    case "probe":
      return destinations.probe(message.host);
    case "ask":
    case "try":
    case "send":
      answerAny(message);
  }
}

function drainAll(): void {
  for (const walk of walks.values()) walk.drain();
}

function answerAny(message: Extract<ToThread, { kind: "ask" | "try" | "send" }>): void {
  if (message.kind === "ask") void answer(message.id, message.question);
  else if (message.kind === "try") void answerTrial(message.id, message.task);
  else void answerSend(message.id, message.task);
}

function tellWalk(message: Extract<ToThread, { kind: "granted" | "recorded" | "drop" }>): void {
  const walk = walks.get(message.runId);
  if (walk === undefined) return;
  if (message.kind === "granted") return walk.granted(message.ordinal);
  if (message.kind === "recorded") return walk.recorded(message.ordinals);
  walks.delete(message.runId);
  walk.drop();
}

/** Tells of slow steps only: at a thousand quick ones a second nobody could watch each begin. */
setInterval(() => {
  const now = performance.now();
  const items = [...walks].flatMap(([runId, walk]) =>
    walk.takeSlow(now).map((step) => ({ runId, ...step })),
  );
  if (items.length > 0) say({ kind: "started", items });
}, tellSlowEveryMs);

main.on("message", (messages: readonly ToThread[] | "cancel") => {
  if (messages === "cancel") process.exit(0);
  for (const message of messages) handle(message);
});
// What a plugin leaves unhandled ends no other plugin's steps: its own step runs into its time-out.
process.on("unhandledRejection", () => {});
say({ kind: "ready" });
// Steps may come already; each waits for its own node type only.
const acts = await Promise.all(
  [...plugins.values()].map(async ({ manifest, backend }): Promise<PluginActs> => {
    const { id, hasTest, options } = toNodeType(manifest, await backend());
    return { id, hasTest, options };
  }),
);
say({ kind: "acts", acts });
// A thread that is ended would not write it by itself.
flushCompileCache();
