/**
 * What "Load the demo" brings: a contact form, responses that came before the pipeline was switched on,
 * and a pipeline that tells somebody about big budgets. Plain data; the server checks it as any input.
 */

export const demoForm = {
  name: "Contact us",
  slug: "contact",
  description: "Tell us what you are planning. We answer within one working day.",
  fields: [
    { id: "name", kind: "text", label: "Your name", required: true, maxLength: 200 },
    { id: "email", kind: "email", label: "E-mail", required: true, placeholder: "you@example.org" },
    {
      id: "topic",
      kind: "choice",
      label: "What is it about?",
      required: true,
      options: [
        { id: "website", label: "A new website" },
        { id: "shop", label: "An online shop" },
        { id: "support", label: "Help with something that exists" },
        { id: "other", label: "Something else" },
      ],
    },
    {
      id: "budget",
      kind: "number",
      label: "Budget in euro",
      help: "Roughly; leave it empty if you do not know yet.",
      min: 0,
    },
    { id: "message", kind: "long_text", label: "Your message", required: true, maxLength: 5_000 },
  ],
  page: { submitLabel: "Send", thankYou: "Thank you. We have your message and will write soon." },
};

/** Newest last; `daysAgo` counts from the loading. */
export const demoResponses = [
  {
    daysAgo: 9,
    data: {
      name: "Amara Okafor",
      email: "amara@example.org",
      topic: "shop",
      budget: 4_800,
      message: "We sell hand-made lamps at markets and want to sell them online before Christmas.",
    },
  },
  {
    daysAgo: 7,
    data: {
      name: "Jonas Lindqvist",
      email: "jonas@example.com",
      topic: "support",
      budget: 350,
      message: "The contact page shows an error when I attach a drawing. Could you have a look?",
    },
  },
  {
    daysAgo: 4,
    data: {
      name: "Mei Tanaka",
      email: "mei@example.net",
      topic: "website",
      budget: 12_000,
      message:
        "A site in two languages for our school, with a calendar that parents can subscribe to.",
    },
  },
  {
    daysAgo: 2,
    data: {
      name: "Carlos Ribeiro",
      email: "carlos@example.org",
      topic: "other",
      message: "Do you give workshops? There are eight of us.",
    },
  },
  {
    daysAgo: 1,
    data: {
      name: "Zoë Müller",
      email: "zoe@example.com",
      topic: "website",
      budget: 1_000,
      message: "Just one page, with opening hours & a map.",
    },
  },
];

export const demoPipelineName = "Tell us about big budgets";

/** The demo's graph. Without a Slack connection its Slack step is there, but switched off. */
export function demoGraph(options: {
  readonly notify: string;
  readonly slackConnectionId: string | null;
}) {
  return {
    schemaVersion: 1,
    nodes: [trigger, bigBudget, mailNode(options.notify), slackNode(options.slackConnectionId)],
    edges: [
      { id: "e1", source: "trigger", sourcePort: "out", target: "big", targetPort: "in" },
      { id: "e2", source: "big", sourcePort: "out", target: "mail", targetPort: "in" },
      { id: "e3", source: "big", sourcePort: "out", target: "slack", targetPort: "in" },
    ],
    notes: [],
  };
}

const trigger = {
  id: "trigger",
  type: "trigger",
  position: { x: 0, y: 0 },
  config: { events: ["form.submitted"], filter: null },
};

const bigBudget = {
  id: "big",
  type: "filter",
  name: "Only budgets over 1,000",
  position: { x: 0, y: 140 },
  config: {
    condition: {
      combinator: "and",
      rules: [{ field: "answers.budget", operator: ">", value: 1_000 }],
    },
  },
};

function mailNode(notify: string) {
  return {
    id: "mail",
    type: "email",
    name: "Mail to us",
    position: { x: -160, y: 280 },
    config: {
      to: [notify],
      cc: [],
      bcc: [],
      replyTo: "{{ answers.email }}",
      subject: "{{ answers.name }} has {{ answers.budget }} euro in mind",
      body: {
        format: "text",
        content:
          "{{ answers.name }} <{{ answers.email }}> wrote about “{{ answers.topic }}”:\n\n{{ answers.message }}\n\nBudget: {{ answers.budget }} euro",
      },
    },
  };
}

function slackNode(connectionId: string | null) {
  const switched =
    connectionId === null
      ? { name: "Post to Slack (connect Slack to switch on)", settings: { disabled: true } }
      : { name: "Post to Slack", connectionId };
  return {
    id: "slack",
    type: "slack",
    position: { x: 160, y: 280 },
    config: {
      channel: null,
      text: "New inquiry by {{ answers.name }}: {{ answers.budget }} euro",
    },
    ...switched,
  };
}
