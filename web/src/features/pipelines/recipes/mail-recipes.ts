import { emailQuestions } from "./pick-questions.ts";
import { pickedQuestion, questionAsk } from "./recipe-asks.ts";
import { graphFrom, mailStep } from "./recipe-graph.ts";
import { answerLines, changeLines, greeting, pill } from "./recipe-texts.ts";
import type { Recipe, RecipeSource } from "./recipe.ts";

/** Replies go to the person, where an address is surely one. */
export function replyTo({ fields }: RecipeSource): { replyTo?: string } {
  const asker = fields.find(({ kind }) => kind === "email");
  return asker === undefined ? {} : { replyTo: pill(asker) };
}

export const mailMe: Recipe = {
  id: "mail-me",
  name: "Mail me each answer",
  purpose: "Every response comes to you by email. Your reply reaches the person.",
  icon: "mail",
  keywords: "notify notification inbox new response",
  nodeTypes: ["email"],
  lack: () => null,
  asks: () => [],
  build: (source) =>
    graphFrom({
      node: mailStep({
        id: "email",
        name: "Mail me",
        to: source.ownerEmail,
        ...replyTo(source),
        subject: "New response to {{ form.name }}",
        text: answerLines(source.fields),
      }),
    }),
};

export const thank: Recipe = {
  id: "thank",
  name: "Thank the person",
  purpose: "Whoever filled in the form gets a friendly confirmation.",
  icon: "message",
  keywords: "confirmation receipt autoresponder reply customer",
  nodeTypes: ["email"],
  lack: ({ fields }) =>
    emailQuestions(fields).length > 0
      ? null
      : {
          sentence: "This form asks for no email address, so nobody can be thanked.",
          kind: "email",
          instead: ["mail-me"],
        },
  asks: ({ fields }) =>
    questionAsk("asker", "Which question has their address?", emailQuestions(fields)),
  build: ({ fields }, values) => {
    const asker = pickedQuestion("asker", emailQuestions(fields), values);
    const skipped = asker?.required === true ? "" : " | orSkip";
    return graphFrom({
      node: mailStep({
        id: "thanks",
        name: "Thank you",
        to: asker === undefined ? "" : `{{ answers.${asker.id}${skipped} }}`,
        subject: "Thank you for your message",
        text: `${greeting(fields)}\n\nthank you: your answer to “{{ form.name }}” has arrived. We will come back to you.`,
      }),
    });
  },
};

export const remind: Recipe = {
  id: "remind",
  name: "Remind me after three days",
  purpose: "A note to follow up, three days after each response.",
  icon: "hourglass",
  keywords: "follow up wait delay later nudge",
  nodeTypes: ["delay", "email"],
  lack: () => null,
  asks: () => [],
  build: (source) =>
    graphFrom({
      node: {
        id: "wait",
        type: "delay",
        name: "Three days later",
        config: { for: { amount: 3, unit: "days" } },
      },
      next: {
        out: {
          node: mailStep({
            id: "reminder",
            name: "Remind me",
            to: source.ownerEmail,
            ...replyTo(source),
            subject: "Three days ago: a response to {{ form.name }}",
            text: `Have you answered yet?\n\n${answerLines(source.fields)}`,
          }),
        },
      },
    }),
};

export const edited: Recipe = {
  id: "edited",
  name: "Tell me when an answer is edited",
  purpose: "When somebody changes a response, you see what it was and what it is now.",
  icon: "bell",
  keywords: "change changed update correction before after",
  nodeTypes: ["email"],
  lack: () => null,
  asks: () => [],
  build: (source) =>
    graphFrom(
      {
        node: mailStep({
          id: "email",
          name: "Mail me the change",
          to: source.ownerEmail,
          ...replyTo(source),
          subject: "A response to {{ form.name }} was edited",
          text: changeLines(source.fields),
        }),
      },
      "response.edited",
    ),
};
