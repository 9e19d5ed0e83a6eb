import { z } from "zod";
import { fieldKinds } from "./field-kind.ts";

/** Limits of a form and of one answer. */
export const formLimits = { fields: 500, answerBytes: 262_144, options: 500 } as const;

/** An option of a choice: its `id` is what is stored, its label what people see. */
export const choiceOptionSchema = z.strictObject({
  id: z.string().min(1).max(80),
  label: z.string().min(1).max(200),
});
export type ChoiceOption = z.infer<typeof choiceOptionSchema>;

/** Ids of fields: given at creation or made from the label, never changed, never used again. */
export const fieldIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, "must begin with a letter and hold only a–z, 0–9 and _");

/** One question of a form. */
export const fieldSchema = z
  .strictObject({
    id: fieldIdSchema,
    kind: z.enum(fieldKinds),
    label: z.string().trim().min(1).max(300),
    required: z.boolean().default(false),
    help: z.string().max(1_000).optional(),
    placeholder: z.string().max(200).optional(),
    /** Only `choice` and `choices`. */
    options: z.array(choiceOptionSchema).max(formLimits.options).optional(),
    /** `number`: smallest and largest value; `rating`: `max` is the number of steps (default 5). */
    min: z.number().optional(),
    max: z.number().optional(),
    /** Longest text in characters. */
    maxLength: z.number().int().min(1).max(100_000).optional(),
    /** What the page starts with; the only value of a `hidden` field that has no other source. */
    defaultValue: z.string().max(1_000).optional(),
  })
  .superRefine((field, ctx) => {
    const isChoice = field.kind === "choice" || field.kind === "choices";
    if (isChoice && (field.options ?? []).length === 0) {
      ctx.addIssue({ code: "custom", path: ["options"], message: "needs at least one option" });
    }
    if (new Set(field.options?.map((option) => option.id)).size !== (field.options?.length ?? 0)) {
      ctx.addIssue({ code: "custom", path: ["options"], message: "has two options of one id" });
    }
    if (field.min !== undefined && field.max !== undefined && field.min > field.max) {
      ctx.addIssue({ code: "custom", path: ["min"], message: "is above max" });
    }
  });
export type Field = z.infer<typeof fieldSchema>;

/** A form's questions in their order. */
export const fieldsSchema = z
  .array(fieldSchema)
  .max(formLimits.fields)
  .superRefine((fields, ctx) => {
    const seen = new Set<string>();
    for (const [index, field] of fields.entries()) {
      if (seen.has(field.id)) {
        ctx.addIssue({
          code: "custom",
          path: [index, "id"],
          message: `is used by another question too: ${field.id}`,
        });
      }
      seen.add(field.id);
    }
  });

/** Labels of options by value path and option id: `answers.<id>` of each choice. */
export function choiceLabelsByPath(
  fields: readonly Field[],
): Record<string, Record<string, string>> {
  return Object.fromEntries(
    fields.flatMap(({ id, options = [] }) =>
      options.length === 0
        ? []
        : [[`answers.${id}`, Object.fromEntries(options.map((each) => [each.id, each.label]))]],
    ),
  );
}

/** Field kinds by value path: `answers.<id>` and `previous.answers.<id>`. */
export function fieldKindsByPath(fields: readonly Field[]): Record<string, Field["kind"]> {
  return Object.fromEntries(
    fields
      .filter((field) => field.kind !== "heading")
      .flatMap((field) => [
        [`answers.${field.id}`, field.kind] as const,
        [`previous.answers.${field.id}`, field.kind] as const,
      ]),
  );
}
