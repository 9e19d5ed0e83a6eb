import type { Answers } from "../events/form-event.ts";
import type { Field } from "./fields.ts";

const maxLength = 60;
const nameWords = /name|nom|naam/i;

/**
 * Who answered, in a few words, for lists of responses: the answer to the question for a name, else an
 * e-mail address, else the first short text. Null where nothing of that kind was answered.
 */
export function respondentLabel(fields: readonly Field[], answers: Answers): string | null {
  for (const id of respondentFields(fields)) {
    const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
    const text = typeof answer === "string" ? answer.replace(/\s+/g, " ").trim() : "";
    if (text !== "") return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  }
  return null;
}

/** Ids of the fields whose answers tell who answered, the best first. */
export function respondentFields(fields: readonly Field[]): string[] {
  const texts = fields.filter(({ kind }) => kind === "text");
  const candidates = [
    ...texts.filter(({ label }) => nameWords.test(label)),
    ...fields.filter(({ kind }) => kind === "email"),
    ...texts,
  ];
  return [...new Set(candidates.map(({ id }) => id))];
}
