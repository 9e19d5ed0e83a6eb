import { PermanentError, type StepContext, type StepResult } from "@formloom/plugin-sdk";
import {
  previewContentSchema,
  previewTextLimit,
  type PreviewContent,
  type StepTrial,
} from "@formloom/shared/api";
import type { PlanStep } from "@formloom/shared/graph";
import { z } from "zod";
import type { LoadedPlugin } from "../plugins/registry.ts";
import { Abandon } from "./abandon.ts";
import { EffectLedger } from "./effect-ledger.ts";
import { BadResult, outcomeOf, StepTimeout } from "./outcome-of.ts";
import { connectionOf, maskFor, prepareStep } from "./prepare-step.ts";
import type { StepDeps, StepJob } from "./step-job.ts";
import type { Mask } from "./secret-mask.ts";
import { createStepContext, type StepWorld } from "./step-context.ts";
import { describeSettings } from "./trial-settings.ts";

/** Longest time for one step, in ms: rendering is quick, or it is broken. */
const stepMs = 3_000;
const nothing: PreviewContent = { kind: "none" };

export type TrialJob = Omit<StepJob, "attempt" | "ledger" | "abandon"> & {
  /** Ids of steps whose output is only supposed. */
  readonly supposed: ReadonlySet<string>;
  /** ms that are left for all steps. */
  readonly leftMs: number;
};

export interface TriedStep {
  readonly trial: StepTrial;
  readonly port: string | null;
  /** What later steps see of it. */
  readonly output: unknown;
  /** Whether that is only supposed, as the step was not really run. */
  readonly supposed: boolean;
}

/** What a step would do, with everything filled in and nothing sent. Never throws. */
export async function tryStep(job: TrialJob, deps: StepDeps): Promise<TriedStep> {
  const { step } = job;
  if (step.disabled) {
    const facts = { verdict: "off", summary: "Switched off: passes on what it is given" } as const;
    return {
      trial: stepTrial(step, { ...facts, port: "out" }),
      port: "out",
      output: job.input,
      supposed: false,
    };
  }
  const abandon = new Abandon();
  const ledger = new EffectLedger({ rootRunId: job.task.rootRunId, nodeId: step.nodeId }, []);
  const full: StepJob = { ...job, attempt: 1, ledger, abandon };
  const connection = connectionOf(full, deps);
  const mask = maskFor(full, connection, deps);
  const assumes = assumedBy(step, job.supposed);
  try {
    const { plugin, config } = prepareStep(full, deps);
    const world: StepWorld = { ...full, acts: noActs, mailFrom: deps.mailFrom, connection };
    const looked = await lookAt({ plugin, world, config, leftMs: job.leftMs });
    return seen(step, looked, { mask, config, assumes });
  } catch (thrown) {
    return failed(step, thrown, mask, assumes);
  }
}

/** A step of a trial in which nothing happened but what is said. */
export function stepTrial(
  step: PlanStep,
  facts: Pick<StepTrial, "verdict" | "summary"> & Partial<StepTrial>,
): StepTrial {
  return {
    nodeId: step.nodeId,
    name: step.name,
    type: step.type,
    acts: step.acts,
    port: null,
    skipReason: null,
    waitsUntil: null,
    error: null,
    content: nothing,
    assumes: [],
    ...facts,
  };
}

/** Only what sends nothing is allowed: whoever tries more in a dry run fails. */
function refuse(): never {
  throw new PermanentError("A trial sends nothing.", {
    code: "dry_run",
    hint: "This step looks at a service while it is tried out: run it for real to see what it does.",
  });
}

const noActs = {
  fetch: async () => refuse(),
  connect: async () => refuse(),
  putOff: () => null,
  host: () => null,
};

/** What a node type hands back is looked at before it is believed. */
const previewSchema = z.object({
  summary: z.string(),
  content: previewContentSchema,
  port: z.string(),
  output: z.unknown(),
});

function readPreview(value: unknown): z.infer<typeof previewSchema> {
  const parsed = previewSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadResult("bad_result", "The step gave a preview that is not of the agreed shape.");
}

interface Looked {
  readonly preview: z.infer<typeof previewSchema>;
  /** What a step that sends nothing really comes to; null of others. */
  readonly result: StepResult | null;
}

