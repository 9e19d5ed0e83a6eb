import type { Field } from "@formloom/shared/form";
import { nameQuestion } from "./pick-questions.ts";

/** More would be a mail that nobody reads; the link leads to the rest. */
const maxLines = 60;

/** An answer as a template names it. */
export const pill = ({ id }: Pick<Field, "id">): string => `{{ answers.${id} }}`;

/** "Label: answer", a line for each question, and where the whole response stands. */
export function answerLines(fields: readonly Field[]): string {
  return linesOf(fields, (field) => pill(field));
}

/** "Label: before → now", a line for each question. */
export function changeLines(fields: readonly Field[]): string {
  return linesOf(fields, (field) => `{{ previous.answers.${field.id} }} → ${pill(field)}`);
}

/** "Hello Ada," or, where nobody asks for the name, "Hello,". */
export function greeting(fields: readonly Field[]): string {
  const name = nameQuestion(fields);
  return name === undefined ? "Hello," : `Hello {{ answers.${name.id} | default: "there" }},`;
}

/** A label as text of a template: its braces must not begin a value. */
export function plain(label: string): string {
  return label.replaceAll(/\{(?=\{)/g, "{ ");
}

function linesOf(fields: readonly Field[], value: (field: Field) => string): string {
  const asked = fields.filter(({ kind }) => kind !== "heading" && kind !== "hidden");
  const lines = asked.slice(0, maxLines).map((field) => `${plain(field.label)}: ${value(field)}`);
  const left = asked.length - lines.length;
  const rest = left > 0 ? [`… and ${left} more`] : [];
  return [...lines, ...rest, "", "The whole response: {{ response.url }}"].join("\n");
}
