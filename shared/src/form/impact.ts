import type { Impact } from "../api/forms.ts";
import type { Graph, GraphNode } from "../graph/graph.ts";
import { isRecord } from "../values/plain-object.ts";
import { templatePaths } from "../values/template.ts";
import type { Field } from "./fields.ts";

/** A pipeline's graph that could break: its draft, or its live version. */
export interface ImpactedGraph {
  readonly pipelineId: string;
  readonly pipelineName: string;
  readonly graph: Graph;
}

interface FieldChange {
  readonly field: Field;
  readonly reason: Impact["reason"];
  /** Options that are no longer there. */
  readonly lostOptions: ReadonlySet<string>;
}

/** One place in a node's settings that uses a field. */
interface FieldUse {
  readonly fieldId: string;
  /** What the field is compared with, in a condition. */
  readonly values: readonly unknown[];
}

const maxDepth = 64;

/**
 * What a change of a form's fields breaks: one entry a node and field that was deleted, became another
 * kind, or lost an option that the node compares with. Empty when nothing breaks.
 */
export function findImpact(
  before: readonly Field[],
  after: readonly Field[],
  graphs: readonly ImpactedGraph[],
): Impact[] {
  const changes = breakingChanges(before, after);
  if (changes.size === 0) return [];
  const impacts = new Map<string, Impact>();
  for (const impacted of graphs) {
    for (const [node, use] of usesOf(impacted.graph)) {
      const change = changes.get(use.fieldId);
      if (change === undefined || !isBroken(change, use)) continue;
      const key = [impacted.pipelineId, node.id, use.fieldId].join(" ");
      impacts.set(key, describeImpact(impacted, node, change));
    }
  }
  return [...impacts.values()];
}

function breakingChanges(
  before: readonly Field[],
  after: readonly Field[],
): ReadonlyMap<string, FieldChange> {
  const changes = new Map<string, FieldChange>();
  for (const field of before) {
    const next = after.find((candidate) => candidate.id === field.id);
    const kept = new Set(next?.options?.map((option) => option.id));
    const options = field.options?.map((option) => option.id) ?? [];
    const lostOptions = new Set(options.filter((id) => !kept.has(id)));
    const reason = changeReason(field, next, lostOptions);
    if (reason !== undefined) changes.set(field.id, { field, reason, lostOptions });
  }
  return changes;
}

function changeReason(
  field: Field,
  next: Field | undefined,
  lostOptions: ReadonlySet<string>,
): Impact["reason"] | undefined {
  if (next === undefined) return "deleted";
  if (next.kind !== field.kind) return "retyped";
  return lostOptions.size > 0 ? "options" : undefined;
}

function isBroken(change: FieldChange, use: FieldUse): boolean {
  if (change.reason !== "options") return true;
  return use.values.some((value) => typeof value === "string" && change.lostOptions.has(value));
}

function usesOf(graph: Graph): (readonly [GraphNode, FieldUse])[] {
  return graph.nodes.flatMap((node) => {
    const uses: FieldUse[] = [];
    collectUses(node.config, uses, 0);
    return uses.map((use) => [node, use] as const);
  });
}

function collectUses(value: unknown, uses: FieldUse[], depth: number): void {
  if (depth > maxDepth) return;
  if (typeof value === "string") {
    if (!value.includes("{{")) return;
    uses.push(...templatePaths(value).flatMap((pill) => useOf(pill.path, [])));
  } else if (Array.isArray(value)) {
    for (const item of value) collectUses(item, uses, depth + 1);
  } else if (isRecord(value)) {
    const { field, operator } = value;
    if (typeof field === "string" && typeof operator === "string") {
      uses.push(...useOf(field, Array.isArray(value["value"]) ? value["value"] : [value["value"]]));
    }
    for (const item of Object.values(value)) collectUses(item, uses, depth + 1);
  }
}

function useOf(path: string, values: readonly unknown[]): FieldUse[] {
  const fieldId = /^(?:previous\.)?answers\.([a-z][a-z0-9_]*)(?:\.|$)/.exec(path)?.[1];
  return fieldId === undefined ? [] : [{ fieldId, values }];
}

const sentences: Readonly<Record<Impact["reason"], (label: string) => string>> = {
  deleted: (label) => `uses “${label}”, which would be deleted.`,
  retyped: (label) => `uses “${label}”, which would become another kind of question.`,
  options: (label) => `compares “${label}” with an option that would be gone.`,
};

function describeImpact(
  { pipelineId, pipelineName }: ImpactedGraph,
  node: GraphNode,
  { field, reason }: FieldChange,
): Impact {
  const nodeName = node.name ?? node.type;
  return {
    pipelineId,
    pipelineName,
    nodeId: node.id,
    nodeName,
    fieldId: field.id,
    reason,
    message: `${nodeName} ${sentences[reason](field.label)}`,
  };
}
