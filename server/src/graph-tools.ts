import { checkFinalSettings, checkSettings } from "@formloom/plugin-sdk";
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
        return loaded === undefined ? [] : checkSettings(loaded.manifest, node);
      };
      return {
        ...compileGraph(graph, { ...facts, checkConfig }),
        sentence: graphSentence(graph, facts),
      };
    },
    compileTrial: (graph, { fields }, nodeId) => compileTrial(graph, { fields, nodeTypes }, nodeId),
    checkFinal: (type, config) => {
      const loaded = manifests.get(type);
      return loaded === undefined ? [] : checkFinalSettings(loaded.manifest, config);
    },
  };
}
