import { liftConfig } from "@formloom/plugin-sdk";
import { compileGraph, compileTrial, graphSentence, type GraphNode } from "@formloom/shared/graph";
import type { ConfigProblem } from "@formloom/shared/plugin";
import type { LoadedManifest } from "./pipeline/plugins/registry.ts";
import type { GraphTools } from "./pipelines/pipeline-deps.ts";

/** The compiler with the node types that are installed. */
export function createGraphTools(manifests: ReadonlyMap<string, LoadedManifest>): GraphTools {
  const nodeTypes = new Map([...manifests].map(([id, { nodeType }]) => [id, nodeType]));
  return {
    compile: (graph, form) => {
      const facts = { fields: form.fields, nodeTypes };
      const checkConfig = (node: GraphNode): readonly ConfigProblem[] => {
        const loaded = manifests.get(node.type);
        return loaded === undefined ? [] : checkSettings(loaded, node);
      };
      return {
        ...compileGraph(graph, { ...facts, checkConfig }),
        sentence: graphSentence(graph, facts),
      };
    },
    compileTrial: (graph, { fields }, nodeId) => compileTrial(graph, { fields, nodeTypes }, nodeId),
    checkFinal: (type, config) => {
      const parsed = manifests.get(type)?.manifest.config.safeParse(config);
      if (parsed === undefined || parsed.success) return [];
      return parsed.error.issues.map((issue) => problemOf(config, issue));
    },
  };
}

/** What the node type's schema and its own check say of settings whose values are not filled in yet. */
function checkSettings({ manifest }: LoadedManifest, node: GraphNode): readonly ConfigProblem[] {
  const config = liftConfig(manifest, node.typeVersion ?? 1, node.config);
  const parsed = manifest.config.safeParse(config);
  if (parsed.success) return manifest.validate?.(parsed.data) ?? [];
  return parsed.error.issues.flatMap((issue): ConfigProblem[] => {
    const found = valueAt(config, issue.path);
    // A pill may stand where another type is wanted: its value is checked when the step runs.
    if (typeof found === "string" && found.includes("{{")) return [];
    return [problemOf(config, issue)];
  });
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
