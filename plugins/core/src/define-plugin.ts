import type { FormEventType } from "@formloom/shared/events";
import type { FieldKind } from "@formloom/shared/form";
import type {
  ConfigProblem,
  Port,
  PortList,
  ProducedValue,
  nodeCategories,
} from "@formloom/shared/plugin";
import type { RetryPolicy } from "@formloom/shared/run";
import type { z } from "zod";
import type { StepContext } from "./step-context.ts";

/** Stored credentials of a kind. Secret settings are marked with `.meta({ "x-secret": true })`. */
export interface ConnectionKind {
  readonly kind: string;
  readonly name: string;
  readonly required: boolean;
  readonly schema: z.ZodObject;
  /** Where the host is found that the secrets may be sent to: a setting (host or URL), or a fixed host. */
  readonly host: { readonly setting: string } | { readonly fixed: string };
}

/** Everything about a node type that is no act. Pure: may be loaded anywhere. */
export interface PluginManifest<Config extends z.ZodObject = z.ZodObject> {
  readonly id: string;
  /** Raised when the shape of the settings changes. */
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly category: (typeof nodeCategories)[number];
  /** Name of a Tabler icon. */
  readonly icon: string;
  readonly triggers: readonly FormEventType[];
  /** Default `action`. */
  readonly role?: "trigger" | "action" | "logic" | "merge";
  /**
   * Shape of the settings. Hints for the panel go into `.meta({ title, description, "x-control": … })`;
   * `"x-render": "self"` hands a template over unfilled, for the plugin to fill with `ctx.render`.
   */
  readonly config: Config;
  readonly defaults: z.input<Config>;
  /** Default: one port `in`. */
  readonly inputs?: readonly Port[];
  /** Default: `out` and, for actions, `error`. */
  readonly outputs?: PortList;
  /** What later steps can use. */
  readonly produces: readonly ProducedValue[];
  /** Field kinds that fit a setting. */
  readonly accepts?: Readonly<Record<string, readonly FieldKind[]>>;
  readonly connection?: ConnectionKind;
  /**
   * Settings that work, for the conformance suite and the documentation; needed where the defaults
   * alone do not run. Secrets in `connection` are made up and stand out, so that a leak is found.
   */
  readonly example?: {
    readonly config: z.input<Config>;
    readonly connection?: Readonly<Record<string, unknown>>;
  };
  /**
   * One clause of the sentence; `{setting}` is replaced by the setting in words. What stands in square
   * brackets is left out while its settings are empty: `wait[ {for}][ until {until}]`.
   */
  readonly describe: string;
  /** What is right for this service when a crash leaves an act open. */
  readonly ifInterrupted: "again" | "ask";
  readonly retry?: Partial<RetryPolicy>;
  /**
   * Sends mail, and sends it to `ctx.run.testTo` alone where that is set. Without it, tests that go to the
   * tester show this step's preview and do not run it.
   */
  readonly redirectsTests?: true;
  /** Longest time of one attempt, in ms; default 60,000. */
  readonly timeoutMs?: number;
  /** Problems beyond the schema. Must not throw. */
  readonly validate?: (config: z.output<Config>) => readonly ConfigProblem[];
  /** Lifts settings of an older version to the present one. */
  readonly migrate?: (
    oldVersion: number,
    config: Record<string, unknown>,
  ) => Record<string, unknown>;
}

/** How a run of a plugin ends well. */
export interface StepResult {
  /** JSON, at most 1 MiB; later steps see it as `steps.<nodeId>`. */
  readonly output: unknown;
  /** The chosen output port; default `out`. */
  readonly port?: string;
  /**
   * The step has done its part; the run goes on by `port` with `output` at that time, and `run` is not
   * called again. At most ten years ahead; a time in the past goes on at once.
   *
   * @example return { output: { until: due.toISOString() }, waitUntil: due };
   */
  readonly waitUntil?: Date;
}

/** What a step would send, rendered, sending nothing. */
export interface Preview {
  /** One sentence: "Email to ada@example.org". */
  readonly summary: string;
  /** What the browser draws; `kind` chooses how. */
  readonly content:
    | { readonly kind: "none" }
    | {
        readonly kind: "mail";
        readonly from: string;
        readonly to: readonly string[];
        readonly cc: readonly string[];
        readonly bcc: readonly string[];
        readonly replyTo: string | null;
        readonly subject: string;
        readonly text: string;
        readonly html: string | null;
      }
    | { readonly kind: "message"; readonly channel: string | null; readonly text: string }
    | {
        readonly kind: "request";
        readonly method: string;
        readonly url: string;
        readonly headers: Readonly<Record<string, string>>;
        readonly body: string;
      };
  /** The port it would take. */
  readonly port: string;
  /** What later steps would see. */
  readonly output: unknown;
}

/** Answer of a connection's test. */
export interface TestResult {
  readonly ok: boolean;
  /** A sentence for the owner; no secret in it. */
  readonly message: string;
}

/** What a test or a dropdown has of the world: no run, no answers. */
export type ServiceContext = Pick<
  StepContext,
  "connection" | "signal" | "fetch" | "connect" | "clock"
>;

/** The acts of a node type. Loaded in a worker thread only. */
export interface PluginBackend<Config extends z.ZodObject = z.ZodObject> {
  readonly run: (ctx: StepContext<z.output<Config>>) => Promise<StepResult> | StepResult;
  readonly dryRun: (ctx: StepContext<z.output<Config>>) => Promise<Preview> | Preview;
  /** "Is this connection good?" Sends nothing that anybody would see. */
  readonly test?: (ctx: ServiceContext) => Promise<TestResult>;
  /** Dropdowns from the service, by name. */
  readonly options?: Readonly<
    Record<
      string,
      (
        ctx: ServiceContext,
        query: { readonly q: string; readonly config: Readonly<Record<string, unknown>> },
      ) => Promise<readonly { readonly value: string; readonly label: string }[]>
    >
  >;
}

/** Fixes the manifest's types; the only way a `manifest.ts` is written. */
export function defineManifest<Config extends z.ZodObject>(
  manifest: PluginManifest<Config>,
): PluginManifest<Config> {
  return manifest;
}

/** Binds a `backend.ts` to its manifest, so that a wrong setting or port is a compile error. */
export function defineBackend<Config extends z.ZodObject>(
  _manifest: PluginManifest<Config>,
  backend: PluginBackend<Config>,
): PluginBackend<Config> {
  return backend;
}
