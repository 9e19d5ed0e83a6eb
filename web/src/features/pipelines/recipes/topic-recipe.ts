import type { Field } from "@formloom/shared/form";
import { replyTo } from "./mail-recipes.ts";
import { sortableOptions, topicQuestions } from "./pick-questions.ts";
import { addressAsk, answerOf, pickedQuestion, questionAsk } from "./recipe-asks.ts";
import { condition, graphFrom, mailStep, type Planned } from "./recipe-graph.ts";
import { answerLines, plain } from "./recipe-texts.ts";
import type { Recipe, RecipeAsk, RecipeSource, RecipeValues } from "./recipe.ts";

/** As many options as people fill in at once; the others go with the rest. */
const maxWays = 6;
const maxName = 60;

interface Way {
  readonly id: string;
  readonly label: string;
  readonly optionId: string;
}

function waysOf(topic: Field | undefined): readonly Way[] {
  if (topic === undefined) return [];
  return sortableOptions(topic)
    .slice(0, maxWays)
    .map(({ id, label }, at) => ({
      id: `way${at + 1}`,
      label: plain(label).trim().slice(0, maxName).trim() || `Way ${at + 1}`,
      optionId: id,
    }));
}

function topicAsks(source: RecipeSource, values: RecipeValues): readonly RecipeAsk[] {
  const questions = topicQuestions(source.fields);
  return [
    ...questionAsk("topic", "Which question decides?", questions),
    ...waysOf(pickedQuestion("topic", questions, values)).map(({ id, label }) => ({
      ...addressAsk(source, { name: id, label: `“${label}” goes to` }),
      help: "Leave it empty to let it go with the rest.",
      optional: true,
    })),
    addressAsk(source, { name: "rest", label: "Everything else goes to" }),
  ];
}

export const byTopic: Recipe = {
  id: "by-topic",
  name: "Send each topic to its team",
  purpose: "What people choose decides who gets the email.",
  icon: "send",
  keywords: "route department choice branch sort support sales",
  nodeTypes: ["branch", "email"],
  lack: ({ fields }) =>
    topicQuestions(fields).length > 0
      ? null
      : {
          sentence: "This form has no question with options to sort by.",
          kind: "choice",
          instead: ["big-leads", "mail-me"],
        },
  asks: topicAsks,
  build: (source, values) => {
    const asks = topicAsks(source, values);
    const topic = pickedQuestion("topic", topicQuestions(source.fields), values);
    const ways = waysOf(topic).filter(({ id }) => answerOf(id, asks, values) !== "");
    const mail = (id: string, name: string): Planned => ({
      node: mailStep({
        id,
        name,
        to: answerOf(id, asks, values),
        ...replyTo(source),
        subject: "New response to {{ form.name }}",
        text: answerLines(source.fields),
      }),
    });
    const rest = mail("rest", "Mail the rest");
    if (ways.length === 0) return graphFrom(rest);
    const operator = topic?.kind === "choices" ? "contains" : "=";
    const field = `answers.${topic?.id ?? ""}`;
    return graphFrom({
      node: {
        id: "topic",
        type: "branch",
        config: {
          branches: ways.map(({ id, label, optionId }) => ({
            port: id,
            name: label,
            condition: condition({ field, operator, value: optionId }),
          })),
        },
      },
      next: {
        ...Object.fromEntries(ways.map(({ id, label }) => [id, mail(id, `Mail: ${label}`)])),
        otherwise: rest,
      },
    });
  },
};
