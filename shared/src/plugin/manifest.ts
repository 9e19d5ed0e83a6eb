import { z } from "zod";
import { formEventTypeSchema } from "../events/form-event.ts";
import { fieldKinds } from "../form/field-kind.ts";
import { retryPolicySchema } from "../run/retry.ts";

/** Groups of the picker, in its order. */
export const nodeCategories = [
  "trigger",
  "messages",
  "data",
  "logic",
  "waiting",
  "developer",
] as const;

export const portSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/),
  label: z.string().max(60),
});
export type Port = z.infer<typeof portSchema>;

/** Ports that depend on a setting: one for each entry of the list `each`, then those of `rest`. */
export const portListSchema = z.union([
  z.array(portSchema),
  z.strictObject({
    each: z.string(),
    id: z.string(),
    label: z.string(),
    rest: z.array(portSchema),
  }),
]);
export type PortList = z.infer<typeof portListSchema>;

/** One value that later steps can use, known before anything ran. */
export const producedValueSchema = z.strictObject({
  /** Path within the step's output. */
  path: z.string(),
  label: z.string(),
  kind: z.enum(fieldKinds),
});
export type ProducedValue = z.infer<typeof producedValueSchema>;

/** Stored credentials a node type can use. */
export const connectionFactsSchema = z.strictObject({
  /** Such as `smtp`; node types that name the same kind share connections. */
  kind: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  name: z.string(),
  /** False: the step also works without one. */
  required: z.boolean(),
  /** JSON Schema of the settings; those marked `"x-secret": true` are write-only. */
  schema: z.record(z.string(), z.unknown()),
  /** Names of the secret settings. */
  secrets: z.array(z.string()),
  /** The setting that holds the host or URL which the secrets may be sent to; or a fixed host. */
  host: z.union([z.strictObject({ setting: z.string() }), z.strictObject({ fixed: z.string() })]),
});
export type ConnectionFacts = z.infer<typeof connectionFactsSchema>;

/** A problem of a node's settings. */
export const configProblemSchema = z.strictObject({
  /** Dotted path within the settings; empty for the whole. */
  path: z.string(),
  code: z.string(),
  message: z.string(),
});
export type ConfigProblem = z.infer<typeof configProblemSchema>;

/**
 * What everyone but the plugin itself knows of a node type: plain data, so that the server can send it
 * and the editor can compile with it. Made from the plugin's manifest by the SDK.
 */
export const nodeTypeSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  /** Raised when the shape of `config` changes; `migrate` lifts older ones. */
  version: z.number().int().min(1),
  name: z.string().max(60),
  /** One plain sentence for the picker. */
  description: z.string().max(200),
  category: z.enum(nodeCategories),
  /** Name of a Tabler icon, such as `mail`. */
  icon: z.string(),
  /** Form events it can serve. */
  triggers: z.array(formEventTypeSchema),
  /** `trigger` starts runs; `merge` is the only one that takes several incoming edges. */
  role: z.enum(["trigger", "action", "logic", "merge"]),
  /** JSON Schema of the settings; hints for the panel in `x-` keys. */
  configSchema: z.record(z.string(), z.unknown()),
  defaults: z.record(z.string(), z.unknown()),
  inputs: z.array(portSchema),
  outputs: portListSchema,
  produces: z.array(producedValueSchema),
  /** Field kinds that fit a setting, by the setting's dotted path. */
  accepts: z.record(z.string(), z.array(z.enum(fieldKinds))),
  connection: connectionFactsSchema.nullable(),
  /** One clause of the sentence with `{setting}` placeholders: `email {to}`. */
  describe: z.string(),
  ifInterrupted: z.enum(["again", "ask"]),
  retry: retryPolicySchema,
  timeoutMs: z.number().int().min(100).max(900_000),
  /** Whether `POST /api/plugins/{id}/test` and the options names exist. */
  hasTest: z.boolean(),
  options: z.array(z.string()),
});
export type NodeType = z.infer<typeof nodeTypeSchema>;

/** The output ports of a node with these settings. */
export function outputPorts(outputs: PortList, config: unknown): readonly Port[] {
  if (Array.isArray(outputs)) return outputs;
  const entries: unknown = ownValue(config, outputs.each);
  const dynamic = (Array.isArray(entries) ? entries : []).flatMap((entry: unknown): Port[] => {
    const id = ownValue(entry, outputs.id);
    const label = ownValue(entry, outputs.label);
    return typeof id === "string" ? [{ id, label: typeof label === "string" ? label : id }] : [];
  });
  return [...dynamic, ...outputs.rest];
}

function ownValue(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
