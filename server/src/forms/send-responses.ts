import type { ServerResponse } from "node:http";
import { fieldsSchema, type Field } from "@formloom/shared/form";
import { isRecord } from "@formloom/shared/values";
import type { FormResponse } from "../db/generated/client.ts";
import { notFound } from "../http/refusal.ts";
import { sendCsv, type CsvCell } from "../http/send-csv.ts";
import { searchWords } from "../search/answer-words.ts";
import { readNewest, type ResponseListDeps } from "./list-responses.ts";

const maxRows = 100_000;
const pageSize = 500;

/** Sends a form's responses as a table, with a column for each of its questions. */
export async function sendResponses(
  deps: Pick<ResponseListDeps, "prisma" | "search">,
  asked: { readonly formId: string; readonly q: string | undefined },
  res: ServerResponse,
): Promise<void> {
  const where = { id: asked.formId, deletedAt: null };
  const form = await deps.prisma.form.findFirst({ where, select: { fields: true } });
  if (form === null) throw notFound();
  const fields = fieldsSchema.parse(form.fields).filter(({ kind }) => kind !== "heading");
  await sendCsv(res, "responses", rowsOf(deps, asked, fields));
}

async function* rowsOf(
  { prisma, search }: Pick<ResponseListDeps, "prisma" | "search">,
  { formId, q }: { readonly formId: string; readonly q: string | undefined },
  fields: readonly Field[],
): AsyncGenerator<readonly CsvCell[]> {
  yield ["Response", "Sent", "Edited", ...fields.map(({ label }) => label)];
  const words = q === undefined ? [] : searchWords(q);
  const hits = words.length === 0 ? null : await search.find([formId], words);
  let count = 0;
  let before: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readNewest>> = await readNewest(
      prisma,
      { formId, before, limit: Math.min(pageSize, maxRows - count) },
      hits,
    );
    for (const row of page.rows) yield rowOf(fields, row);
    count += page.rows.length;
    if (count >= maxRows) {
      yield [`Only the newest ${maxRows} responses are in this table.`];
      return;
    }
    before = page.rows.length === pageSize ? (page.rows.at(-1)?.id ?? null) : page.edge;
  } while (before !== null);
}

function rowOf(fields: readonly Field[], row: FormResponse): CsvCell[] {
  const answers = isRecord(row.answers) ? row.answers : {};
  return [
    row.id,
    row.submittedAt.toISOString(),
    row.editedAt?.toISOString() ?? null,
    ...fields.map((field) => cellOf(field, answers[field.id])),
  ];
}

/** An answer as people read it: choices by their labels, files by their names. */
function cellOf(field: Field, answer: unknown): CsvCell {
  if (typeof answer === "number") return answer;
  if (typeof answer === "boolean") return answer ? "yes" : "no";
  if (Array.isArray(answer)) return answer.map((each) => cellOf(field, each) ?? "").join(", ");
  if (typeof answer === "string") {
    return field.options?.find(({ id }) => id === answer)?.label ?? answer;
  }
  return isRecord(answer) && typeof answer["name"] === "string" ? answer["name"] : null;
}
