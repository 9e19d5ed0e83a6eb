import { answerOf, connectionAsk } from "./recipe-asks.ts";
import { graphFrom } from "./recipe-graph.ts";
import { answerLines } from "./recipe-texts.ts";
import type { Recipe, RecipeAsk, RecipeSource } from "./recipe.ts";

function slackAsks(source: RecipeSource): readonly RecipeAsk[] {
  return [
    connectionAsk(source, {
      connectionKind: "slack",
      name: "slack",
      label: "Slack",
      help: "Add one now, or later in the step.",
    }),
    {
      kind: "text",
      name: "channel",
      label: "Channel",
      help: "Leave it empty when the connection is an incoming webhook.",
      placeholder: "#leads",
      suggested: "",
      optional: true,
    },
  ];
}

export const slack: Recipe = {
  id: "slack",
  name: "Post to Slack",
  purpose: "Your team reads each response in a channel.",
  icon: "brand-slack",
  keywords: "chat channel team message notify",
  nodeTypes: ["slack"],
  lack: () => null,
  asks: slackAsks,
  build: (source, values) => {
    const asks = slackAsks(source);
    const connectionId = answerOf("slack", asks, values);
    const channel = answerOf("channel", asks, values);
    return graphFrom({
      node: {
        id: "slack",
        type: "slack",
        name: "Tell the team",
        ...(connectionId === "" ? {} : { connectionId }),
        config: {
          channel: channel === "" ? null : channel,
          text: `New response to {{ form.name }}\n${answerLines(source.fields)}`,
        },
      },
    });
  },
};

const webhookAsks: readonly RecipeAsk[] = [
  {
    kind: "web-address",
    name: "url",
    label: "Address to send to",
    help: "The other system shows it, often as “webhook URL”.",
    placeholder: "https://example.org/hook",
    suggested: "",
    optional: false,
  },
];

export const webhook: Recipe = {
  id: "webhook",
  name: "Send to another system",
  purpose: "Each response goes to a web address, signed, so that other software can go on with it.",
  icon: "webhook",
  keywords: "webhook api integration crm developer zapier",
  nodeTypes: ["webhook"],
  lack: () => null,
  asks: () => webhookAsks,
  build: (_source, values) =>
    graphFrom({
      node: {
        id: "webhook",
        type: "webhook",
        name: "Send it on",
        config: {
          url: answerOf("url", webhookAsks, values),
          method: "POST",
          headers: {},
          body: { mode: "event" },
        },
      },
    }),
};
