import { formEventTypeSchema } from "@formloom/shared/events";
import { nodeCategories } from "@formloom/shared/plugin";
import { z } from "zod";
import type { PluginBackend, PluginManifest } from "./define-plugin.ts";
import { toNodeType } from "./node-type.ts";

const act = z.custom<(...args: never[]) => unknown>((value) => typeof value === "function", {
  error: "must be a function",
});

/** A zod object, also one made by another copy of zod: recognised by its shape, not by its class. */
const objectSchema = z.custom<z.ZodObject>(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    "_zod" in value &&
    "safeParse" in value &&
    "shape" in value,
  { error: "must be a zod object schema" },
);

const connectionSchema = z.strictObject({
  kind: z.string(),
  name: z.string(),
  required: z.boolean(),
  schema: objectSchema,
  host: z.union([z.strictObject({ setting: z.string() }), z.strictObject({ fixed: z.string() })]),
});

/** The outer shape; the parts that everyone sees are checked again by `toNodeType`. */
const manifestSchema = z.strictObject({
  id: z.string(),
  version: z.number().int().min(1),
  name: z.string().min(1),
  description: z.string().min(1),
  category: z.enum(nodeCategories),
  icon: z.string().regex(/^[a-z0-9-]+$/, "must be the name of a Tabler icon"),
  triggers: z.array(formEventTypeSchema),
  role: z.enum(["trigger", "action", "logic", "merge"]).optional(),
  config: objectSchema,
  defaults: z.record(z.string(), z.unknown()),
  inputs: z.array(z.unknown()).optional(),
  outputs: z.unknown().optional(),
  produces: z.array(z.unknown()),
  accepts: z.record(z.string(), z.unknown()).optional(),
  connection: connectionSchema.optional(),
  example: z
    .strictObject({
      config: z.record(z.string(), z.unknown()),
      connection: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  describe: z.string().min(1),
  ifInterrupted: z.enum(["again", "ask"]),
  retry: z.record(z.string(), z.unknown()).optional(),
  timeoutMs: z.number().optional(),
  redirectsTests: z.literal(true).optional(),
  validate: act.optional(),
  migrate: act.optional(),
});

const backendSchema = z.strictObject({
  run: act,
  dryRun: act,
  test: act.optional(),
  options: z.record(z.string(), act).optional(),
});

/**
 * The manifest out of a loaded `manifest.ts`, which exports it as `manifest`.
 *
 * @param folderName Name of the plugin's folder; must be the manifest's id.
 * @throws Error `plugins/<folder>/manifest.ts: <field>: <problem>`.
 */
export function checkManifest(folderName: string, module: unknown): PluginManifest {
  const file = `plugins/${folderName}/manifest.ts`;
  const found = exported(module, "manifest", file);
  const parsed = manifestSchema.safeParse(found);
  if (!parsed.success) throw shapeError(file, parsed.error);
  if (parsed.data.id !== folderName) {
    throw new Error(
      `${file}: id: must be the folder's name "${folderName}", is "${parsed.data.id}"`,
    );
  }
  // The schema above has looked at every field; only the types of functions cannot be seen at run time.
  const manifest = found as PluginManifest;
  toNodeType(manifest);
  checkSettingNames(file, manifest);
  return manifest;
}

/**
 * The acts out of a loaded `backend.ts`, which exports them as `backend`.
 *
 * @throws Error `plugins/<folder>/backend.ts: <field>: <problem>`.
 */
export function checkBackend(folderName: string, module: unknown): PluginBackend {
  const file = `plugins/${folderName}/backend.ts`;
  const found = exported(module, "backend", file);
  const parsed = backendSchema.safeParse(found);
  if (!parsed.success) throw shapeError(file, parsed.error);
  return found as PluginBackend; // looked at above; what functions take cannot be seen at run time
}

/**
 * Settings of an older version of the node type, lifted to the manifest's version; unchanged where
 * there is nothing to lift.
 */
export function liftConfig(
  manifest: Pick<PluginManifest, "version" | "migrate">,
  oldVersion: number,
  config: Record<string, unknown>,
): Record<string, unknown> {
  if (oldVersion >= manifest.version || manifest.migrate === undefined) return config;
  return manifest.migrate(oldVersion, config);
}

/** Names of settings that the manifest mentions elsewhere must exist. */
function checkSettingNames(file: string, manifest: PluginManifest): void {
  const names = Object.keys(manifest.config.shape);
  const placeholders = [...manifest.describe.matchAll(/\{([^{}]*)\}/g)].map(
    ([, path = ""]) => path,
  );
  requireNames(file, "describe", placeholders, names);
  requireNames(file, "accepts", Object.keys(manifest.accepts ?? {}), names);
  const { connection } = manifest;
  if (connection !== undefined && "setting" in connection.host) {
    const settings = Object.keys(connection.schema.shape);
    requireNames(file, "connection.host", [connection.host.setting], settings);
  }
  if (manifest.version > 1 && manifest.migrate === undefined) {
    throw new Error(`${file}: migrate: is needed from version 2 on`);
  }
}

function requireNames(
  file: string,
  field: string,
  paths: readonly string[],
  names: readonly string[],
): void {
  const odd = paths.find((path) => !names.includes(path.split(".")[0] ?? ""));
  if (odd === undefined) return;
  throw new Error(`${file}: ${field}: names a setting that does not exist, "${odd}"`);
}

function exported(module: unknown, name: string, file: string): unknown {
  if (typeof module === "object" && module !== null && name in module) {
    return Reflect.get(module, name);
  }
  throw new Error(`${file}: ${name}: the file must export a constant of this name`);
}

function shapeError(file: string, error: z.ZodError): Error {
  const [issue] = error.issues;
  const unknownKey = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const field = [
    ...(issue?.path.map(String) ?? []),
    ...(unknownKey === undefined ? [] : [unknownKey]),
  ];
  const problem = unknownKey === undefined ? issue?.message : "is not part of the contract";
  return new Error(`${file}: ${field.join(".") || "(whole)"}: ${problem ?? "invalid"}`);
}
