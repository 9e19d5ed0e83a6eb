import { graphUpTo, type Graph, type Plan } from "@formloom/shared/graph";

/**
 * The part of a graph that leads to one step, in which nothing else acts or waits: what comes before it
 * gives the result of an earlier run, or is passed through.
 */
export function oneStepGraph(graph: Graph, plan: Plan, nodeId: string): Graph {
  const passed = new Set(
    plan.steps.flatMap((step) =>
      step.nodeId !== nodeId && (step.acts || step.type === "delay") ? [step.nodeId] : [],
    ),
  );
  const part = graphUpTo(graph, nodeId);
  return {
    ...part,
    nodes: part.nodes.map((node) =>
      passed.has(node.id) ? { ...node, settings: { ...node.settings, disabled: true } } : node,
    ),
  };
}

/** Steps whose results the step needs, by node id: those that it names, or that lead to it by naming them. */
export function neededSteps(plan: Plan, nodeId: string): ReadonlySet<string> {
  const asking = plan.steps.filter((step) => step.nodeId === nodeId || !step.disabled);
  const texts = asking.map((step) => JSON.stringify(step.config));
  return new Set(
    plan.steps.flatMap((step) =>
      step.nodeId !== nodeId && texts.some((text) => names(text, step.nodeId)) ? [step.nodeId] : [],
    ),
  );
}

/** Whether settings hold a path into a step's results: `steps.<id>` that ends there. */
function names(text: string, nodeId: string): boolean {
  const path = `steps.${nodeId}`;
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    if (!/[\w-]/.test(text.charAt(at + path.length))) return true;
  }
  return false;
}
