import { outputPorts, type Port } from "../plugin/manifest.ts";
import { isReservedKey } from "../values/plain-object.ts";
import { noPort } from "./advance.ts";
import { errorAt } from "./create-problem.ts";
import { isTrigger, type GraphIndex, type LinkedEdge } from "./graph-index.ts";
import type { Problem } from "./problem.ts";
import { findCycles, reachFrom } from "./topology.ts";

/** What is wrong with a graph as a graph, whatever its nodes are set to. */
export function structureProblems(index: GraphIndex): Problem[] {
  return [
    ...triggerProblems(index),
    ...idProblems(index),
    ...edgeProblems(index),
    ...portProblems(index),
    ...joinProblems(index),
    ...wayProblems(index),
  ];
}

function triggerProblems({ graph, nodes, triggers }: GraphIndex): Problem[] {
  const [first] = triggers;
  if (first === undefined) {
    const message = "Nothing starts this automation; add a “When”.";
    return [errorAt("no_trigger", message)];
  }
  const nodeIds = triggers.map((position) => nodes[position]?.node.id ?? "");
  if (triggers.length > 1) {
    const message = "An automation begins with one “When”; remove the others.";
    return [errorAt("several_triggers", message, { nodeIds })];
  }
  if (graph.nodes.length > 1) return [];
  return [errorAt("no_steps", "Nothing happens yet; add a step.", { nodeIds })];
}

function idProblems({ graph }: GraphIndex): Problem[] {
  const reserved = graph.nodes
    .filter((node) => isReservedKey(node.id))
    .map(({ id }) =>
      errorAt("bad_id", `“${id}” can't be the id of a step; give it another.`, { nodeId: id }),
    );
  return [
    ...repeatedIds(graph.nodes).map((id) =>
      errorAt("duplicate_id", `Two steps have the same id, “${id}”.`, { nodeId: id }),
    ),
    ...repeatedIds(graph.edges).map((id) =>
      errorAt("duplicate_id", `Two connections have the same id, “${id}”.`, { edgeId: id }),
    ),
    ...reserved,
  ];
}

function repeatedIds(items: readonly { readonly id: string }[]): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id)) repeated.add(id);
    seen.add(id);
  }
  return [...repeated];
}

function edgeProblems({ graph, positions, nodes }: GraphIndex): Problem[] {
  return graph.edges.flatMap((edge) => {
    const nodeIds = [edge.source, edge.target].filter((id) => positions.has(id));
    if (edge.source === edge.target && nodeIds.length > 0) {
      const name = nodes[positions.get(edge.source) ?? -1]?.name ?? edge.source;
      const message = `“${name}” leads to itself; remove that connection.`;
      return [errorAt("self_edge", message, { nodeId: edge.source, edgeId: edge.id })];
    }
    if (nodeIds.length === 2) return [];
    const message = "A connection leads from or to a step that doesn't exist; remove it.";
    return [errorAt("dangling_edge", message, { edgeId: edge.id, nodeIds })];
  });
}

function portProblems(index: GraphIndex): Problem[] {
  const ports = index.nodes.map(({ node, type }) =>
    type === undefined ? undefined : outputPorts(type.outputs, node.config),
  );
  return [
    ...index.nodes.flatMap(({ node, name }, position) =>
      strayPorts(ports[position] ?? []).map((port) => {
        const message = `“${name}” can't have ${port === noPort ? `a way called “${port}”` : `two ways called “${port}”`}.`;
        return errorAt("bad_port", message, { nodeId: node.id });
      }),
    ),
    ...index.links.flatMap((link) => linkPortProblems(index, link, ports[link.source])),
  ];
}

/** Ports of which there are two, or whose name means that a filter said no. */
function strayPorts(ports: readonly Port[]): string[] {
  return [...repeatedIds(ports), ...ports.filter(({ id }) => id === noPort).map(({ id }) => id)];
}

function linkPortProblems(
  { nodes }: GraphIndex,
  { edge, source, target }: LinkedEdge,
  outputs: readonly Port[] | undefined,
): Problem[] {
  const problems: Problem[] = [];
  const from = nodes[source];
  const to = nodes[target];
  if (from !== undefined && outputs?.every((port) => port.id !== edge.sourcePort) === true) {
    const message = `“${from.name}” has no way out called “${edge.sourcePort}”; connect it anew.`;
    problems.push(errorAt("bad_port", message, { nodeId: edge.source, edgeId: edge.id }));
  }
  if (to?.type?.inputs.every((port) => port.id !== edge.targetPort) === true) {
    const message = isTrigger(to)
      ? `Nothing can come before “${to.name}”; remove the connection.`
      : `“${to.name}” has no way in called “${edge.targetPort}”; connect it anew.`;
    problems.push(errorAt("bad_port", message, { nodeId: edge.target, edgeId: edge.id }));
  }
  return problems;
}

function joinProblems({ nodes, incoming }: GraphIndex): Problem[] {
  return nodes.flatMap(({ node, type, name }, position) => {
    const links = incoming[position] ?? [];
    if (links.length < 2 || type === undefined || type.role === "merge") return [];
    if (type.role === "trigger") return [];
    const message = `Several steps lead to “${name}”; join them before it, or keep only one.`;
    const nodeIds = [node.id, ...new Set(links.map(({ edge }) => edge.source))];
    return [errorAt("several_edges", message, { nodeId: node.id, nodeIds })];
  });
}

function wayProblems({ nodes, triggers, adjacency, order }: GraphIndex): Problem[] {
  const cycles = findCycles(adjacency, order).map((cycle) => {
    const nodeIds = cycle.map((position) => nodes[position]?.node.id ?? "");
    const names = cycle.map((position) => `“${nodes[position]?.name ?? ""}”`);
    const message = `${sayCircle(names)} lead round in a circle; remove one of the connections.`;
    return errorAt("cycle", message, { ...(nodeIds[0] && { nodeId: nodeIds[0] }), nodeIds });
  });
  const [trigger] = triggers;
  if (trigger === undefined || triggers.length > 1) return cycles;
  const reached = reachFrom(adjacency, trigger);
  const circular = new Set(cycles.flatMap((problem) => problem.nodeIds));
  const apart = nodes.flatMap(({ node, name }, position) => {
    if (reached.has(position) || circular.has(node.id)) return [];
    const message = `“${name}” is not connected; connect it to a step before it, or remove it.`;
    return [errorAt("unreachable", message, { nodeId: node.id })];
  });
  return [...cycles, ...apart];
}

const maxNamed = 6;

function sayCircle(names: readonly string[]): string {
  if (names.length <= maxNamed) return names.join(", ");
  return `${names.slice(0, maxNamed).join(", ")} and ${names.length - maxNamed} more`;
}
