import { nodeTypeSchema, type ConnectionFacts, type NodeType } from "@formloom/shared/plugin";
import { defaultRetryPolicy } from "@formloom/shared/run";
import { z } from "zod";
import type { ConnectionKind, PluginBackend, PluginManifest } from "./define-plugin.ts";
import { settingsSchema } from "./settings-schema.ts";

const defaultTimeoutMs = 60_000;

/**
 * The plain-data description of a node type that the server sends and the editor compiles with.
 * `backend` only says which acts exist; without it `hasTest` is false and `options` empty.
 *
 * @throws Error naming folder, file and field where the manifest does not fit the contract.
 */
export function toNodeType(
  manifest: PluginManifest,
  backend?: Pick<PluginBackend, "test" | "options">,
): NodeType {
  const { id, version, name, description, category, icon, triggers } = manifest;
  const parsed = nodeTypeSchema.safeParse({
    id,
    version,
    name,
    description,
    category,
    icon,
    triggers,
    ...portsOf(manifest),
    configSchema: settingsSchema(manifest.config),
    defaults: manifest.defaults,
    produces: manifest.produces,
    accepts: manifest.accepts ?? {},
    connection: manifest.connection === undefined ? null : toFacts(manifest.connection),
    describe: manifest.describe,
    ifInterrupted: manifest.ifInterrupted,
    retry: { ...defaultRetryPolicy, ...manifest.retry },
    timeoutMs: manifest.timeoutMs ?? defaultTimeoutMs,
    hasTest: backend?.test !== undefined,
    options: Object.keys(backend?.options ?? {}),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join(".") ?? "";
  throw new Error(`plugins/${id}/manifest.ts: ${field}: ${issue?.message ?? "invalid"}`);
}

function portsOf(manifest: PluginManifest): Pick<NodeType, "role" | "inputs" | "outputs"> {
  const role = manifest.role ?? "action";
  const inputs = manifest.inputs ?? (role === "trigger" ? [] : [{ id: "in", label: "In" }]);
  return { role, inputs: [...inputs], outputs: manifest.outputs ?? defaultOutputs(role) };
}

/** Names of a connection's secret settings. */
export function secretNames(kind: Pick<ConnectionKind, "schema">): readonly string[] {
  return Object.entries(kind.schema.shape)
    .filter(([, setting]) => isSecret(setting))
    .map(([name]) => name);
}

function toFacts(kind: ConnectionKind): ConnectionFacts {
  return {
    kind: kind.kind,
    name: kind.name,
    required: kind.required,
    schema: settingsSchema(kind.schema),
    secrets: [...secretNames(kind)],
    host: { ...kind.host },
  };
}

function isSecret(setting: unknown): boolean {
  if (!(setting instanceof z.ZodType)) return false;
  const schema: unknown = z.toJSONSchema(setting, { io: "input", unrepresentable: "any" });
  return typeof schema === "object" && schema !== null && Reflect.get(schema, "x-secret") === true;
}

function defaultOutputs(role: NodeType["role"]): NodeType["outputs"] {
  const out = { id: "out", label: "Out" };
  return role === "action" ? [out, { id: "error", label: "If it fails" }] : [out];
}
