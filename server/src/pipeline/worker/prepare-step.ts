import {
  fillConfig,
  liftConfig,
  needsFilling,
  parseConfig,
  PermanentError,
} from "@formloom/plugin-sdk";
import type { PlanStep } from "@formloom/shared/graph";
import { secretTexts } from "../../secret-texts.ts";
import type { LoadedPlugin } from "../plugins/registry.ts";
import type { StepCredentials } from "../ports.ts";
import { unreadableKind } from "./protocol.ts";
import { createMask, type Mask } from "./secret-mask.ts";
import { scopeOf } from "./step-context.ts";
import type { StepDeps, StepJob } from "./step-job.ts";

/** Longer texts are cut in the log, in characters. */
export const maxLoggedText = 16_384;
/** What a cut text ends with there. */
export const cutText = "…";
const maxMasks = 200;

/** Settings that are the same in every run, by the step they are of. Frozen, as runs share them. */
const constantSettings = new WeakMap<PlanStep, unknown>();
const masks = new Map<string, Mask>();

/** Finds the plugin and fills in its settings. Throws what the step is to end with. */
export function prepareStep(
  job: StepJob,
  deps: StepDeps,
): { readonly plugin: LoadedPlugin; readonly config: unknown } {
  const { step } = job;
  const plugin = deps.plugins.get(step.type);
  if (plugin === undefined) {
    throw new PermanentError(`The node type "${step.type}" is not installed.`, {
      code: "unknown_plugin",
      hint: "An administrator can install it again.",
      who: "admin",
    });
  }
  checkConnection(job, connectionOf(job, deps));
  return { plugin, config: constantSettings.get(step) ?? fillSettings(plugin, job) };
}

function fillSettings(plugin: LoadedPlugin, { step, ...job }: StepJob): unknown {
  // Final settings are in the shape that the step's log shows: neither lifted nor filled in again.
  if (step.resolved) return parseConfig(plugin.manifest, step.config);
  const raw = liftConfig(plugin.manifest, step.typeVersion, step.config);
  const timeZone = job.task.form.timeZone;
  const { config } = fillConfig(plugin.manifest, raw, scopeOf(job), {
    timeZone,
    choices: job.choices,
  });
  if (!needsFilling(plugin.manifest, raw)) constantSettings.set(step, freezeAll(config));
  return config;
}

function freezeAll(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  for (const member of Object.values(value)) freezeAll(member);
  return Object.freeze(value);
}

function checkConnection(job: StepJob, connection: StepCredentials | null): void {
  if (job.step.connectionId !== null && connection === null) {
    throw new PermanentError("The connection of this step does not exist any more.", {
      code: "connection_missing",
      hint: "Choose another connection in the step.",
      who: "owner",
    });
  }
  if (connection?.kind === unreadableKind) {
    throw new PermanentError("The secrets of this step's connection could not be read.", {
      code: "connection_unreadable",
      hint: "Type them again in the connection, or restore the key that they were stored with.",
      who: "admin",
    });
  }
}

/** The credentials that the step may use: its connection's, or the server's own of that kind. */
export function connectionOf({ step, task }: StepJob, deps: StepDeps): StepCredentials | null {
  if (step.connectionId !== null) return task.connections[step.connectionId] ?? null;
  const kind = deps.plugins.get(step.type)?.nodeType.connection?.kind;
  return kind === task.serverMail?.kind ? task.serverMail : null;
}

/** Hides what the node type calls a secret; of a connection whose kind nobody knows, everything. */
export function maskFor(job: StepJob, connection: StepCredentials | null, deps: StepDeps): Mask {
  const settings = Object.entries(connection?.config ?? {});
  const kind = deps.plugins.get(job.step.type)?.nodeType.connection;
  const secrets = settings.filter(([name]) => kind?.secrets.includes(name) ?? true);
  const texts = [...job.task.webhookSecrets, ...secretTexts(secrets.map(([, value]) => value))];
  const key = JSON.stringify(texts);
  const known = masks.get(key);
  if (known !== undefined) return known;
  if (masks.size >= maxMasks) masks.clear();
  const mask = createMask(texts);
  masks.set(key, mask);
  return mask;
}

/** Settings as the plugin used them: templates that it filled itself are shown filled. */
export function loggedInput(config: unknown, rendered: ReadonlyMap<string, string>): string {
  if (rendered.size === 0) {
    const text = JSON.stringify(config);
    if (text.length <= maxLoggedText) return text;
  }
  return JSON.stringify(config, (_key, value: unknown) => {
    if (typeof value !== "string") return value;
    const text = rendered.get(value) ?? value;
    return text.length > maxLoggedText ? `${text.slice(0, maxLoggedText)}${cutText}` : text;
  });
}
