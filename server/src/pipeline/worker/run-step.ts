import {
  fillConfig,
  liftConfig,
  parseConfig,
  PermanentError,
  type StepResult,
} from "@formloom/plugin-sdk";
import type { Plan, PlanStep } from "@formloom/shared/graph";
import { outputPorts, type StepOutcome } from "@formloom/shared/plugin";
import type { StepCredentials } from "../ports.ts";
import type { EffectLedger } from "./effect-ledger.ts";
import type { EgressGuard } from "./egress-guard.ts";
import { BadResult, outcomeOf, StepTimeout } from "./outcome-of.ts";
import { unreadableKind, type RunTask } from "./protocol.ts";
import { secretTexts } from "../../secret-texts.ts";
import { createMask, type Mask } from "./secret-mask.ts";
import { createStepContext, scopeOf, type StepTrace, type StepWorld } from "./step-context.ts";
import type { LoadedPlugin } from "../plugins/registry.ts";

const maxOutputBytes = 1_048_576;
const maxLoggedText = 16_384;
/** A filter's "no": a port that every node type may choose, and from which no edge leaves. */
const noPort = "none";

export interface StepJob {
  readonly task: RunTask;
  readonly step: PlanStep;
  readonly kinds: Plan["kinds"];
  readonly attempt: number;
  readonly input: unknown;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly ledger: EffectLedger;
  /** Aborted when the run is cancelled or no longer ours. */
  readonly abandon: AbortController;
}

export interface StepDeps {
  readonly plugins: ReadonlyMap<string, LoadedPlugin>;
  readonly guard: EgressGuard;
  readonly mailFrom: string;
}

/** One attempt, ready for the log. */
export interface StepRun {
  readonly outcome: StepOutcome;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly input: string | null;
  readonly output: string | null;
  readonly lines: readonly string[];
}

interface Tried {
  readonly outcome: StepOutcome;
  readonly output: string | null;
}

/** Calls the plugin once. Never throws: whatever happens is an outcome. */
export async function runStep(job: StepJob, deps: StepDeps): Promise<StepRun> {
  const startedAtMs = Date.now();
  const start = performance.now();
  const trace: StepTrace = { lines: [], rendered: new Map() };
  const connection = connectionOf(job);
  const mask = maskFor(job, connection, deps);
  let filled: unknown = null;
  let tried: Tried;
  try {
    const { plugin, config } = prepare(job, deps);
    filled = config;
    const world = {
      ...job,
      guard: deps.guard,
      mailFrom: deps.mailFrom,
      connection,
      signal: job.abandon.signal,
    };
    const result = await callPlugin(plugin, world, config, trace);
    tried = accept(job, plugin, result);
  } catch (thrown) {
    tried = {
      outcome: afterConfirmed(job.ledger, thrown, outcomeOf(thrown, mask), trace),
      output: null,
    };
  }
  return {
    outcome: tried.outcome,
    output: tried.output === null ? null : mask(tried.output),
    startedAtMs,
    durationMs: Math.round((performance.now() - start) * 100) / 100,
    input: filled === null ? null : mask(loggedInput(filled, trace.rendered)),
    lines: trace.lines.map(mask),
  };
}

/** A step that is switched off: what it was given goes on unchanged. */
export function passThrough(input: unknown): StepRun {
  const output = JSON.stringify(input ?? null);
  return {
    outcome: { kind: "succeeded", port: "out", output: input },
    startedAtMs: Date.now(),
    durationMs: 0,
    input: null,
    output,
    lines: ["This step is switched off: what it was given went on unchanged."],
  };
}

function prepare(job: StepJob, deps: StepDeps): { plugin: LoadedPlugin; config: unknown } {
  const plugin = deps.plugins.get(job.step.type);
  if (plugin === undefined) {
    throw new PermanentError(`The node type "${job.step.type}" is not installed.`, {
      code: "unknown_plugin",
      hint: "An administrator can install it again.",
      who: "admin",
    });
  }
  if (job.step.connectionId !== null && connectionOf(job) === null) {
    throw new PermanentError("The connection of this step does not exist any more.", {
      code: "connection_missing",
      hint: "Choose another connection in the step.",
      who: "owner",
    });
  }
  if (connectionOf(job)?.kind === unreadableKind) {
    throw new PermanentError("The secrets of this step's connection could not be read.", {
      code: "connection_unreadable",
      hint: "Type them again in the connection, or restore the key that they were stored with.",
      who: "admin",
    });
  }
  // Final settings are in the shape that the step's log shows: neither lifted nor filled in again.
  if (job.step.resolved) return { plugin, config: parseConfig(plugin.manifest, job.step.config) };
  const raw = liftConfig(plugin.manifest, job.step.typeVersion, job.step.config);
  const { config } = fillConfig(plugin.manifest, raw, scopeOf(job), {
    timeZone: job.task.form.timeZone,
  });
  return { plugin, config };
}

