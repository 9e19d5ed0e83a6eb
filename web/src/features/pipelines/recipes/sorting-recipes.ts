import type { Field } from "@formloom/shared/form";
import { replyTo } from "./mail-recipes.ts";
import { amountQuestions, scoreQuestions } from "./pick-questions.ts";
import { addressAsk, answerOf, pickedQuestion, questionAsk } from "./recipe-asks.ts";
import { condition, graphFrom, mailStep, type Planned } from "./recipe-graph.ts";
import { answerLines, plain } from "./recipe-texts.ts";
import type { Recipe, RecipeAsk, RecipeSource, RecipeValues } from "./recipe.ts";

const usualAmount = 1_000;

/** A number within what the question allows. */
function numberAsk(
  { min, max }: Pick<Field, "min" | "max">,
  ask: { readonly name: string; readonly label: string; readonly suggested: number },
): RecipeAsk {
  const suggested = Math.min(Math.max(ask.suggested, min ?? -Infinity), max ?? Infinity);
  return {
    kind: "number",
    ...ask,
    suggested: String(suggested),
    optional: false,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

function leadAsks(source: RecipeSource, values: RecipeValues): readonly RecipeAsk[] {
  const questions = amountQuestions(source.fields);
  const amount = pickedQuestion("amount", questions, values);
  return [
    ...questionAsk("amount", "Which number tells a big one?", questions),
    numberAsk(amount ?? {}, { name: "from", label: "Big means at least", suggested: usualAmount }),
    addressAsk(source, { name: "sales", label: "Where big ones go" }),
    addressAsk(source, { name: "rest", label: "Where the rest goes" }),
  ];
}

export const bigLeads: Recipe = {
  id: "big-leads",
  name: "Big leads to sales",
  purpose: "Large requests go to sales at once, all others to another inbox.",
  icon: "git-branch",
  keywords: "branch budget amount enquiry newsletter threshold over",
  nodeTypes: ["branch", "email"],
  lack: ({ fields }) =>
    amountQuestions(fields).length > 0
      ? null
      : {
          sentence: "This form asks for no number, such as a budget, to tell big from small.",
          kind: "number",
          instead: ["by-topic", "mail-me"],
        },
  asks: leadAsks,
  build: (source, values) => {
    const asks = leadAsks(source, values);
    const amount = pickedQuestion("amount", amountQuestions(source.fields), values);
    const from = Number(answerOf("from", asks, values));
    const mail = (id: string, name: string, subject: string): Planned => ({
      node: mailStep({
        id,
        name,
        to: answerOf(id, asks, values),
        ...replyTo(source),
        subject,
        text: answerLines(source.fields),
      }),
    });
    return graphFrom({
      node: {
        id: "size",
        type: "branch",
        config: {
          branches: [
            {
              port: "big",
              name: "Big",
              condition: condition({
                field: `answers.${amount?.id ?? ""}`,
                operator: ">=",
                value: from,
              }),
            },
          ],
        },
      },
      next: {
        big: mail("sales", "Mail to sales", "A big one: {{ form.name }}"),
        otherwise: mail("rest", "Mail to the inbox", "New response to {{ form.name }}"),
      },
    });
  },
};

/** Two of five, four of ten. */
const lowShare = 0.4;
const usualSteps = 5;

function alertAsks(source: RecipeSource, values: RecipeValues): readonly RecipeAsk[] {
  const questions = scoreQuestions(source.fields);
  const score = pickedQuestion("score", questions, values);
  const steps = score?.max ?? usualSteps;
  return [
    ...questionAsk("score", "Which question is the rating?", questions),
    numberAsk(score ?? {}, {
      name: "low",
      label: "Low means at most",
      suggested: Math.max(1, Math.round(steps * lowShare)),
    }),
    addressAsk(source, { name: "manager", label: "Who is told" }),
  ];
}

export const lowRating: Recipe = {
  id: "low-rating",
  name: "Low rating alerts the manager",
  purpose: "Somebody hears of it at once when a person is not content.",
  icon: "bell",
  keywords: "feedback stars satisfaction complaint nps filter escalate",
  nodeTypes: ["filter", "email"],
  lack: ({ fields }) =>
    scoreQuestions(fields).length > 0
      ? null
      : {
          sentence: "This form asks for no rating.",
          kind: "rating",
          instead: ["big-leads", "mail-me"],
        },
  asks: alertAsks,
  build: (source, values) => {
    const asks = alertAsks(source, values);
    const score = pickedQuestion("score", scoreQuestions(source.fields), values);
    const value = Number(answerOf("low", asks, values));
    return graphFrom({
      node: {
        id: "low",
        type: "filter",
        name: "Only low ratings",
        config: {
          condition: condition({ field: `answers.${score?.id ?? ""}`, operator: "<=", value }),
        },
      },
      next: {
        out: {
          node: mailStep({
            id: "alert",
            name: "Alert the manager",
            to: answerOf("manager", asks, values),
            ...replyTo(source),
            subject: `Low rating: {{ answers.${score?.id ?? ""} }}`,
            text: `${plain(score?.label ?? "")}: {{ answers.${score?.id ?? ""} }}\n\n${answerLines(source.fields)}`,
          }),
        },
      },
    });
  },
};