function lookAt(at: {
  readonly plugin: LoadedPlugin;
  readonly world: StepWorld;
  readonly config: unknown;
  readonly leftMs: number;
}): Promise<Looked> {
  const { plugin, world, config, leftMs } = at;
  const limitMs = Math.max(1, Math.min(stepMs, world.step.timeoutMs, leftMs));
  const ctx = trialContext(world, config);
  const look = async (): Promise<Looked> => {
    const backend = await plugin.backend();
    const preview = readPreview(await backend.dryRun(asAnyConfig(ctx)));
    if (world.step.acts) return { preview, result: null };
    return { preview, result: await backend.run(asAnyConfig(ctx)) };
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const timeout = new StepTimeout(limitMs);
      world.abandon.abort(timeout);
      reject(timeout);
    }, limitMs);
    look()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/** As in a run, but that no act is done. */
function trialContext(world: StepWorld, config: unknown): StepContext {
  const ctx = createStepContext(world, config, { lines: [], rendered: new Map() });
  return Object.defineProperty(ctx, "effect", { value: async () => refuse() });
}

/** The settings were parsed with this very plugin's schema a moment ago. */
const asAnyConfig = (ctx: unknown): never => ctx as never;

function seen(
  step: PlanStep,
  { preview, result }: Looked,
  facts: { readonly mask: Mask; readonly config: unknown; readonly assumes: string[] },
): TriedStep {
  const { mask, config, assumes } = facts;
  const port = result?.port ?? (result === null ? preview.port : "out");
  const until = result?.waitUntil;
  const waits = until !== undefined && until.getTime() > Date.now();
  const isBare = step.acts && preview.content.kind === "none";
  const content = isBare ? describeSettings(config) : preview.content;
  const trial = stepTrial(step, {
    verdict: waits ? "waits" : "runs",
    summary: mask(preview.summary).slice(0, 300),
    port,
    waitsUntil: waits ? until.toISOString() : null,
    content: shorten(maskContent(content, mask)),
    assumes,
  });
  // As a stored output would be: plain data only.
  const output: unknown = JSON.parse(JSON.stringify((result ?? preview).output ?? null));
  return { trial, port, output, supposed: step.acts };
}

function failed(step: PlanStep, thrown: unknown, mask: Mask, assumes: string[]): TriedStep {
  const outcome = outcomeOf(thrown, mask);
  if (outcome.kind === "skipped") {
    const facts = { verdict: "skipped", summary: outcome.reason, skipReason: "empty" } as const;
    return {
      trial: stepTrial(step, { ...facts, assumes }),
      port: null,
      output: null,
      supposed: false,
    };
  }
  const error = outcome.kind === "failed" ? outcome.error : null;
  const summary = error?.message ?? "It could not be tried.";
  const trial = stepTrial(step, { verdict: "fails", summary, error, assumes });
  return { trial, port: null, output: error, supposed: false };
}

/** The steps among these whose result the settings use. */
function assumedBy(step: PlanStep, supposed: ReadonlySet<string>): string[] {
  if (supposed.size === 0) return [];
  const text = JSON.stringify(step.config);
  return [...supposed].filter((nodeId) => text.includes(`steps.${nodeId}.`));
}

function maskContent(content: PreviewContent, mask: Mask): PreviewContent {
  const masked = (value: unknown): unknown => {
    if (typeof value === "string") return mask(value);
    if (Array.isArray(value)) return value.map(masked);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item)]));
  };
  // Texts become texts, and nothing else changes.
  return masked(content) as PreviewContent;
}

/** Cuts long texts, so that a thousand previews fit into memory. */
function shorten(content: PreviewContent): PreviewContent {
  switch (content.kind) {
    case "none":
    case "settings":
      return content;
    case "mail": {
      const [text, html] = [cut(content.text), content.html === null ? null : cut(content.html)];
      const isCut = text !== content.text || html !== content.html;
      return isCut ? { ...content, text, html, cut: true } : content;
    }
    case "message": {
      const text = cut(content.text);
      return text === content.text ? content : { ...content, text, cut: true };
    }
    case "request": {
      const body = cut(content.body);
      return body === content.body ? content : { ...content, body, cut: true };
    }
  }
}

const cut = (text: string): string =>
  text.length > previewTextLimit ? text.slice(0, previewTextLimit) : text;
