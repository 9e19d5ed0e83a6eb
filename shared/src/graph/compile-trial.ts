import { choiceLabelsByPath } from "../form/fields.ts";
import { buildPlan } from "./build-plan.ts";
import { kindsOf, type CompileFacts, type CompileResult } from "./compile.ts";
import { errorAt } from "./create-problem.ts";
import type { Graph } from "./graph.ts";
import { indexGraph, isTrigger, type PlacedNode } from "./graph-index.ts";
import { structureProblems } from "./check-structure.ts";
import type { Problem } from "./problem.ts";

/** What a trial can do without: such a step is never reached. */
const harmless = new Set(["unreachable"]);

/**
 * Makes a plan of a draft for trying it out: only what makes the graph no graph stands in the way. Steps
 * whose settings are unfinished stay in it, and show what is wrong when they are tried.
 *
 * @param nodeId Only this step and what comes before it; absent: the whole graph.
 */
export function compileTrial(
  graph: Graph,
  facts: Pick<CompileFacts, "fields" | "nodeTypes">,
  nodeId?: string,
): CompileResult {
  const wanted = nodeId === undefined ? graph : graphUpTo(graph, nodeId);
  const index = indexGraph(wanted, facts.nodeTypes);
  const problems = [
    ...structureProblems(index).filter(({ code }) => !harmless.has(code)),
    ...index.nodes.flatMap(typeProblems),
  ];
  if (problems.length > 0) return { plan: null, problems };
  const values = {
    kinds: kindsOf(index, facts.fields),
    choices: choiceLabelsByPath(facts.fields),
  };
  return { plan: buildPlan(index, values), problems };
}

function typeProblems(placed: PlacedNode): Problem[] {
  const { node, type, name } = placed;
  if (isTrigger(placed)) return [];
  if (type !== undefined && (node.typeVersion ?? 1) <= type.version) return [];
  const message = `“${name}” needs the node type “${node.type}”, which is not installed.`;
  return [errorAt("unknown_plugin", message, { nodeId: node.id })];
}

/** The part of a graph that leads to a node; the trigger alone for one that does not exist. */
export function graphUpTo(graph: Graph, nodeId: string): Graph {
  const wanted = new Set([nodeId]);
  const parents = new Map<string, string[]>();
  for (const { source, target } of graph.edges) {
    parents.set(target, [...(parents.get(target) ?? []), source]);
  }
  // A set may grow while it is walked: what is added is walked too.
  for (const id of wanted) for (const parent of parents.get(id) ?? []) wanted.add(parent);
  const nodes = graph.nodes.filter(({ id, type }) => wanted.has(id) || type === "trigger");
  const edges = graph.edges.filter(
    ({ source, target }) => wanted.has(source) && wanted.has(target),
  );
  return { ...graph, nodes, edges };
}
