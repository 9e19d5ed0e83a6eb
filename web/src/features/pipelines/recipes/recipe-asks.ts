import type { Field } from "@formloom/shared/form";
import type { RecipeAsk, RecipeSource, RecipeValues } from "./recipe.ts";

/** Which of several questions; nothing to ask where there is only one. */
export function questionAsk(
  name: string,
  label: string,
  questions: readonly Field[],
): readonly RecipeAsk[] {
  if (questions.length < 2) return [];
  const suggested = questions[0]?.id ?? "";
  return [{ kind: "question", name, label, questions, suggested, optional: false }];
}

/** The question that was chosen, else the likeliest. */
export function pickedQuestion(
  name: string,
  questions: readonly Field[],
  values: RecipeValues,
): Field | undefined {
  return questions.find(({ id }) => id === values[name]) ?? questions[0];
}

/** An email address, the owner's own beforehand. */
export function addressAsk(
  { ownerEmail }: RecipeSource,
  ask: { readonly name: string; readonly label: string; readonly help?: string },
): RecipeAsk {
  return { kind: "address", suggested: ownerEmail, optional: false, ...ask };
}

/** The stored connection to use; the step on the canvas takes one later as well. */
export function connectionAsk(
  { connections }: RecipeSource,
  ask: {
    readonly connectionKind: string;
    readonly name: string;
    readonly label: string;
    readonly help: string;
  },
): RecipeAsk {
  const choices = connections.filter(({ kind }) => kind === ask.connectionKind);
  return {
    kind: "connection",
    ...ask,
    choices,
    suggested: choices[0]?.id ?? "",
    optional: true,
  };
}

/** What was answered, else what was suggested, without spaces around it. */
export function answerOf(name: string, asks: readonly RecipeAsk[], values: RecipeValues): string {
  const suggested = asks.find((ask) => ask.name === name)?.suggested ?? "";
  return (values[name] ?? suggested).trim();
}
