import type { Field } from "../form/fields.ts";
import { isRecord } from "../values/plain-object.ts";
import { renamePaths } from "../values/template-parse.ts";
import type { Graph } from "./graph.ts";

const maxDepth = 64;

/** How one value becomes another; the same one where there is nothing to do. */
interface Rewrite {
  readonly path: (path: string) => string;
  /** What a rule compares with, given the rule's path as it was. */
  readonly operand: (value: unknown, path: string) => unknown;
}

/**
 * A graph in which every use of the field `from` is one of the field `to`: in pills, in conditions of
 * filters, ways and the trigger, for answers before an edit as well, and where a rule asks whether the
 * question changed. The graph given stays as it was; what uses nothing of `from` is shared.
 */
export function replaceField(graph: Graph, from: string, to: string): Graph {
  const pattern = new RegExp(`^((?:previous\\.)?answers\\.)${escapeId(from)}(?=\\.|$)`);
  return rewriteGraph(graph, {
    path: (path) => path.replace(pattern, `$1${to}`),
    operand: (value, path) => (path === "changes" && value === from ? to : value),
  });
}

/** A graph in which rules that compare `fieldId` with the option `from` compare with `to`. Ids, not labels. */
export function replaceOption(
  graph: Graph,
  fieldId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Graph {
  const paths = new Set([`answers.${fieldId}`, `previous.answers.${fieldId}`]);
  return rewriteGraph(graph, {
    path: (path) => path,
    operand: (value, path) => (paths.has(path) && value === from ? to : value),
  });
}

/** As {@link replaceField}; rules that compare with an option of `from` compare with the one of `to` that has its id or label. */
export function replaceChoice(
  graph: Graph,
  from: Pick<Field, "id" | "options">,
  to: Pick<Field, "id" | "options">,
): Graph {
  let next = replaceField(graph, from.id, to.id);
  for (const option of from.options ?? []) {
    const known = to.options?.some((other) => other.id === option.id) === true;
    const twin = known ? undefined : to.options?.find((other) => other.label === option.label);
    if (twin !== undefined) next = replaceOption(next, to.id, { from: option.id, to: twin.id });
  }
  return next;
}

function rewriteGraph(graph: Graph, rewrite: Rewrite): Graph {
  const nodes = graph.nodes.map((node) => {
    const config = rewriteValue(node.config, rewrite, 0);
    return config === node.config || !isRecord(config) ? node : { ...node, config };
  });
  return nodes.every((node, at) => node === graph.nodes[at]) ? graph : { ...graph, nodes };
}

function rewriteValue(value: unknown, rewrite: Rewrite, depth: number): unknown {
  if (depth > maxDepth) return value;
  if (typeof value === "string") {
    return value.includes("{{") ? renamePaths(value, rewrite.path) : value;
  }
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => rewriteValue(item, rewrite, depth + 1));
    return items.every((item, at) => item === value[at]) ? value : items;
  }
  return isRecord(value) ? rewriteRecord(value, rewrite, depth) : value;
}

function rewriteRecord(
  record: Record<string, unknown>,
  rewrite: Rewrite,
  depth: number,
): Record<string, unknown> {
  const { field, operator } = record;
  const isRule = typeof field === "string" && typeof operator === "string";
  const entries = Object.entries(record).map(([key, member]) => {
    if (isRule && key === "field") return [key, rewrite.path(field)] as const;
    const next = rewriteValue(member, rewrite, depth + 1);
    return [key, isRule && key === "value" ? rewriteOperand(next, field, rewrite) : next] as const;
  });
  return entries.every(([key, member]) => member === record[key])
    ? record
    : Object.fromEntries(entries);
}

function rewriteOperand(value: unknown, path: string, { operand }: Rewrite): unknown {
  if (!Array.isArray(value)) return operand(value, path);
  const items = value.map((item: unknown) => operand(item, path));
  return items.every((item, at) => item === value[at]) ? value : items;
}

/** Ids of fields are plain, but what is asked for may be anything. */
function escapeId(id: string): string {
  return id.replaceAll(/[^a-zA-Z0-9_]/g, "\\$&");
}
