import type { Answers } from "../events/form-event.ts";
import type { Field } from "./fields.ts";

const maxLength = 60;
const nameWords = /name|nom|naam/i;
/** They turn what is written after them round: beside other words, a label would turn those, too. */
const turningCharacters = /[\u202a-\u202e\u2066-\u2069]/g;
const letters = new Intl.Segmenter();

/**
 * Who answered, in a few words, for lists of responses: the answer to the question for a name, else an
 * e-mail address, else the first short text. Null where nothing of that kind was answered.
 */
export function respondentLabel(fields: readonly Field[], answers: Answers): string | null {
  for (const id of respondentFields(fields)) {
    const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
    const text = typeof answer === "string" ? onOneLine(answer) : "";
    if (text !== "") return text.length > maxLength ? `${beginningOf(text)}…` : text;
  }
  return null;
}

function onOneLine(text: string): string {
  return text.replaceAll(turningCharacters, "").replace(/\s+/g, " ").trim();
}

/** As many whole letters as fit; half an emoji would be drawn as another sign. */
function beginningOf(text: string): string {
  let beginning = "";
  for (const { segment } of letters.segment(text.slice(0, 2 * maxLength))) {
    if (beginning.length + segment.length >= maxLength) break;
    beginning += segment;
  }
  return beginning === "" ? text.slice(0, maxLength - 1).toWellFormed() : beginning;
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
