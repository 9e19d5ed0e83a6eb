import type { listResponses, RouteQuery, RouteResponse } from "@formloom/shared/api";
import type { PrismaClient } from "../db/client.ts";
import type { FormResponse } from "../db/generated/client.ts";
import type { Cursors } from "../http/cursor.ts";
import { searchWords } from "../search/answer-words.ts";
import type { ResponseHits, ResponseSearch } from "../search/find-responses.ts";
import { firstIdAt, timeOfId } from "../search/id-time.ts";
import { presentResponse } from "./present-response.ts";

/** Responses that one search looks at, at most, where there are too many hits to know them all. */
const maxLooked = 20_000;

export interface ResponseListDeps {
  readonly prisma: PrismaClient;
  readonly cursors: Cursors;
  readonly search: ResponseSearch;
}

interface Wanted {
  readonly formId: string;
  /** Only smaller ids; null: from the newest on. */
  readonly before: string | null;
  readonly limit: number;
}

interface Found {
  readonly rows: readonly FormResponse[];
  /** Where to go on where fewer than wanted were found; null: there are no more. */
  readonly edge: string | null;
}

/** A page of a form's responses, newest first, all or those with the words of `q`. */
export async function listResponsePage(
  { prisma, cursors, search }: ResponseListDeps,
  formId: string,
  { limit, cursor, q }: RouteQuery<typeof listResponses>,
): Promise<RouteResponse<typeof listResponses>> {
  const list = `responses ${formId} ${q ?? ""}`;
  const wanted = { formId, before: cursors.read(list, cursor), limit: limit + 1 };
  const words = q === undefined ? [] : searchWords(q);
  const hits = words.length === 0 ? null : await search.find([formId], words);
  const { rows, edge } = await readNewest(prisma, wanted, hits);
  const position = rows.length > limit ? (rows[limit - 1]?.id ?? null) : edge;
  const lookedBackTo = position ?? hits?.since ?? null;
  return {
    items: rows.slice(0, limit).map(presentResponse),
    nextCursor: position === null ? null : cursors.write(list, position),
    lookedBackTo: lookedBackTo === null ? null : timeOfId(lookedBackTo).toISOString(),
  };
}

/** The newest responses with these words; all where there are none. */
export async function readNewest(
  prisma: PrismaClient,
  { formId, before, limit }: Wanted,
  hits: ResponseHits | null,
): Promise<Found> {
  const { ids, edge } =
    hits === null || hits.ids !== null
      ? { ids: hits?.ids ?? null, edge: null }
      : await lookThrough(prisma, { formId, before, limit }, hits);
  const newest = await prisma.formResponse.findMany({
    where: {
      formId,
      id: {
        ...(ids === null ? {} : { in: [...ids] }),
        ...(before === null ? {} : { lt: before }),
      },
    },
    orderBy: { id: "desc" },
    take: limit,
  });
  return { rows: newest, edge };
}

/** Looks at the words of the newest responses, one after the other. Served by FormResponse_formId_id_idx. */
async function lookThrough(
  prisma: PrismaClient,
  { formId, before, limit }: Wanted,
  hits: ResponseHits,
): Promise<{ ids: string[]; edge: string | null }> {
  const [row] = await prisma.$queryRaw<{ ids: string[]; edge: string | null }[]>`
    WITH w AS MATERIALIZED (
      SELECT r.id FROM "FormResponse" r
      WHERE r."formId" = ${formId}::uuid
        AND r.id < ${before ?? firstIdAt(Number.POSITIVE_INFINITY)}::uuid
      ORDER BY r."formId" DESC, r.id DESC LIMIT ${maxLooked}
    )
    SELECT (SELECT w.id FROM w OFFSET ${maxLooked - 1}) AS edge, ARRAY(
      SELECT w.id FROM w CROSS JOIN LATERAL (
        SELECT 1 FROM "ResponseText" t WHERE t."responseId" = w.id AND t.words @@ ${hits.query}::tsquery
        UNION ALL SELECT 1 WHERE w.id = ANY(${[...hits.unwritten]}::uuid[])
        LIMIT 1
      ) words
      LIMIT ${limit}
    ) AS ids`;
  return row ?? { ids: [], edge: null };
}
