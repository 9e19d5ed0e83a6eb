import { formEventTypes } from "../events/form-event.ts";
import { fieldSchema, type Field } from "../form/fields.ts";
import { nodeTypeSchema, type NodeType } from "../plugin/manifest.ts";
import { defaultRetryPolicy } from "../run/retry.ts";
import { graphSchema, type Graph } from "./graph.ts";

/** Builders for tests: small node types, fields and graphs, each changed by what a test is about. */

const out = { id: "out", label: "Out" };
const error = { id: "error", label: "If it fails" };

export function buildType(id: string, changes: Partial<NodeType> = {}): NodeType {
  return nodeTypeSchema.parse({
    id,
    version: 2,
    name: id.charAt(0).toUpperCase() + id.slice(1),
    description: "For tests.",
    category: "logic",
    icon: "box",
    triggers: formEventTypes,
    role: "action",
    configSchema: { type: "object", properties: {} },
    defaults: {},
    inputs: [{ id: "in", label: "In" }],
    outputs: [out, error],
    produces: [],
    accepts: {},
    connection: null,
    describe: id,
    ifInterrupted: "again",
    retry: defaultRetryPolicy,
    timeoutMs: 60_000,
    hasTest: false,
    options: [],
    ...changes,
  });
}

const emailSchema = {
  type: "object",
  properties: { to: { title: "To", type: "array" }, subject: { title: "Subject" } },
  required: ["to", "subject"],
};
const conditionProperty = { condition: { title: "Condition", "x-control": "condition" } };

const types = [
  buildType("trigger", { role: "trigger", inputs: [], outputs: [out], describe: "{events}" }),
  buildType("filter", {
    role: "logic",
    outputs: [out],
    describe: "only if {condition}",
    configSchema: { type: "object", properties: conditionProperty, required: ["condition"] },
  }),
  buildType("branch", {
    role: "logic",
    describe: "depending on {branches}",
    outputs: {
      each: "branches",
      id: "port",
      label: "name",
      // oxlint-disable-next-line unicorn/no-thenable -- the manifest's word for ports that always follow
      rest: [{ id: "otherwise", label: "Otherwise" }],
    },
  }),
  buildType("merge", {
    role: "merge",
    outputs: [out],
    describe: "join[ {mode}]",
    configSchema: {
      type: "object",
      properties: { mode: { title: "Go on", "x-labels": { first: "at the first", all: "all" } } },
    },
  }),
  buildType("email", {
    describe: "email {to}",
    configSchema: emailSchema,
    accepts: { to: ["email"] },
    produces: [{ path: "messageId", label: "Message-ID", kind: "text" }],
  }),
  buildType("webhook", {
    describe: "send a webhook to {url}",
    retry: { maxAttempts: 10, firstDelayMs: 5_000, factor: 5, maxDelayMs: 86_400_000 },
    produces: [
      { path: "status", label: "Status", kind: "number" },
      { path: "body", label: "Reply", kind: "text" },
    ],
  }),
  buildType("slack", {
    describe: "post to {channel}",
    triggers: ["form.submitted", "response.edited"],
    connection: {
      kind: "slack",
      name: "Slack",
      required: true,
      schema: {},
      secrets: [],
      host: { fixed: "slack.com" },
    },
  }),
  buildType("delay", {
    role: "logic",
    outputs: [out],
    describe: "wait[ {for}][ until {until}]",
    defaults: { for: { amount: 1, unit: "days" } },
    accepts: { until: ["date"] },
  }),
];

export const sampleTypes: ReadonlyMap<string, NodeType> = new Map(
  types.map((type) => [type.id, type]),
);

export const sampleFields: readonly Field[] = [
  { id: "name", kind: "text", label: "Name" },
  { id: "email", kind: "email", label: "Email" },
  { id: "budget", kind: "number", label: "Budget" },
  { id: "intro", kind: "heading", label: "About you" },
].map((field) => fieldSchema.parse(field));

export const sampleFacts = { formName: "Contact", fields: sampleFields, nodeTypes: sampleTypes };

type NodeInput = { readonly id: string; readonly type: string } & Readonly<Record<string, unknown>>;

export function triggerNode(config: Readonly<Record<string, unknown>> = {}): NodeInput {
  return {
    id: "t",
    type: "trigger",
    config: { events: ["form.submitted"], filter: null, ...config },
  };
}

/** Edges are written `from>to` or `from.port>to`; the first node is mostly `triggerNode()`. */
export function buildGraph(nodes: readonly NodeInput[], edges: readonly string[] = []): Graph {
  return graphSchema.parse({
    nodes,
    edges: edges.map((text, at) => {
      const [from = "", target = ""] = text.split(">");
      const [source = "", sourcePort = "out"] = from.split(".");
      return { id: `e${at}`, source, sourcePort, target };
    }),
  });
}

export function rule(field: string, operator: string, value?: unknown): Record<string, unknown> {
  return { combinator: "and", rules: [{ field, operator, ...(value !== undefined && { value }) }] };
}
