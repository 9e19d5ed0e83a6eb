import { checkSettings, type PluginManifest } from "@formloom/plugin-sdk";
import type { Field } from "@formloom/shared/form";
import {
  graphProblems,
  sentenceParts,
  type Graph,
  type GraphNode,
  type Problem,
  type SentencePart,
} from "@formloom/shared/graph";
import type { ConfigProblem, NodeType } from "@formloom/shared/plugin";
import type { NodeTypes } from "./graph-walk.ts";

/** What checking a graph in the browser has to know. */
export interface CheckFacts {
  readonly fields: readonly Field[];
  readonly types: NodeTypes;
  readonly manifests: ReadonlyMap<string, PluginManifest>;
  /** Ids of the connections that steps may use; null: not known. */
  readonly connectionIds: ReadonlySet<string> | null;
}

export interface GraphCheck {
  readonly problems: readonly Problem[];
  readonly sentence: readonly SentencePart[];
}

/** What types say of settings; steps that did not change are the same objects and are not asked again. */
const known = new WeakMap<
  GraphNode,
  { readonly type: NodeType; readonly found: readonly ConfigProblem[] }
>();

/** Problems and sentence of a graph, as the server finds them when it publishes. */
export function checkGraph(graph: Graph, facts: CheckFacts): GraphCheck {
  const { fields, types, manifests, connectionIds } = facts;
  const checkConfig = (node: GraphNode, type: NodeType): readonly ConfigProblem[] => {
    const before = known.get(node);
    if (before?.type === type) return before.found;
    const manifest = manifests.get(node.type);
    const found = manifest?.version === type.version ? checkSettings(manifest, node) : [];
    if (manifest !== undefined) known.set(node, { type, found });
    return found;
  };
  const problems = graphProblems(graph, { fields, nodeTypes: types, checkConfig });
  return {
    problems: [...problems, ...lostConnections(graph, types, connectionIds)],
    sentence: sentenceParts(graph, { fields, nodeTypes: types }),
  };
}

/** Whether the graph has steps that only the server can check: of types that this page was not built with. */
export function needsServer(
  graph: Graph,
  { types, manifests }: Pick<CheckFacts, "types" | "manifests">,
): boolean {
  return graph.nodes.some((node) => {
    const type = types.get(node.type);
    return type !== undefined && manifests.get(node.type)?.version !== type.version;
  });
}

function lostConnections(
  graph: Graph,
  types: NodeTypes,
  connectionIds: ReadonlySet<string> | null,
): Problem[] {
  if (connectionIds === null) return [];
  return graph.nodes.flatMap((node): Problem[] => {
    const { connectionId } = node;
    if (typeof connectionId !== "string" || connectionIds.has(connectionId)) return [];
    const name = node.name ?? types.get(node.type)?.name ?? node.type;
    return [
      {
        severity: "error",
        code: "connection_missing",
        message: `The connection that “${name}” uses is gone; choose another.`,
        nodeId: node.id,
        edgeId: null,
        path: null,
        nodeIds: [node.id],
      },
    ];
  });
}
