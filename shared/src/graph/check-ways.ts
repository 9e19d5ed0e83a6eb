import { warningAt } from "./create-problem.ts";
import type { GraphIndex } from "./graph-index.ts";
import type { Problem } from "./problem.ts";

/** What may be an oversight in how ways part and meet again; it may be left as it is. */
export function wayHints(index: GraphIndex): Problem[] {
  return [...otherwiseHints(index), ...joinHints(index)];
}

/** A choice of ways that says nothing of the rest, such as a branch without "otherwise". */
function otherwiseHints({ nodes, links }: GraphIndex): Problem[] {
  return nodes.flatMap(({ node, type, name }, position) => {
    if (type === undefined || Array.isArray(type.outputs)) return [];
    const used = new Set(
      links.filter(({ source }) => source === position).map(({ edge }) => edge.sourcePort),
    );
    const [rest] = type.outputs.rest;
    if (used.size === 0 || rest === undefined || used.has(rest.id)) return [];
    const message = `Nothing follows “${rest.label}” of “${name}”; add a step there, or leave it so.`;
    return [warningAt("no_otherwise", message, { nodeId: node.id })];
  });
}

/** A join that joins nothing. */
function joinHints({ nodes, incoming }: GraphIndex): Problem[] {
  return nodes.flatMap(({ node, type, name }, position) => {
    if (type?.role !== "merge" || incoming[position]?.length !== 1) return [];
    const message = `Only one way leads to “${name}”; connect another one to it, or remove it.`;
    return [warningAt("single_way", message, { nodeId: node.id })];
  });
}
