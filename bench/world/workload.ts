import {
  publishPipeline,
  setUpAdmin,
  type SpawnedApi,
} from "../../server/test/support/spawned-api.ts";
import type { SpawnedServer } from "../../server/test/support/spawn-server.ts";

/** The form that the peers were measured with. */
const fields = [
  { id: "name", kind: "text", label: "Name" },
  { id: "email", kind: "email", label: "Email" },
  { id: "budget", kind: "number", label: "Budget" },
  { id: "message", kind: "long_text", label: "Message" },
  { id: "responseid", kind: "text", label: "Response id" },
];

const trigger = {
  id: "trigger",
  type: "trigger",
  config: { events: ["form.submitted"], filter: null },
};
const rule = { field: "answers.budget", operator: ">", value: 1000 };
const filter = (id: string) => ({
  id,
  type: "filter",
  config: { condition: { combinator: "and", rules: [rule] } },
});

const webhook = (sinkUrl: string) => ({
  id: "hook",
  type: "webhook",
  config: {
    url: `${sinkUrl}/hook`,
    method: "POST",
    headers: {},
    body: {
      mode: "custom",
      json: {
        responseId: "{{ answers.responseid }}",
        formId: "{{ form.id }}",
        text: "New lead {{ answers.name }} <{{ answers.email }}>: {{ answers.message }}",
      },
    },
  },
});

interface Node {
  readonly id: string;
}

/** Nodes one after the other. */
export function chain(nodes: readonly Node[]) {
  const all: readonly Node[] = [trigger, ...nodes];
  const edges = nodes.map((node, index) => ({
    id: `e${index}`,
    source: all[index]?.id,
    target: node.id,
  }));
  return { nodes: all, edges };
}

/** The peers' work: go on if the budget is over 1000, then one templated POST. */
export const peersGraph = (sinkUrl: string) => chain([filter("only"), webhook(sinkUrl)]);

/** So many steps that do nothing but say yes, and are logged as any other. */
export const filterChain = (steps: number) =>
  chain(Array.from({ length: steps }, (_, index) => filter(`step${index + 1}`)));

export interface Product {
  readonly client: SpawnedApi;
  /** Of the first account; good on every server of the same database. */
  readonly token: string;
  /** Publishes a pipeline on a form of its own that is on; gives the form's id and where to submit. */
  readonly publish: (
    graph: unknown,
  ) => Promise<{ readonly formId: string; readonly pipelineId: string; readonly url: string }>;
}

/** Makes the first account of a new installation. */
export async function setUpProduct({ url }: Pick<SpawnedServer, "url">): Promise<Product> {
  const { client, token } = await setUpAdmin(url);
  return {
    client,
    token,
    publish: async (graph) => {
      const made = await publishPipeline(client, { name: "Contact", fields }, graph);
      return { ...made, url: submitUrl(url, made.formId) };
    },
  };
}

/** Where responses of the form are sent to. */
export const submitUrl = (url: string, formId: string): string =>
  `${url}/api/forms/${formId}/responses`;

/** Sends one response; its `responseid` is what the sink knows it by. */
export async function submitOne(url: string, responseid: string): Promise<void> {
  const data = { name: "Ada", email: "ada@example.test", budget: 5000, message: "Hi", responseid };
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ data }),
  });
  if (!answer.ok) throw new Error(`refused: ${answer.status} ${await answer.text()}`);
}
