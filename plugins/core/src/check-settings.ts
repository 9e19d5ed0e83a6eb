import type { ConfigProblem } from "@formloom/shared/plugin";
import { liftConfig } from "./check-plugin.ts";
import type { PluginManifest } from "./define-plugin.ts";

/** Settings of a node with the version of its type that they were written for. */
export interface StoredSettings {
  /** Absent: 1. */
  readonly typeVersion?: number | undefined;
  readonly config: Record<string, unknown>;
}

/**
 * What a node type's schema and its own check say of settings whose values are not filled in yet.
 * Settings of an older version are lifted first. Empty when nothing is wrong.
 *
 * @example checkSettings(manifest, { config: { to: [] } }); // [{ path: "to", code: "required", … }]
 */
export function checkSettings(
  manifest: PluginManifest,
  { typeVersion = 1, config: stored }: StoredSettings,
): readonly ConfigProblem[] {
  const config = liftConfig(manifest, typeVersion, stored);
  const parsed = manifest.config.safeParse(config);
  if (parsed.success) return manifest.validate?.(parsed.data) ?? [];
  return parsed.error.issues.flatMap((issue): ConfigProblem[] => {
    const found = valueAt(config, issue.path);
    // A pill may stand where another type is wanted: its value is checked when the step runs.
    if (typeof found === "string" && found.includes("{{")) return [];
    return [problemOf(config, issue)];
  });
}

/** What a node type's schema says of settings whose values are filled in. */
export function checkFinalSettings(
  manifest: Pick<PluginManifest, "config">,
  config: unknown,
): readonly ConfigProblem[] {
  const parsed = manifest.config.safeParse(config);
  return parsed.success ? [] : parsed.error.issues.map((issue) => problemOf(config, issue));
}

function problemOf(
  config: unknown,
  { path, message }: { readonly path: readonly PropertyKey[]; readonly message: string },
): ConfigProblem {
  const found = valueAt(config, path);
  const isMissing = found === undefined || found === "";
  const code = isMissing ? "missing_setting" : "bad_setting";
  return { path: path.map(String).join("."), code, message };
}

function valueAt(config: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    config,
  );
}
