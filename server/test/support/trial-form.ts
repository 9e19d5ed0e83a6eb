import { newId } from "@formloom/shared/kernel";
import type { ApiClient } from "./http-client.ts";
import type { LiveApp } from "./live-app.ts";

/** A form with a published automation: only if the budget is above `limit`, an email, then a webhook. */
export interface TrialForm {
  readonly formId: string;
  readonly pipelineId: string;
  /** Ids of its responses, oldest first. */
  readonly responseIds: readonly string[];
}

export interface TrialGraph {
  readonly limit: number;
  readonly subject: string;
  readonly hook: string;
  readonly connectionId?: string;
}

/** The graph of the automation; what is not given is as published. */
export function trialGraph({ limit, subject, hook, connectionId }: TrialGraph) {
  const rule = { field: "answers.budget", operator: ">", value: limit };
  const email = {
    to: ["{{ answers.email }}"],
    subject,
    body: { format: "text", content: "Hello {{ answers.name }}" },
  };
  return {
    nodes: [
      { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
      {
        id: "big",
        type: "filter",
        config: { condition: { combinator: "and", rules: [rule] } },
      },
      { id: "mail", type: "email", config: email, ...(connectionId && { connectionId }) },
      { id: "hook", type: "webhook", config: { url: hook, body: { mode: "event" } } },
    ],
    edges: [
      { id: "e1", source: "trigger", target: "big" },
      { id: "e2", source: "big", target: "mail" },
      { id: "e3", source: "mail", target: "hook" },
    ],
  };
}

const fields = [
  { id: "name", kind: "text", label: "Name" },
  { id: "email", kind: "email", label: "Email" },
  { id: "budget", kind: "number", label: "Budget" },
];

/** Makes it with `count` responses that started nothing: the n-th, from 1, has a budget of n × 500. */
export async function makeTrialForm(
  app: Pick<LiveApp, "prisma">,
  client: ApiClient,
  options: {
    readonly graph: TrialGraph;
    readonly count: number;
    readonly without: readonly number[];
  },
): Promise<TrialForm> {
  const form = await client.post("/api/forms", { name: "Contact", fields });
  const formId: string = form.body.id;
  const graph = trialGraph(options.graph);
  const pipeline = await client.post(`/api/forms/${formId}/pipelines`, {
    name: "Tell",
    enabled: true,
    graph,
  });
  const pipelineId: string = pipeline.body.id;
  const published = await client.post(`/api/pipelines/${pipelineId}/publish`);
  if (published.status !== 201) throw new Error(published.text);
  const numbers = Array.from({ length: options.count }, (_, index) => index + 1);
  const rows = numbers.map((n) => ({
    id: newId(),
    formId,
    answers: {
      name: `Person ${n}`,
      budget: n * 500,
      ...(options.without.includes(n) ? {} : { email: `p${n}@example.org` }),
    },
  }));
  await app.prisma.formResponse.createMany({ data: rows });
  return { formId, pipelineId, responseIds: rows.map(({ id }) => id) };
}
