import type { Preview, StepResult } from "@formloom/plugin-sdk";
import { outputPorts, type StepOutcome } from "@formloom/shared/plugin";
import type { LoadedPlugin } from "../plugins/registry.ts";
import type { PutOff } from "./destinations.ts";
import type { EffectLedger } from "./effect-ledger.ts";
import { createGuardedActs } from "./guarded-acts.ts";
import { BadResult, outcomeOf, StepTimeout } from "./outcome-of.ts";
import type { ServiceTally } from "./service-tally.ts";
import { connectionOf, loggedInput, maskFor, prepareStep } from "./prepare-step.ts";
import { createStepContext, type StepTrace, type StepWorld } from "./step-context.ts";
import type { StepDeps, StepJob } from "./step-job.ts";

const maxOutputBytes = 1_048_576;
/** A filter's "no": a port that every node type may choose, and from which no edge leaves. */
const noPort = "none";

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
  const connection = connectionOf(job, deps);
  const mask = maskFor(job, connection, deps);
  const signal = (): AbortSignal => job.abandon.signal;
  const acts = createGuardedActs({ ...deps, signal });
  let filled: unknown = null;
  let tried: Tried;
  try {
    const { plugin, config } = prepareStep(job, deps);
    filled = config;
    const world: StepWorld = { ...job, acts, mailFrom: deps.mailFrom, connection };
    const result = await callPlugin(plugin, world, config, trace);
    tried = accept(job, plugin, result);
  } catch (thrown) {
    const outcome = putOffOutcome(acts.putOff()) ?? outcomeOf(thrown, mask);
    tried = { outcome: afterConfirmed(job.ledger, thrown, outcome, trace), output: null };
  }
  const host = acts.host();
  if (host !== null) countCall(deps.tally, host, tried.outcome);
  return {
    outcome: tried.outcome,
    output: tried.output === null ? null : mask(tried.output),
    startedAtMs,
    durationMs: Math.round((performance.now() - start) * 100) / 100,
    input: filled === null ? null : mask(loggedInput(filled, trace.rendered)),
    lines: trace.lines.map(mask),
  };
}

/** What was put off was not called, and what was abandoned says nothing. */
function countCall(tally: ServiceTally, host: string, outcome: StepOutcome): void {
  if (outcome.kind === "putOff" || outcome.kind === "skipped") return;
  tally.count(host, outcome.kind !== "failed");
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

/** A step whose act was put off is put off as a whole, whatever the plugin made of it. */
function putOffOutcome(putOff: PutOff | null): StepOutcome | null {
  if (putOff === null) return null;
  return { kind: "putOff", dueInMs: putOff.dueInMs, reason: putOff.message };
}

/** Races the plugin with its time-out and with the run's end; a late result is ignored. */
function callPlugin(
  plugin: LoadedPlugin,
  world: StepWorld,
  config: unknown,
  trace: StepTrace,
): Promise<StepResult> {
  const { abandon, step } = world;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => abandon.abort(new StepTimeout(step.timeoutMs)), step.timeoutMs);
    const end =
      <Value>(settle: (value: Value) => void) =>
      (value: Value): void => {
        clearTimeout(timer);
        abandon.listen(null);
        settle(value);
      };
    abandon.listen(end(reject));
    const ctx = createStepContext(world, config, trace);
    // `async` also turns what a plugin throws at once into a rejection.
    const run = async (): Promise<StepResult> => {
      const backend = await plugin.backend();
      if (isOnlyPreviewed(world, plugin)) {
        return previewInstead(await backend.dryRun(asAnyConfig(ctx)), trace);
      }
      return backend.run(asAnyConfig(ctx));
    };
    run().then(end(resolve), end(reject));
  });
}

/** A test whose mail goes to the tester, and that does nothing else to the world. */
const isHarmless = ({ task }: Pick<StepJob, "task">): boolean => task.testTo !== null;

/** Whether the step would act on the world in a test that must not. */
function isOnlyPreviewed(world: StepWorld, plugin: LoadedPlugin): boolean {
  return isHarmless(world) && world.step.acts && plugin.manifest.redirectsTests !== true;
}

function previewInstead({ summary, port, output }: Preview, trace: StepTrace): StepResult {
  trace.lines.push(`A test: this was not done. ${summary}`.slice(0, 1_000));
  return { port, output };
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
  // Whoever tries a step out is not made to wait for days.
  const until = isHarmless(job) ? undefined : result.waitUntil;
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
