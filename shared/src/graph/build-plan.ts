import type { FieldKind } from "../form/field-kind.ts";
import type { NodeType } from "../plugin/manifest.ts";
import type { RetryPolicy } from "../run/retry.ts";
import type { ChoiceLabels } from "../values/choice-labels.ts";
import type { NodeSettings } from "./graph.ts";
import type { GraphIndex, LinkedEdge, PlacedNode } from "./graph-index.ts";
import type { Plan, PlanStep } from "./plan.ts";
import { readTrigger } from "./trigger-settings.ts";

/** What values are called and how they are compared, by path. */
export interface PlanValues {
  readonly kinds: Readonly<Record<string, FieldKind>>;
  readonly choices: ChoiceLabels;
}

/** Writes the plan of a graph that was found to have no errors. */
export function buildPlan(index: GraphIndex, { kinds, choices }: PlanValues): Plan {
  const [trigger = -1] = index.triggers;
  const start = index.nodes[trigger]?.node;
  const { events, filter } = readTrigger(start);
  const order = index.order.filter((position) => position !== trigger);
  const ordinals = new Map([[trigger, -1]]);
  for (const [ordinal, position] of order.entries()) ordinals.set(position, ordinal);
  const withErrorEdge = new Set(
    index.links.filter(({ edge }) => edge.sourcePort === "error").map(({ source }) => source),
  );
  const steps = order.flatMap((position) => {
    const placed = index.nodes[position];
    if (placed?.type === undefined) return [];
    const parents = planEdges(index.incoming[position] ?? [], ordinals);
    const hasErrorEdge = withErrorEdge.has(position);
    return [planStep(placed, placed.type, { parents, hasErrorEdge })];
  });
  return {
    schemaVersion: 1,
    triggerId: start?.id ?? "",
    events: [...events],
    filter,
    steps,
    kinds: { ...kinds },
    choices: { ...choices },
  };
}

function planEdges(
  links: readonly LinkedEdge[],
  ordinals: ReadonlyMap<number, number>,
): PlanStep["parents"] {
  return links.flatMap(({ edge, source }) => {
    const from = ordinals.get(source);
    return from === undefined ? [] : [{ from, port: edge.sourcePort }];
  });
}

function planStep(
  { node, name }: PlacedNode,
  type: NodeType,
  edges: Pick<PlanStep, "parents" | "hasErrorEdge">,
): PlanStep {
  const settings = node.settings ?? {};
  return {
    nodeId: node.id,
    type: node.type,
    typeVersion: node.typeVersion ?? 1,
    name,
    config: node.config,
    connectionId: node.connectionId ?? null,
    parents: edges.parents,
    join: type.role === "merge" ? joinMode(node.config["mode"]) : null,
    hasErrorEdge: edges.hasErrorEdge,
    retry: retryOf(type.retry, settings.retry),
    timeoutMs: settings.timeoutMs ?? type.timeoutMs,
    onError: settings.onError ?? "stop",
    ifInterrupted: settings.ifInterrupted ?? type.ifInterrupted,
    disabled: settings.disabled ?? false,
    acts: type.role === "action" && settings.disabled !== true,
    resolved: false,
  };
}

function joinMode(mode: unknown): "all" | "first" {
  return mode === "first" ? "first" : "all";
}

function retryOf(policy: RetryPolicy, own: NodeSettings["retry"] = {}): RetryPolicy {
  return {
    maxAttempts: own.maxAttempts ?? policy.maxAttempts,
    firstDelayMs: own.firstDelayMs ?? policy.firstDelayMs,
    factor: own.factor ?? policy.factor,
    maxDelayMs: own.maxDelayMs ?? policy.maxDelayMs,
  };
}
