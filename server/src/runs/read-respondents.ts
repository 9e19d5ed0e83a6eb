import { fieldsSchema, respondentFields, respondentLabel } from "@formloom/shared/form";
import type { PrismaClient } from "../db/client.ts";

/** Longer beginnings of answers are not needed for a label. */
const textLength = 200;

/** Who answered, by id of the response. Of the answers only those come from the database that may tell it. */
export async function readRespondents(
  prisma: PrismaClient,
  rows: readonly { readonly formId: string; readonly responseId: string | null }[],
): Promise<ReadonlyMap<string, string>> {
  const answered = rows.filter(({ responseId }) => responseId !== null);
  const forms = await prisma.form.findMany({
    where: { id: { in: [...new Set(answered.map(({ formId }) => formId))] } },
    select: { id: true, fields: true },
  });
  const labels = new Map<string, string>();
  await Promise.all(
    forms.map(async (form) => {
      const fields = fieldsSchema.parse(form.fields);
      const ids = [
        ...new Set(rows.flatMap((row) => (row.formId === form.id ? (row.responseId ?? []) : []))),
      ];
      const telling = respondentFields(fields);
      if (ids.length === 0 || telling.length === 0) return;
      const found = await prisma.$queryRaw<{ id: string; answers: Record<string, unknown> }[]>`
        SELECT r.id, (
          SELECT COALESCE(jsonb_object_agg(k, left(r.answers->>k, ${textLength})), '{}')
          FROM unnest(${telling}::text[]) k WHERE r.answers ? k
        ) AS answers
        FROM "FormResponse" r WHERE r.id = ANY(${ids}::uuid[])`;
      for (const { id, answers } of found) {
        const label = respondentLabel(fields, answers);
        if (label !== null) labels.set(id, label);
      }
    }),
  );
  return labels;
}
