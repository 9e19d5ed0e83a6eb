import { z } from "zod";
import { publishPipeline, type SpawnedApi } from "../support/spawned-api.ts";
import { canary, type World } from "./world.ts";

/** A graph's node as the API takes it. */
export interface GraphNodeInput {
  readonly id: string;
  readonly type: string;
  readonly config: unknown;
  readonly connectionId?: string;
  readonly settings?: unknown;
}

const idOnly = z.object({ id: z.string() });

export const triggerNode: GraphNodeInput = {
  id: "trigger",
  type: "trigger",
  config: { events: ["form.submitted"], filter: null },
};

export const fields = [
  { id: "subject", kind: "text", label: "Subject" },
  { id: "budget", kind: "number", label: "Budget" },
];

export interface Prepared {
  readonly formId: string;
  readonly pipelineId: string;
}

/** A webhook to the sink, with an event body. */
export function webhookNode(
  world: Pick<World, "sinks">,
  id: string,
  settings?: unknown,
  url = world.sinks.webhookUrl(id),
): GraphNodeInput {
  return {
    id,
    type: "webhook",
    config: { url, method: "POST", headers: {}, body: { mode: "event" } },
    ...(settings === undefined ? {} : { settings }),
  };
}

/** The node type of `crash/plugins/fault`, in one of its ways. */
export function faultNode(
  id: string,
  config: Readonly<Record<string, unknown>>,
  settings?: unknown,
): GraphNodeInput {
  return { id, type: "fault", config, ...(settings === undefined ? {} : { settings }) };
}

/** Nodes one behind the other, the trigger first. */
export function chain(nodes: readonly GraphNodeInput[]): { nodes: unknown[]; edges: unknown[] } {
  const all = [triggerNode, ...nodes];
  const edges = all
    .slice(1)
    .map((node, index) => ({ id: `e${index}`, source: all[index]?.id, target: node.id }));
  return { nodes: all, edges };
}

/** A new form with a published pipeline of these nodes in a row. */
export function publishChain(
  api: SpawnedApi,
  nodes: readonly GraphNodeInput[],
  name = "Fault",
): Promise<Prepared> {
  return publishPipeline(api, { name, fields }, chain(nodes));
}

/**
 * The graph of the great experiments: filter → mail → webhook → Slack → sheet. The sheet stands for a
 * service behind a webhook with credentials; both credentials hold the canary.
 */
export async function publishFive(world: World, settings?: unknown): Promise<Prepared> {
  const api = world.api();
  const slackId = await connect(api, "slack", {
    webhookUrl: `${world.sinks.slackUrl}/services/${canary}`,
    baseUrl: world.sinks.slackUrl,
  });
  const sheetId = await connect(api, "http-auth", {
    url: world.sinks.slackUrl,
    type: "bearer",
    secret: canary,
  });
  const over = { field: "answers.budget", operator: ">", value: 1000 };
  const own = settings === undefined ? {} : { settings };
  return publishChain(api, [
    { id: "only", type: "filter", config: { condition: { combinator: "and", rules: [over] } } },
    {
      id: "mail",
      type: "email",
      config: {
        to: ["sales@example.test"],
        subject: "Lead {{ answers.subject }}",
        body: { format: "text", content: "node=mail Budget {{ answers.budget }}" },
      },
      ...own,
    },
    webhookNode(world, "hook", settings),
    {
      id: "slack",
      type: "slack",
      connectionId: slackId,
      config: { channel: null, text: "node=slack {{ answers.subject }}" },
      ...own,
    },
    { ...webhookNode(world, "sheet", settings), connectionId: sheetId },
  ]);
}

export async function connect(api: SpawnedApi, kind: string, config: unknown): Promise<string> {
  const made = await api.call(idOnly, "POST", "/api/connections", { kind, name: kind, config });
  return made.id;
}