function connectionOf(job: StepJob): StepCredentials | null {
  const { connectionId, type } = job.step;
  if (connectionId !== null) return job.task.connections[connectionId] ?? null;
  return type === "email" ? job.task.serverMail : null;
}

/** Hides what the node type calls a secret; of a connection whose kind nobody knows, everything. */
function maskFor(job: StepJob, connection: StepCredentials | null, deps: StepDeps): Mask {
  const settings = Object.entries(connection?.config ?? {});
  const kind = deps.plugins.get(job.step.type)?.nodeType.connection;
  const secrets = settings.filter(([name]) => kind?.secrets.includes(name) ?? true);
  return createMask([
    ...job.task.webhookSecrets,
    ...secretTexts(secrets.map(([, value]) => value)),
  ]);
}

/** Races the plugin with its time-out and with the run's end; a late result is ignored. */
function callPlugin(
  plugin: LoadedPlugin,
  world: StepWorld & { readonly abandon: AbortController },
  config: unknown,
  trace: StepTrace,
): Promise<StepResult> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const timeout = new StepTimeout(world.step.timeoutMs);
      reject(timeout);
      world.abandon.abort(timeout);
    }, world.step.timeoutMs);
    const onAbort = (): void => reject(world.signal.reason);
    world.signal.addEventListener("abort", onAbort, { once: true });
    const ctx = createStepContext(world, config, trace);
    // `async` also turns what a plugin throws at once into a rejection.
    const run = async (): Promise<StepResult> => plugin.backend.run(asAnyConfig(ctx));
    run()
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        world.signal.removeEventListener("abort", onAbort);
      });
  });
}

/** The settings were parsed with this very plugin's schema a moment ago. */
const asAnyConfig = (ctx: unknown): never => ctx as never;

/** Checks what a plugin handed back: only a result is a success. */
function accept(job: StepJob, plugin: LoadedPlugin, result: unknown): Tried {
  if (!isResult(result)) {
    throw new BadResult("bad_result", "The step ended without a result of the agreed shape.");
  }
  const port = result.port ?? "out";
  const ports = outputPorts(plugin.nodeType.outputs, job.step.config);
  if (port !== noPort && !ports.some((known) => known.id === port)) {
    throw new BadResult(
      "bad_port",
      `The step chose an output that it does not have: ${port.slice(0, 40)}.`,
    );
  }
  const text = JSON.stringify(result.output ?? null);
  if (Buffer.byteLength(text) > maxOutputBytes) {
    throw new BadResult("result_too_large", "The step's result is larger than 1 MiB.");
  }
  const output: unknown = JSON.parse(text);
  const until = result.waitUntil;
  if (until === undefined || until.getTime() <= Date.now()) {
    return { outcome: { kind: "succeeded", port, output }, output: text };
  }
  return { outcome: { kind: "waiting", until: until.toISOString(), port, output }, output: text };
}

const resultKeys: ReadonlySet<string> = new Set(["output", "port", "waitUntil"]);

const isTime = (value: unknown): boolean => value instanceof Date && !Number.isNaN(value.getTime());

function isResult(value: unknown): value is StepResult {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "output")) return false;
  if (!Object.keys(value).every((key) => resultKeys.has(key))) return false;
  if ("waitUntil" in value && value.waitUntil !== undefined && !isTime(value.waitUntil))
    return false;
  return !("port" in value) || value.port === undefined || typeof value.port === "string";
}

/** What goes wrong with the reply after an act was done is never a reason to act again. */
function afterConfirmed(
  ledger: EffectLedger,
  thrown: unknown,
  outcome: StepOutcome,
  trace: StepTrace,
): StepOutcome {
  const isOddReply = thrown instanceof BadResult && thrown.code === "result_too_large";
  if (!isOddReply || !ledger.hasConfirmed) return outcome;
  trace.lines.push("The act was done; its result was too large to keep.");
  return { kind: "succeeded", port: "out", output: null };
}

/** Settings as the plugin used them: templates that it filled itself are shown filled. */
function loggedInput(config: unknown, rendered: ReadonlyMap<string, string>): string {
  return JSON.stringify(config, (_key, value: unknown) => {
    if (typeof value !== "string") return value;
    const text = rendered.get(value) ?? value;
    return text.length > maxLoggedText ? `${text.slice(0, maxLoggedText)}…` : text;
  });
}
