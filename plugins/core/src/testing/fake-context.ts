import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";
import type { FormEvent, FormEventType } from "@formloom/shared/events";
import type { FieldKind } from "@formloom/shared/form";
import type { CaughtMail } from "@formloom/shared/plugin";
import { evaluateCondition, type ChoiceLabels, type RenderWarning } from "@formloom/shared/values";
import type { z } from "zod";
import type { PluginManifest } from "../define-plugin.ts";
import { fillConfig, fillTemplate } from "../render-config.ts";
import type {
  IncomingReply,
  OutgoingRequest,
  StepConnection,
  StepContext,
} from "../step-context.ts";
import { valueScope } from "../value-scope.ts";

/** A request as a plugin made it. */
export interface RecordedRequest extends OutgoingRequest {
  readonly url: string;
  /** The effect it was made in; null: outside of any. */
  readonly effect: string | null;
}

/** Answers a plugin's request; throw to be unreachable. */
export type FakeFetch = (
  request: RecordedRequest,
) => Partial<IncomingReply> | Promise<Partial<IncomingReply>>;

/** What a test decides; everything has a default. */
export interface FakeContextOptions {
  /** Settings as they stand in the graph, with pills. Default: the manifest's defaults. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly previous?: Readonly<Record<string, unknown>>;
  readonly changes?: readonly string[];
  /** Default `form.submitted`. */
  readonly eventType?: FormEventType;
  /** Outputs of earlier steps by node id. */
  readonly steps?: Readonly<Record<string, unknown>>;
  /** Kinds of fields by path: `{ "answers.budget": "number" }`. */
  readonly kinds?: Readonly<Record<string, FieldKind>>;
  /** Labels of options by path: `{ "answers.topic": { o_web: "A website" } }`. */
  readonly choices?: ChoiceLabels;
  readonly connection?: StepConnection | null;
  /** Default: every request gets a 200 with an empty body. */
  readonly fetch?: FakeFetch;
  /** Default: every connection is refused. */
  readonly connect?: (target: { host: string; port: number }) => Promise<Duplex>;
  /** Confirmed effects by name; filled by the run, so that a second run can be given the first's. */
  readonly effects?: Map<string, unknown>;
  readonly webhookSecrets?: readonly string[];
  readonly mailFrom?: string;
  readonly attempt?: number;
  /** Where a test sends its mail; default null. */
  readonly testTo?: string | null;
  readonly signal?: AbortSignal;
  readonly now?: Date;
  /** IANA zone of the form; default UTC. */
  readonly timeZone?: string;
  /** What came in; default the event's payload. */
  readonly input?: unknown;
}

/** A step's world, and what the step did with it. */
export interface FakeStep<Config> {
  readonly ctx: StepContext<Config>;
  readonly requests: readonly RecordedRequest[];
  /** `host:port` of each socket, with the effect it was opened in. */
  readonly sockets: readonly { readonly target: string; readonly effect: string | null }[];
  /** Lines of the run's log. */
  readonly lines: readonly string[];
  /** Names of the acts that were done, in their order; a confirmed one that was not repeated is absent. */
  readonly acts: readonly string[];
  readonly caught: readonly CaughtMail[];
  readonly warnings: readonly RenderWarning[];
}

const now = new Date("2026-03-02T09:30:00.000Z");

/** The event that a fake step runs for. */
export function fakeEvent(options: FakeContextOptions = {}): FormEvent {
  const type = options.eventType ?? "form.submitted";
  const hasAnswers = type !== "form.updated";
  return {
    id: "019c0000-0000-7000-8000-000000000001",
    formId: "019c0000-0000-7000-8000-000000000002",
    responseId: hasAnswers ? "019c0000-0000-7000-8000-000000000003" : null,
    type,
    payload: {
      ...(hasAnswers ? { answers: options.answers ?? {}, submittedAt: now.toISOString() } : {}),
      ...(options.previous === undefined ? {} : { previous: { answers: options.previous } }),
      ...(options.changes === undefined ? {} : { changes: options.changes }),
    },
    originPipelineId: null,
    at: now.toISOString(),
  };
}

function fakeRun({ testTo = null }: FakeContextOptions): StepContext["run"] {
  return { id: "019c0000-0000-7000-8000-000000000004", isTest: testTo !== null, testTo };
}

/**
 * A step context around the real renderer and the real conditions, in which what would leave the machine
 * is recorded. Throws what the engine would end the step with when the settings cannot be filled.
 *
 * @example const { ctx, requests } = fakeContext(manifest, { config: { url: "https://example.org" } });
 */
