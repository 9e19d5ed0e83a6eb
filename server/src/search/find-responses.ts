import { fieldsSchema } from "@formloom/shared/form";
import { isRecord } from "@formloom/shared/values";
import type { PrismaClient } from "../db/client.ts";
import { answerWords, matchesWords, tsQueryOf } from "./answer-words.ts";
import { firstIdAt, timeOfId } from "./id-time.ts";
import { lateMs, readSearchMarks } from "./index-responses.ts";

/** Each hit costs a look for its runs. More than this are found sooner by looking through the newest. */
const maxHits = 1_000;
/** How long the index may take, in ms. The beginning of words that all answers have takes it longer. */
const withinMs = 100;
/** Newest responses whose words are not on record yet that are looked through for each search. */
const maxUnwritten = 5_000;
/** How long it is remembered that a search takes the index too long, in ms. */
const rememberedMs = 60_000;
const maxRemembered = 500;

/** Responses that have all the words. */
export interface ResponseHits {
  /** Ids of all of them; null: there are many, and `query` finds them among the newest. */
  readonly ids: readonly string[] | null;
  /** For `ResponseText.words`. */
  readonly query: string;
  /** Ids of those whose words are not on record yet. */
  readonly unwritten: readonly string[];
  /** Older responses than this id are being put on record still, and may be missing; null: all are. */
  readonly since: string | null;
}

/** Searches in answers. What takes the index too long is remembered for a minute. */
export function createResponseSearch(prisma: PrismaClient): ResponseSearch {
  const tooLong = new Map<string, number>();
  const isTooLong = (search: string): boolean => (tooLong.get(search) ?? 0) > Date.now();
  const remember = (search: string): void => {
    if (tooLong.size >= maxRemembered) tooLong.clear();
    tooLong.set(search, Date.now() + rememberedMs);
  };
  return {
    find: async (formIds, words) => {
      const query = tsQueryOf(words);
      const search = `${query} ${formIds.length} ${formIds[0] ?? ""}`;
      const marks = await readSearchMarks(prisma);
      const unwritten = await findUnwritten(prisma, { formIds, words, newest: marks?.newest });
      const indexed = isTooLong(search) ? null : await findIndexed(prisma, formIds, query);
      if (indexed === null) remember(search);
      return {
        ids: indexed === null ? null : [...new Set([...unwritten, ...indexed])],
        query,
        unwritten,
        since: marks?.oldest ?? null,
      };
    },
  };
}

export interface ResponseSearch {
  /** Responses of these forms that have all the words, which are folded and at least one. */
  find(formIds: readonly string[], words: readonly string[]): Promise<ResponseHits>;
}

/** All hits by ResponseText_words_idx; null where there are too many, or it takes too long. */
async function findIndexed(
  prisma: PrismaClient,
  formIds: readonly string[],
  query: string,
): Promise<string[] | null> {
  try {
    const [, rows] = await prisma.$transaction([
      // The index or nothing: looking through all responses is what this is to spare.
      prisma.$queryRaw`
        SELECT set_config('statement_timeout', ${String(withinMs)}, true),
          set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true)`,
      prisma.$queryRaw<{ id: string }[]>`
        SELECT t."responseId" AS id FROM "ResponseText" t
        WHERE t.words @@ ${query}::tsquery AND t."formId" = ANY(${formIds}::uuid[])
        LIMIT ${maxHits + 1}`,
    ]);
    return rows.length > maxHits ? null : rows.map(({ id }) => id);
  } catch (error) {
    if (isTimeout(error)) return null;
    throw error;
  }
}

const timeoutCode = "57014";

function isTimeout(error: unknown): boolean {
  for (let cause = error; isRecord(cause); cause = cause["cause"]) {
    const meta = isRecord(cause["meta"]) ? cause["meta"] : {};
    if ([cause["originalCode"], cause["code"], meta["code"]].includes(timeoutCode)) return true;
    const driver = meta["driverAdapterError"];
    if (isRecord(driver) && isTimeout(driver)) return true;
  }
  return false;
}

async function findUnwritten(
  prisma: PrismaClient,
  search: {
    readonly formIds: readonly string[];
    readonly words: readonly string[];
    readonly newest: string | undefined;
  },
): Promise<string[]> {
  const from =
    search.newest === undefined
      ? firstIdAt(0)
      : firstIdAt(timeOfId(search.newest).getTime() - lateMs);
  const rows = await prisma.$queryRaw<{ id: string; formId: string; answers: unknown }[]>`
    SELECT r.id, r."formId", r.answers FROM "FormResponse" r
    WHERE r.id >= ${from}::uuid AND r."formId" = ANY(${search.formIds}::uuid[])
      AND NOT EXISTS (SELECT FROM "ResponseText" t WHERE t."responseId" = r.id)
    ORDER BY r.id DESC LIMIT ${maxUnwritten}`;
  if (rows.length === 0) return [];
  const forms = await prisma.form.findMany({
    where: { id: { in: [...new Set(rows.map(({ formId }) => formId))] } },
    select: { id: true, fields: true },
  });
  const fields = new Map(forms.map((form) => [form.id, fieldsSchema.parse(form.fields)]));
  return rows
    .filter(({ formId, answers }) => {
      const known = isRecord(answers) ? answers : {};
      return matchesWords(answerWords(fields.get(formId) ?? [], known), search.words);
    })
    .map(({ id }) => id);
}
