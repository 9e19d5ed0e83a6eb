import { owner } from "./account.ts";

const base = { required: false };

/** Questions of the kinds that the steps below use; one label is as long as German labels get. */
export const everyField = [
  { ...base, id: "name", kind: "text", label: "Your name" },
  { ...base, id: "email", kind: "email", label: "Email", required: true },
  {
    ...base,
    id: "budget",
    kind: "number",
    label: "Voraussichtliche Gesamtprojektkostenobergrenze einschließlich Mehrwertsteuer",
  },
  { ...base, id: "start", kind: "date", label: "Gewünschter Veranstaltungsbeginn" },
  {
    ...base,
    id: "topic",
    kind: "choice",
    label: "Worum geht es?",
    options: [
      { id: "a", label: "Rechtsschutzversicherungsgesellschaften" },
      { id: "b", label: "Donaudampfschifffahrtsgesellschaftskapitäninnen" },
    ],
  },
];

const over = (value: number) => ({
  combinator: "and",
  rules: [
    { field: "answers.budget", operator: ">", value },
    { field: "answers.topic", operator: "=", value: "b" },
  ],
});
const edge = (source: string, sourcePort: string, target: string) => ({
  id: `${source}-${sourcePort}-${target}`,
  source,
  sourcePort,
  target,
  targetPort: "in",
});

/** One step of each kind, some unfinished, and a note. The names are what the cards are called. */
export const everyStep = {
  schemaVersion: 1,
  nodes: [
    { id: "t", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    { id: "f", type: "filter", config: { condition: over(1_000) } },
    {
      id: "b",
      type: "branch",
      config: { branches: [{ port: "a", name: "Großaufträge", condition: over(9_000) }] },
    },
    {
      id: "e",
      type: "email",
      name: "Vertriebsmannschaft benachrichtigen",
      config: {
        to: [owner.email],
        cc: [],
        bcc: [],
        replyTo: "{{ answers.email }}",
        subject: "{{ answers.name }}: {{ answers.budget }}",
        body: { format: "text", content: "{{ answers.name }} wrote.\n{{ response.url }}" },
      },
    },
    { id: "s", type: "slack", config: { channel: "#leads", text: "{{ answers.name }} wrote" } },
    { id: "m", type: "merge", config: { mode: "all" } },
    { id: "d", type: "delay", config: { for: { amount: 3, unit: "days" } } },
    {
      id: "w",
      type: "webhook",
      config: {
        url: "https://example.org/hook",
        method: "POST",
        headers: {},
        body: { mode: "event" },
      },
    },
  ],
  edges: [
    edge("t", "out", "f"),
    edge("f", "out", "b"),
    edge("b", "a", "e"),
    edge("b", "otherwise", "s"),
    edge("e", "out", "m"),
    edge("s", "out", "m"),
    edge("m", "out", "d"),
    edge("d", "out", "w"),
  ],
  notes: [{ id: "n", text: "Ask Ada before changing the amount.", position: { x: 420, y: 0 } }],
};

/** What the steps' cards are called. */
export const stepNames = [
  "When",
  "Only if",
  "Depending on",
  "Vertriebsmannschaft benachrichtigen",
  "Slack",
  "Join",
  "Wait",
  "Webhook",
] as const;