export function fakeContext<Config extends z.ZodObject>(
  manifest: PluginManifest<Config>,
  options: FakeContextOptions = {},
): FakeStep<z.output<Config>> {
  const record = newRecord();
  const event = fakeEvent(options);
  const { timeZone, choices, kinds } = fakeValues(options);
  const form = { id: event.formId, name: "Contact", timeZone };
  const run = fakeRun(options);
  const response =
    event.responseId === null
      ? null
      : { id: event.responseId, url: `https://forms.example.org/responses/${event.responseId}` };
  const scope = valueScope({ event, form, response, run, steps: options.steps ?? {} });
  const fill = { timeZone, choices };
  const filled = fillConfig(manifest, options.config ?? manifest.defaults, scope, fill);
  record.warnings.push(...filled.warnings);
  const ctx: StepContext<z.output<Config>> = {
    config: filled.config,
    input: Object.hasOwn(options, "input") ? options.input : event.payload,
    event,
    form,
    response,
    run,
    node: { id: "node", name: manifest.name },
    attempt: options.attempt ?? 1,
    signal: options.signal ?? new AbortController().signal,
    clock: { now: () => options.now ?? now },
    connection: options.connection ?? null,
    webhookSecrets: options.webhookSecrets ?? [],
    mailFrom: options.mailFrom ?? "Formloom <forms@example.org>",
    idempotencyKey: (name = "send") => fakeEffectKey(name),
    render(template, renderOptions) {
      const rendered = fillTemplate(template, scope, { ...fill, ...renderOptions });
      record.warnings.push(...rendered.warnings);
      return rendered.text;
    },
    matches: (condition) =>
      evaluateCondition(condition, scope, { timeZone, kinds, now: now.getTime() }),
    fetch: (url, request) =>
      fakeRequest(record, options, { ...request, url, effect: record.inside }),
    connect: (target) => fakeConnect(record, options, target),
    log: (line) => void record.lines.push(line),
    effect: (name, act) => fakeEffect(record, options.effects, name, act),
  };
  return { ctx, ...record };
}

function fakeValues({ timeZone = "UTC", choices = {}, kinds = {} }: FakeContextOptions) {
  return { timeZone, choices, kinds };
}

/** The key a fake step gives an act. */
export function fakeEffectKey(name = "send"): string {
  return `fx_${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
}

interface Recording {
  readonly requests: RecordedRequest[];
  readonly sockets: { target: string; effect: string | null }[];
  readonly lines: string[];
  readonly acts: string[];
  readonly caught: CaughtMail[];
  readonly warnings: RenderWarning[];
  inside: string | null;
}

function newRecord(): Recording {
  return {
    requests: [],
    sockets: [],
    lines: [],
    acts: [],
    caught: [],
    warnings: [],
    inside: null,
  };
}

async function fakeRequest(
  record: Recording,
  options: FakeContextOptions,
  request: RecordedRequest,
): Promise<IncomingReply> {
  record.requests.push(request);
  options.signal?.throwIfAborted();
  const reply = await abortable(
    Promise.resolve(options.fetch?.(request) ?? { status: 200 }),
    options.signal,
  );
  const body = reply.body ?? "";
  const maxBytes = request.maxBytes ?? 1_048_576;
  const isLong = Buffer.byteLength(body) > maxBytes;
  return {
    status: reply.status ?? 200,
    headers: reply.headers ?? {},
    body: isLong ? Buffer.from(body).subarray(0, maxBytes).toString() : body,
    truncated: reply.truncated ?? isLong,
  };
}

function fakeConnect(
  record: Recording,
  options: FakeContextOptions,
  target: { host: string; port: number },
): Promise<Duplex> {
  record.sockets.push({ target: `${target.host}:${target.port}`, effect: record.inside });
  if (options.connect !== undefined) return options.connect(target);
  return Promise.reject(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
}

async function fakeEffect<T>(
  record: Recording,
  effects: Map<string, unknown> | undefined,
  name: string,
  act: (key: string) => Promise<{ result: T; caught?: CaughtMail }>,
): Promise<T> {
  // What the ledger holds went through JSON and was put there by the same act.
  if (effects?.has(name) === true) return structuredClone(effects.get(name)) as T;
  record.acts.push(name);
  record.inside = name;
  try {
    const done = await act(fakeEffectKey(name));
    if (done.caught !== undefined) record.caught.push(done.caught);
    effects?.set(name, structuredClone(done.result));
    return done.result;
  } finally {
    record.inside = null;
  }
}

function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
