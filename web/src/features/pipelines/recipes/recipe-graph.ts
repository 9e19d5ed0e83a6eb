import type { FormEventType } from "@formloom/shared/events";
import type { Graph, GraphNode } from "@formloom/shared/graph";
import { newGraph } from "@formloom/shared/graph";
import type { ConditionGroup, ConditionRule } from "@formloom/shared/values";

/** A step and what follows it, by the port it leaves. */
export interface Planned {
  readonly node: GraphNode;
  readonly next?: Readonly<Record<string, Planned>>;
}

/** The trigger, then the step with all that follows. */
export function graphFrom(first: Planned, event: FormEventType = "form.submitted"): Graph {
  const start = newGraph();
  const nodes = start.nodes.map((node) => ({
    ...node,
    config: { ...node.config, events: [event] },
  }));
  const trigger = nodes[0]?.id ?? "trigger";
  return place({ ...start, nodes }, { source: trigger, sourcePort: "out" }, first);
}

function place(
  graph: Graph,
  from: { readonly source: string; readonly sourcePort: string },
  { node, next = {} }: Planned,
): Graph {
  const edge = { id: `${from.source}-${node.id}`, ...from, target: node.id, targetPort: "in" };
  const placed = { ...graph, nodes: [...graph.nodes, node], edges: [...graph.edges, edge] };
  return Object.entries(next).reduce(
    (grown, [sourcePort, following]) => place(grown, { source: node.id, sourcePort }, following),
    placed,
  );
}

export interface Letter {
  readonly id: string;
  readonly name: string;
  readonly to: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
}

/** An email step. */
export function mailStep({ id, name, to, replyTo, subject, text }: Letter): GraphNode {
  return {
    id,
    type: "email",
    name,
    config: {
      to: to === "" ? [] : [to],
      cc: [],
      bcc: [],
      replyTo: replyTo ?? null,
      subject,
      body: { format: "text", content: text },
    },
  };
}

/** A condition of one rule. */
export function condition(rule: ConditionRule): ConditionGroup {
  return { combinator: "and", rules: [rule] };
}
