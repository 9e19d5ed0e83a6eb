import type { Graph, GraphEdge, GraphNode } from "./graph.ts";

/**
 * What must be wrong with a graph, as the text says it: by asking each question of each node and edge
 * on its own, with reachability computed anew each time. Knows the few node types of its test only.
 */

/** Ports of the test's node types; `trigger` takes no edge, `merge` alone takes several. */
export const modelTypes: Readonly<
  Record<string, { ins: string[]; outs: string[]; version: number }>
> = {
  trigger: { ins: [], outs: ["out"], version: 1 },
  work: { ins: ["in"], outs: ["out", "error"], version: 2 },
  split: { ins: ["in"], outs: ["a", "otherwise"], version: 1 },
  merge: { ins: ["in"], outs: ["out"], version: 1 },
};

export const knownField = "name";
/** The setting that a `work` node must have. */
export const neededSetting = "text";

/** Errors as `code node` or `code edge`; those of ways between nodes are asked for one by one. */
export function expectedErrors(graph: Graph): string[] {
  const triggers = graph.nodes.filter(({ type }) => type === "trigger");
  return [
    ...(triggers.length === 0 ? ["no_trigger"] : []),
    ...(triggers.length > 1 ? ["several_triggers"] : []),
    ...(triggers.length === 1 && graph.nodes.length === 1 ? ["no_steps"] : []),
    ...graph.edges.flatMap((edge) => edgeErrors(graph, edge)),
    ...graph.nodes.flatMap((node) => nodeErrors(graph, node)),
  ];
}

function edgeErrors(graph: Graph, edge: GraphEdge): string[] {
  const find = (id: string) => graph.nodes.find((node) => node.id === id);
  const [source, target] = [find(edge.source), find(edge.target)];
  if (source === undefined || target === undefined) return [`dangling_edge ${edge.id}`];
  if (source === target) return [`self_edge ${edge.id}`];
  const outs = modelTypes[source.type]?.outs;
  const ins = modelTypes[target.type]?.ins;
  return [
    ...(outs !== undefined && !outs.includes(edge.sourcePort) ? [`bad_port ${edge.id}`] : []),
    ...(ins !== undefined && !ins.includes(edge.targetPort) ? [`bad_port ${edge.id}`] : []),
  ];
}

function nodeErrors(graph: Graph, node: GraphNode): string[] {
  const type = modelTypes[node.type];
  if (type === undefined) return [`unknown_plugin ${node.id}`];
  const errors = joinErrors(graph, node);
  if ((node.typeVersion ?? 1) > type.version) return [...errors, `unknown_version ${node.id}`];
  const { disabled = false, onError = "stop" } = node.settings ?? {};
  const mustPass = disabled || onError === "continue";
  if (mustPass && node.type === "split") errors.push(`cannot_pass_through ${node.id}`);
  // What is switched off may have unfinished settings.
  return disabled ? errors : [...errors, ...settingErrors(graph, node)];
}

function joinErrors(graph: Graph, { id, type }: GraphNode): string[] {
  const into = realEdges(graph).filter(({ target }) => target === id);
  return into.length > 1 && (type === "work" || type === "split") ? [`several_edges ${id}`] : [];
}

function settingErrors(graph: Graph, node: GraphNode): string[] {
  if (node.type === "trigger") return [];
  const setting = node.config[neededSetting];
  const text = typeof setting === "string" ? setting : "";
  if (text === "") return node.type === "work" ? [`missing_setting ${node.id}`] : [];
  const [root, member = ""] = text.replaceAll(/[{} ]/g, "").split(".");
  if (root === "answers") return member === knownField ? [] : [`unknown_field ${node.id}`];
  if (root !== "steps") return [];
  return comesBefore(graph, member, node.id) ? [] : [`not_an_ancestor ${node.id}`];
}

/** In a circle nothing comes before anything, which is said of the circle already. */
function comesBefore(graph: Graph, source: string, id: string): boolean {
  const isStep = graph.nodes.some((node) => node.id === source && node.type !== "trigger");
  return isStep && (hasCycle(graph) || reaches(graph, source, id));
}

/** Edges that a run could take: between two nodes that exist, and none into the trigger. */
function realEdges(graph: Graph): GraphEdge[] {
  const type = (id: string) => graph.nodes.find((node) => node.id === id)?.type;
  return graph.edges.filter(
    ({ source, target }) =>
      source !== target &&
      type(source) !== undefined &&
      type(target) !== undefined &&
      type(target) !== "trigger",
  );
}

/** Whether at least one edge leads on some way from one node to another, or back to itself. */
export function reaches(graph: Graph, from: string, to: string): boolean {
  const edges = realEdges(graph);
  let seen: string[] = [];
  for (let next = [from]; next.length > 0;) {
    next = edges
      .filter(({ source, target }) => next.includes(source) && !seen.includes(target))
      .map(({ target }) => target);
    seen = [...new Set([...seen, ...next])];
  }
  return seen.includes(to);
}

export function hasCycle(graph: Graph): boolean {
  return graph.nodes.some(({ id }) => reaches(graph, id, id));
}

/** Nodes that no run can come to; asked only where there is one trigger. */
export function unreachable(graph: Graph): string[] {
  const triggers = graph.nodes.filter(({ type }) => type === "trigger").map(({ id }) => id);
  const [start] = triggers;
  if (start === undefined || triggers.length > 1) return [];
  return graph.nodes.map(({ id }) => id).filter((id) => id !== start && !reaches(graph, start, id));
}
