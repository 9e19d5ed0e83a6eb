import type { Field } from "@formloom/shared/form";
import { fieldsSchema } from "@formloom/shared/form";
import { isRecord } from "@formloom/shared/values";
import { z } from "zod";
import { asJson, type PrismaClient, type TransactionClient } from "../db/client.ts";
import { answerWords } from "./answer-words.ts";
import { firstIdAt, timeOfId } from "./id-time.ts";

// The words of answers are put on record behind the submissions, which must not wait for it. What is not
// on record yet is told by two marks: everything between them is, but for what came late.

/** Ids come from the clocks of several machines, and commit some time after they are made, in ms. */
export const lateMs = 20_000;
/** Once in a while all that came later than that is looked for as well. */
const veryLateMs = 86_400_000;
const batchSize = 500;
const key = "answerSearch";

const marksSchema = z.strictObject({
  /** Responses up to this id are on record. */
  newest: z.string(),
  /** And back to this one; null: all older ones too. */
  oldest: z.string().nullable(),
});
export type SearchMarks = z.infer<typeof marksSchema>;

interface Unwritten {
  readonly id: string;
  readonly formId: string;
  readonly answers: unknown;
}

/** How far the words of answers are on record; null: nothing is yet. */
export async function readSearchMarks(prisma: PrismaClient): Promise<SearchMarks | null> {
  const row = await prisma.setting.findUnique({ where: { key } });
  return row === null ? null : marksSchema.parse(row.value);
}

/**
 * Puts the words of a batch of responses on record: of new ones first, then of ones that were there
 * before. Returns how many it did; 0: all are. Several processes may call it: one works, the others
 * return at once. `thorough` also looks for those of the last day that came late. Served by
 * FormResponse_pkey.
 */
export async function indexResponses(
  prisma: PrismaClient,
  { thorough = false }: { readonly thorough?: boolean } = {},
): Promise<number> {
  const written = await prisma.$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<{ ok: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(hashtext('answer search')) AS ok`;
    if (lock?.ok !== true) return 0;
    const row = await tx.setting.findUnique({ where: { key } });
    const marks = row === null ? await firstMarks(tx) : marksSchema.parse(row.value);
    const newer = await indexNewer(tx, marks, thorough ? veryLateMs : lateMs);
    if (newer.count > 0 || newer.marks.oldest === null) return save(tx, newer);
    return save(tx, await indexOlder(tx, newer.marks, newer.marks.oldest));
  });
  return written;
}

/** Puts a response's words on record, in the transaction that changed its answers. */
export async function writeWords(
  tx: TransactionClient,
  response: { readonly id: string; readonly formId: string; readonly answers: unknown },
  fields: readonly Field[],
): Promise<void> {
  const answers = isRecord(response.answers) ? response.answers : {};
  await tx.$executeRaw`
    INSERT INTO "ResponseText" ("responseId", "formId", words)
    VALUES (${response.id}::uuid, ${response.formId}::uuid, array_to_tsvector(${answerWords(fields, answers)}::text[]))
    ON CONFLICT ("responseId") DO UPDATE SET words = EXCLUDED.words`;
}

interface Indexed {
  readonly marks: SearchMarks;
  readonly count: number;
}

/** At first: what is there is older, what comes is newer. */
async function firstMarks(tx: TransactionClient): Promise<SearchMarks> {
  const last = await tx.formResponse.findFirst({ orderBy: { id: "desc" }, select: { id: true } });
  const mark = last?.id ?? firstIdAt(0);
  return { newest: mark, oldest: last === null ? null : mark };
}

async function indexNewer(
  tx: TransactionClient,
  marks: SearchMarks,
  overlapMs: number,
): Promise<Indexed> {
  const from = firstIdAt(timeOfId(marks.newest).getTime() - overlapMs);
  const floor = marks.oldest !== null && from < marks.oldest ? marks.oldest : from;
  const rows = await tx.$queryRaw<Unwritten[]>`
    SELECT r.id, r."formId", r.answers FROM "FormResponse" r
    WHERE r.id >= ${floor}::uuid
      AND NOT EXISTS (SELECT FROM "ResponseText" t WHERE t."responseId" = r.id)
    ORDER BY r.id LIMIT ${batchSize}`;
  await writeRows(tx, rows);
  const last = rows.at(-1);
  const newest = last !== undefined && last.id > marks.newest ? last.id : marks.newest;
  return { marks: { ...marks, newest }, count: rows.length };
}

async function indexOlder(
  tx: TransactionClient,
  marks: SearchMarks,
  oldest: string,
): Promise<Indexed> {
  const rows = await tx.$queryRaw<Unwritten[]>`
    SELECT r.id, r."formId", r.answers FROM "FormResponse" r
    WHERE r.id <= ${oldest}::uuid ORDER BY r.id DESC LIMIT ${batchSize}`;
  await writeRows(tx, rows);
  const last = rows.length < batchSize ? null : (rows.at(-1)?.id ?? null);
  return { marks: { ...marks, oldest: last }, count: rows.length };
}

/** What a deletion took away meanwhile is refused by the foreign key, and the batch done again. */
async function writeRows(tx: TransactionClient, rows: readonly Unwritten[]): Promise<void> {
  if (rows.length === 0) return;
  const formIds = [...new Set(rows.map(({ formId }) => formId))];
  const forms = await tx.form.findMany({
    where: { id: { in: formIds } },
    select: { id: true, fields: true },
  });
  const fields = new Map(forms.map((form) => [form.id, fieldsSchema.parse(form.fields)]));
  const entries = rows.map(({ id, formId, answers }) => ({
    id,
    form: formId,
    words: answerWords(fields.get(formId) ?? [], isRecord(answers) ? answers : {}),
  }));
  await tx.$executeRaw`
    INSERT INTO "ResponseText" ("responseId", "formId", words)
    SELECT (e->>'id')::uuid, (e->>'form')::uuid,
      array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(e->'words')))
    FROM jsonb_array_elements(${JSON.stringify(entries)}::jsonb) e
    ON CONFLICT ("responseId") DO NOTHING`;
}

async function save(tx: TransactionClient, { marks, count }: Indexed): Promise<number> {
  const value = asJson(marks);
  await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
  return count;
}
