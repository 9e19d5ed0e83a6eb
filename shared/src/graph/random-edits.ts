import type { Graph, GraphNode } from "./graph.ts";
import { buildGraph, rule, triggerNode } from "./sample-graphs.ts";

/** For tests: random graphs and random edits of one of their steps. */

export const stepTypes = ["email", "webhook", "filter", "delay"] as const;
export const stepTexts = [
  "Hello",
  "Hi {{ answers.name }}",
  "{{answers.email|upper}}",
  "",
  "For {{form.name}}",
];

const configOf = (type: string, text: string): Record<string, unknown> => {
  if (type === "filter") return { condition: rule("answers.budget", ">", text.length) };
  if (type === "delay") return { for: { amount: text.length + 1, unit: "days" } };
  if (type === "webhook") return { url: `https://example.org/${text.length}` };
  return { to: [text], subject: text };
};

interface TreeStep {
  readonly type: (typeof stepTypes)[number];
  /** Chooses the step before it, among those there are. */
  readonly parent: number;
  readonly text: string;
}

/** A tree of steps below a trigger, named `n1`, `n2` and so on. */
export function treeOf(steps: readonly TreeStep[]): Graph {
  return buildGraph(
    [
      triggerNode(),
      ...steps.map(({ type, text }, at) => ({
        id: `n${at + 1}`,
        type,
        config: configOf(type, text),
      })),
    ],
    steps.map(({ parent }, at) => {
      const before = at === 0 ? 0 : parent % (at + 1);
      return `${before === 0 ? "t" : `n${before}`}>n${at + 1}`;
    }),
  );
}

/** One edit of one step of a graph; the id of the step that it is about. */
export interface RandomEdit {
  readonly graph: Graph;
  readonly nodeId: string;
}

export const editKinds = [
  "setting",
  "name",
  "off",
  "retry",
  "remove",
  "rewire",
  "append",
  "connection",
] as const;
export type EditKind = (typeof editKinds)[number];

/** Makes an edit that surely changes what happens; `mark` tells edits apart. */
export function makeEdit(
  graph: Graph,
  {
    kind,
    at,
    mark = "new",
  }: { readonly kind: EditKind; readonly at: number; readonly mark?: string },
): RandomEdit {
  const steps = graph.nodes.filter((node) => node.type !== "trigger");
  const node = steps[at % steps.length];
  if (node === undefined) throw new Error("Expected a graph with steps.");
  const nodeId = node.id;
  if (kind === "append") return { nodeId: mark, graph: append(graph, nodeId, mark) };
  if (kind === "remove") return { nodeId, graph: remove(graph, nodeId) };
  if (kind === "rewire") return { nodeId, graph: rewire(graph, nodeId) };
  const nodes = graph.nodes.map((each) => (each === node ? edited(node, kind, mark) : each));
  return { nodeId, graph: { ...graph, nodes } };
}

function edited(node: GraphNode, kind: EditKind, mark: string): GraphNode {
  const { settings = {} } = node;
  if (kind === "name") return { ...node, name: `${node.id} ${mark}` };
  if (kind === "off")
    return { ...node, settings: { ...settings, disabled: settings.disabled !== true } };
  if (kind === "connection") {
    return {
      ...node,
      connectionId: `00000000-0000-4000-8000-${mark.padStart(12, "0").slice(0, 12)}`,
    };
  }
  if (kind === "retry") {
    return { ...node, settings: { ...settings, retry: { maxAttempts: 11 + mark.length } } };
  }
  return { ...node, config: { ...node.config, extra: `${mark} {{ answers.name }}` } };
}

function append(graph: Graph, after: string, id: string): Graph {
  const node = { id, type: "email", config: { to: [], subject: "" } };
  const edge = { id: `e-${id}`, source: after, sourcePort: "error", target: id, targetPort: "in" };
  return { ...graph, nodes: [...graph.nodes, node], edges: [...graph.edges, edge] };
}

function remove(graph: Graph, id: string): Graph {
  const into = graph.edges.find((edge) => edge.target === id);
  const edges = graph.edges
    .filter((edge) => edge.target !== id)
    .map((edge) =>
      edge.source === id && into !== undefined
        ? { ...edge, source: into.source, sourcePort: into.sourcePort }
        : edge,
    );
  return { ...graph, nodes: graph.nodes.filter((node) => node.id !== id), edges };
}

/** The step follows another port of the step before it. */
function rewire(graph: Graph, id: string): Graph {
  const edges = graph.edges.map((edge) =>
    edge.target === id
      ? { ...edge, sourcePort: edge.sourcePort === "error" ? "out" : "error" }
      : edge,
  );
  return { ...graph, edges };
}
