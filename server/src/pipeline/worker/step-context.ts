import {
  fillTemplate,
  valueScope,
  type RenderOptions,
  type StepContext,
} from "@formloom/plugin-sdk";
import type { Plan, PlanStep } from "@formloom/shared/graph";
import { evaluateCondition } from "@formloom/shared/values";
import type { EffectLedger } from "./effect-ledger.ts";
import type { Abandon } from "./abandon.ts";
import type { GuardedActs } from "./guarded-acts.ts";
import type { RunTask } from "./protocol.ts";
import type { StepCredentials } from "../ports.ts";

const maxLines = 100;
const maxLineLength = 1_000;

export interface StepWorld {
  readonly task: RunTask;
  readonly step: PlanStep;
  /** Kinds of values by path, for conditions. */
  readonly kinds: Plan["kinds"];
  /** Labels of options by path, for text. */
  readonly choices: Plan["choices"];
  readonly attempt: number;
  readonly input: unknown;
  /** Outputs of finished steps by node id. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly abandon: Abandon;
  readonly ledger: EffectLedger;
  readonly acts: GuardedActs;
  readonly mailFrom: string;
  readonly connection: StepCredentials | null;
}

/** What a step left behind besides its result. */
export interface StepTrace {
  readonly lines: string[];
  /** Templates that the plugin filled itself, with what became of them. */
  readonly rendered: Map<string, string>;
}

/** The values that a step's pills and conditions see. */
export function scopeOf(
  world: Pick<StepWorld, "task" | "outputs">,
): Readonly<Record<string, unknown>> {
  const { task } = world;
  return valueScope({
    event: task.event,
    form: task.form,
    response: responseOf(task),
    run: { id: task.runId },
    steps: world.outputs,
  });
}

/** A plugin's whole world, for one attempt of one step. */
export function createStepContext(
  world: StepWorld,
  config: unknown,
  trace: StepTrace,
): StepContext {
  const { task, step, ledger } = world;
  const scope = scopeOf(world);
  const timeZone = task.form.timeZone;
  return {
    config,
    input: world.input,
    event: task.event,
    form: task.form,
    response: responseOf(task),
    run: { id: task.runId, isTest: task.isTest, testTo: task.testTo },
    node: { id: step.nodeId, name: step.name },
    attempt: world.attempt,
    get signal() {
      return world.abandon.signal;
    },
    clock: { now: () => new Date() },
    connection: world.connection,
    webhookSecrets: task.webhookSecrets,
    mailFrom: world.mailFrom,
    idempotencyKey: (name = "send") => ledger.key(name),
    render: (template: string, options?: RenderOptions) => {
      if (step.resolved) return template;
      const { text } = fillTemplate(template, scope, {
        timeZone,
        choices: world.choices,
        ...options,
      });
      trace.rendered.set(template, text);
      return text;
    },
    matches: (condition) =>
      evaluateCondition(condition, scope, { kinds: world.kinds, timeZone, now: Date.now() }),
    fetch: world.acts.fetch,
    connect: world.acts.connect,
    log: (line) => {
      if (trace.lines.length < maxLines) trace.lines.push(line.slice(0, maxLineLength));
    },
    effect: (name, act) => ledger.act(name, act, new Date()),
  };
}

function responseOf(task: RunTask): { readonly id: string; readonly url: string } | null {
  const id = task.event.responseId;
  return id === null ? null : { id, url: task.responseUrl };
}
