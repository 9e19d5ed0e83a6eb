import type { Impact } from "../api/forms.ts";
import type { Graph, GraphNode } from "../graph/graph.ts";
import { nameOf } from "../graph/graph-index.ts";
import { joinWords } from "../graph/join-words.ts";
import { settingTitle } from "../graph/setting-schema.ts";
import type { NodeType } from "../plugin/manifest.ts";
import type { Field } from "./fields.ts";
import { findFieldUses, type FieldUse } from "./field-uses.ts";

/** A pipeline's graph that could break: its draft, or its live version. */
export interface ImpactedGraph {
  readonly pipelineId: string;
  readonly pipelineName: string;
  readonly where: "draft" | "live";
  readonly graph: Graph;
}

interface FieldChange {
  readonly field: Field;
  readonly reason: Impact["reason"];
  /** Options that are no longer there. */
  readonly lostOptions: ReadonlySet<string>;
}

/**
 * What a change of a form's fields breaks: one entry a node and field that was deleted, became another
 * kind, or lost an option that the node compares with, with the settings that use it. A node that is
 * in the draft and in the live version is one entry. Empty when nothing breaks.
 */
export function findImpact(
  before: readonly Field[],
  after: readonly Field[],
  graphs: readonly ImpactedGraph[],
  nodeTypes: ReadonlyMap<string, NodeType> = new Map(),
): Impact[] {
  const changes = breakingChanges(before, after);
  if (changes.size === 0) return [];
  const impacts = new Map<string, Impact>();
  for (const impacted of graphs) {
    for (const node of impacted.graph.nodes) {
      for (const [change, uses] of brokenUses(node, changes)) {
        const key = [impacted.pipelineId, node.id, change.field.id].join(" ");
        const found = { node, uses, change, type: nodeTypes.get(node.type) };
        impacts.set(key, describeImpact(impacted, found, impacts.get(key)));
      }
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

/** The uses of a node that changes break, by change. */
function brokenUses(
  node: GraphNode,
  changes: ReadonlyMap<string, FieldChange>,
): Map<FieldChange, FieldUse[]> {
  const broken = new Map<FieldChange, FieldUse[]>();
  for (const use of findFieldUses(node.config)) {
    const change = changes.get(use.fieldId);
    if (change === undefined || !isBroken(change, use)) continue;
    broken.set(change, [...(broken.get(change) ?? []), use]);
  }
  return broken;
}

function isBroken(change: FieldChange, use: FieldUse): boolean {
  if (change.reason === "deleted") return true;
  if (use.asksWhetherChanged) return false;
  return change.reason === "retyped" || lostOptionsIn(use, change).length > 0;
}

function lostOptionsIn(use: FieldUse, { lostOptions }: FieldChange): string[] {
  return use.values.flatMap((value) =>
    typeof value === "string" && lostOptions.has(value) ? [value] : [],
  );
}

const sentences: Readonly<Record<Impact["reason"], (label: string) => string>> = {
  deleted: (label) => `uses “${label}”, which would be deleted`,
  retyped: (label) => `uses “${label}”, which would become another kind of question`,
  options: (label) => `compares “${label}” with an option that would be gone`,
};

interface FoundImpact {
  readonly node: GraphNode;
  readonly uses: readonly FieldUse[];
  readonly change: FieldChange;
  readonly type: NodeType | undefined;
}

function describeImpact(
  { pipelineId, pipelineName, where }: ImpactedGraph,
  { node, uses, change, type }: FoundImpact,
  known: Impact | undefined,
): Impact {
  const { field, reason } = change;
  const titles = uses.map((use) => titleOf(use.path, type));
  const settings = [...new Set([...(known?.settings ?? []), ...titles])];
  const lostOptions = reason === "options" ? uses.flatMap((use) => lostOptionsIn(use, change)) : [];
  const nodeName = nameOf(node, type);
  return {
    pipelineId,
    pipelineName,
    nodeId: node.id,
    // The draft comes first: its names are those that the owner sees.
    nodeName: known?.nodeName ?? nodeName,
    fieldId: field.id,
    reason,
    settings,
    lostOptions: [...new Set([...(known?.lostOptions ?? []), ...lostOptions])],
    inDraft: known?.inDraft === true || where === "draft",
    inLive: known?.inLive === true || where === "live",
    message: `${nodeName} ${sentences[reason](field.label)} (${joinWords(settings)}).`,
  };
}

function titleOf(path: readonly string[], type: NodeType | undefined): string {
  return settingTitle(type?.configSchema ?? {}, path);
}
