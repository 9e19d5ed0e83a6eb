import type { Field } from "@formloom/shared/form";
import { newGraph, type Graph, type GraphNode } from "@formloom/shared/graph";

/** What a recipe fills its graph from. */
export interface RecipeSource {
  readonly fields: readonly Field[];
  /** Where "mail me" goes. */
  readonly ownerEmail: string;
}

export interface Recipe {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  /** Name of the icon, as node types have them. */
  readonly icon: string;
  /** The node type it is about; without it the recipe is not offered. */
  readonly nodeType: string;
  /** Why it does not fit this form; null when it does. */
  readonly missing: (source: RecipeSource) => string | null;
  readonly build: (source: RecipeSource) => Graph;
}

const mailMe: Recipe = {
  id: "mail-me",
  name: "Mail me each answer",
  purpose: "You get every response by email, with a reply button that reaches the person.",
  icon: "mail",
  nodeType: "email",
  missing: () => null,
  build: ({ fields, ownerEmail }) => {
    const asker = emailField(fields);
    return chain({
      id: "email",
      type: "email",
      name: "Mail me",
      config: {
        to: [ownerEmail],
        cc: [],
        bcc: [],
        replyTo: asker === undefined ? null : pill(asker.id),
        subject: "New response to {{ form.name }}",
        body: { format: "text", content: `${answerLines(fields)}\n\n{{ response.url }}` },
      },
    });
  },
};

const thank: Recipe = {
  id: "thank",
  name: "Thank the person",
  purpose: "Whoever filled in the form gets a friendly confirmation.",
  icon: "message",
  nodeType: "email",
  missing: ({ fields }) =>
    emailField(fields) === undefined ? "Needs a question of the kind Email." : null,
  build: ({ fields }) => {
    const asker = emailField(fields);
    const called = fields.find(({ kind, id }) => kind === "text" && /name/.test(id));
    const greeting = called === undefined ? "Hello," : `Hello ${pill(called.id)},`;
    return chain({
      id: "email",
      type: "email",
      name: "Thank you",
      config: {
        to: asker === undefined ? [] : [pill(asker.id)],
        cc: [],
        bcc: [],
        replyTo: null,
        subject: "Thank you for your message",
        body: {
          format: "text",
          content: `${greeting}\n\nthank you: your answer to {{ form.name }} has arrived. We will come back to you.`,
        },
      },
    });
  },
};

const slack: Recipe = {
  id: "slack",
  name: "Post to Slack",
  purpose: "Your team reads each response in a channel.",
  icon: "brand-slack",
  nodeType: "slack",
  missing: () => null,
  build: ({ fields }) =>
    chain({
      id: "slack",
      type: "slack",
      name: "Tell the team",
      config: {
        channel: null,
        text: `New response to {{ form.name }}\n${answerLines(fields)}\n{{ response.url }}`,
      },
    }),
};

/** Ready-made automations, in the order they are offered. */
export const recipes: readonly Recipe[] = [mailMe, thank, slack];

/** The trigger followed by one step. */
function chain(step: GraphNode): Graph {
  const graph = newGraph();
  const source = graph.nodes[0]?.id ?? "trigger";
  return {
    ...graph,
    nodes: [...graph.nodes, step],
    edges: [
      { id: `${source}-${step.id}`, source, sourcePort: "out", target: step.id, targetPort: "in" },
    ],
  };
}

function emailField(fields: readonly Field[]): Field | undefined {
  return fields.find(({ kind }) => kind === "email");
}

function answerLines(fields: readonly Field[]): string {
  return fields
    .filter(({ kind }) => kind !== "heading")
    .map(({ id, label }) => `${plain(label)}: ${pill(id)}`)
    .join("\n");
}

/** A label as text of a template: its braces must not open a pill. */
function plain(label: string): string {
  return label.replaceAll("{{", "{ {");
}

const pill = (fieldId: string): string => `{{ answers.${fieldId} }}`;
