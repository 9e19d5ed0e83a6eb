import type { Field } from "@formloom/shared/form";
import { z } from "zod";

const fileSchema = z.object({ fileId: z.string(), name: z.string() });

/** An answer as people read it; empty when there is none. */
export function answerText(field: Field, answer: unknown): string {
  if (answer === undefined || answer === null || answer === "") return "";
  if (field.kind === "boolean") return answer === true ? "Yes" : "No";
  if (field.kind === "rating") return `${textOf(answer)} of ${field.max ?? 5}`;
  if (field.kind === "file")
    return filesOf(answer)
      .map(({ name }) => name)
      .join(", ");
  const texts = (Array.isArray(answer) ? answer : [answer]).map((entry) => labelOf(field, entry));
  return texts.join(", ");
}

/** The uploaded files in an answer. */
export function filesOf(answer: unknown): readonly z.infer<typeof fileSchema>[] {
  return (Array.isArray(answer) ? answer : [answer]).flatMap(
    (entry) => fileSchema.safeParse(entry).data ?? [],
  );
}

function labelOf(field: Field, entry: unknown): string {
  return field.options?.find(({ id }) => id === entry)?.label ?? textOf(entry);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
