import type { Graph, GraphEdge, GraphNode } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import { defaultRetryPolicy } from "@formloom/shared/run";

/** Builders for tests: a graph written as `["trigger > filter", "filter > email"]`. */
export function graphOf(
  lines: readonly string[],
  nodes: Readonly<Record<string, Partial<GraphNode>>> = {},
): Graph {
  const edges = lines.map((line, index) => edgeOf(line, index));
  const ids = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
  for (const id of Object.keys(nodes)) ids.add(id);
  return {
    schemaVersion: 1,
    nodes: [...ids].map((id) => ({ id, type: id.replace(/\d+$/, ""), config: {}, ...nodes[id] })),
    edges,
    notes: [],
  };
}

/** `filter:error > email` leaves by the port `error`. */
function edgeOf(line: string, index: number): GraphEdge {
  const [from = "", target = ""] = line.split(" > ");
  const [source = "", sourcePort = "out"] = from.split(":");
  return { id: `e${index}`, source, sourcePort, target, targetPort: "in" };
}

/** The edges of a graph, written as `graphOf` reads them. */
export function linesOf(graph: Graph): string[] {
  return graph.edges.map((edge) => {
    const port = edge.sourcePort === "out" ? "" : `:${edge.sourcePort}`;
    return `${edge.source}${port} > ${edge.target}`;
  });
}

export function nodeTypeOf(id: string, facts: Partial<NodeType> = {}): NodeType {
  return {
    id,
    version: 1,
    name: id.charAt(0).toUpperCase() + id.slice(1),
    description: `Does what ${id} does`,
    category: "messages",
    icon: "mail",
    triggers: ["form.submitted", "response.edited", "response.deleted", "form.updated"],
    role: "action",
    configSchema: {},
    defaults: {},
    inputs: [{ id: "in", label: "In" }],
    outputs: [
      { id: "out", label: "Next" },
      { id: "error", label: "On error" },
    ],
    produces: [],
    accepts: {},
    connection: null,
    describe: id,
    ifInterrupted: "again",
    retry: defaultRetryPolicy,
    timeoutMs: 60_000,
    hasTest: false,
    options: [],
    ...facts,
  };
}

const out = [{ id: "out", label: "Next" }];

export const sampleTypes: ReadonlyMap<string, NodeType> = new Map(
  [
    nodeTypeOf("trigger", {
      role: "trigger",
      category: "trigger",
      inputs: [],
      outputs: out,
      describe: "when {events}",
    }),
    nodeTypeOf("filter", {
      role: "logic",
      category: "logic",
      outputs: out,
      name: "Only if",
      describe: "only if {condition}",
    }),
    nodeTypeOf("branch", {
      role: "logic",
      category: "logic",
      outputs: {
        each: "branches",
        id: "port",
        label: "name",
        // oxlint-disable-next-line unicorn/no-thenable -- the contract's own word; nothing awaits it
        rest: [{ id: "otherwise", label: "Otherwise" }],
      },
    }),
    nodeTypeOf("email", {
      describe: "email {to}",
      defaults: { to: [], subject: "" },
      produces: [{ path: "messageId", label: "Message number", kind: "text" }],
    }),
    nodeTypeOf("slack", { describe: "post to {channel}" }),
    nodeTypeOf("webhook", {
      category: "developer",
      description: "Sends the answers to an address",
    }),
    nodeTypeOf("merge", { role: "merge", category: "logic", outputs: out }),
  ].map((type) => [type.id, type]),
);
