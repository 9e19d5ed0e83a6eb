import type { Graph, GraphNode, Problem } from "@formloom/shared/graph";
import { edgesInto, isTrigger, type NodeTypes } from "./graph-walk.ts";

/** What the corner of a step's card says. */
export interface StepNote {
  readonly tone: "setup" | "failing" | "warning" | "off" | "loose";
  readonly text: string;
}

/** The most urgent thing to know about a step; null when it is ready. */
export function stepNote(
  graph: Graph,
  node: GraphNode,
  facts: {
    readonly problems: readonly Problem[];
    readonly types: NodeTypes;
    readonly failures?: ReadonlyMap<string, number>;
  },
): StepNote | null {
  if (node.settings?.disabled === true) return { tone: "off", text: "Switched off: passed over" };
  const own = problemsOf(facts.problems, node.id);
  const error = own.find((problem) => problem.severity === "error");
  if (error !== undefined) return { tone: "setup", text: error.message };
  const failed = facts.failures?.get(node.id) ?? 0;
  if (failed > 0) {
    const times = failed === 1 ? "once" : `${failed.toLocaleString("en-GB")} times`;
    return { tone: "failing", text: `Failed ${times} in the last 24 hours` };
  }
  if (!isTrigger(node, facts.types) && edgesInto(graph, node.id).length === 0) {
    return { tone: "loose", text: "Nothing leads here yet" };
  }
  const [warning] = own;
  return warning === undefined ? null : { tone: "warning", text: warning.message };
}

const problemsByList = new WeakMap<
  readonly Problem[],
  ReadonlyMap<string | null, readonly Problem[]>
>();

/** Problems of one step, errors first. */
export function problemsOf(problems: readonly Problem[], nodeId: string): readonly Problem[] {
  let known = problemsByList.get(problems);
  if (known === undefined) {
    known = Map.groupBy(sortedProblems(problems), (problem) => problem.nodeId);
    problemsByList.set(problems, known);
  }
  return known.get(nodeId) ?? [];
}

export function sortedProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => rank(a) - rank(b));
}

export function errorCount(problems: readonly Problem[]): number {
  return problems.filter((problem) => problem.severity === "error").length;
}

/** Messages of a step by the setting they are about. */
export function problemsByPath(
  problems: readonly Problem[],
  nodeId: string,
): Record<string, string> {
  const own = problemsOf(problems, nodeId).toReversed();
  return Object.fromEntries(
    own.flatMap((problem) => (problem.path === null ? [] : [[problem.path, problem.message]])),
  );
}

function rank(problem: Problem): number {
  return problem.severity === "error" ? 0 : 1;
}
