import { Prisma, type PrismaClient } from "../db/client.ts";
import { firstIdAt } from "../search/id-time.ts";
import type { RunScope } from "./run-scope.ts";

/** Runs that one call looks at, at most. */
export const maxLooked = 10_000;
/** What it looks at first: where many runs fit, that is enough. */
const firstLook = 1_000;

export interface FoundRuns {
  /** Newest first, no more than were asked for. */
  readonly ids: string[];
  /** Everything from this id on was looked at, and there is more before it; null: there is not. */
  readonly edge: string | null;
}

interface Window {
  readonly scope: RunScope;
  /** Only runs with a smaller id. */
  readonly before: string;
  readonly limit: number;
}

/**
 * The newest runs before `before` that fit, at most `limit`. Whatever the filter, it looks at no more than
 * {@link maxLooked} runs: where these hold fewer that fit, `edge` says from where to go on.
 */
export async function findRuns(
  prisma: PrismaClient,
  { scope, before, limit }: { scope: RunScope; before: string | null; limit: number },
): Promise<FoundRuns> {
  if (isEmpty(scope)) return { ids: [], edge: null };
  const start = earlier(before, scope.to) ?? firstIdAt(Number.POSITIVE_INFINITY);
  const few = fewCandidates(scope);
  if (few !== null)
    return { ids: await pick(prisma, few, { scope, before: start, limit }), edge: null };
  const ids: string[] = [];
  let edge: string | null = start;
  let looked = 0;
  for (let size = Math.max(firstLook, limit); edge !== null; size = maxLooked - looked) {
    const each = sizeOfEach(scope, size, limit - ids.length);
    const found = await lookThrough(
      prisma,
      { scope, before: edge, limit: limit - ids.length },
      each,
    );
    ids.push(...found.ids);
    edge = found.edge;
    looked += size;
    if (ids.length >= limit || looked >= maxLooked) break;
  }
  return { ids, edge };
}

const isEmpty = (scope: RunScope): boolean =>
  scope.pipelineIds.length === 0 ||
  scope.versionIds?.length === 0 ||
  scope.step?.length === 0 ||
  scope.hits?.ids?.length === 0;

const earlier = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other < one) ? other : one;

/** Where each run fits, each pipeline gives as many as are wanted; else its part of the whole. */
function sizeOfEach(scope: RunScope, size: number, limit: number): number {
  const each = Math.ceil(size / scope.pipelineIds.length);
  return isPlain(scope) ? limit : Math.max(each, Math.min(limit, 20));
}

/** All that is asked for stands in the key of an index. */
const isPlain = (scope: RunScope): boolean =>
  scope.event === null &&
  scope.versionIds === null &&
  scope.step === null &&
  scope.hits === null &&
  (scope.status === null || isApart(scope.status));

/** Whether PluginRun_apart has the runs in this state. */
const isApart = (status: string): boolean => status !== "running" && status !== "completed";

const columns = Prisma.sql`r.id, r."pluginConfigId", r.status, r."eventType", r."versionId", r."responseId"`;

/** Runs that are few by an index of their own; null: there is none for this filter. */
function fewCandidates(scope: RunScope): Prisma.Sql | null {
  const responses = responsesOf(scope);
  if (responses !== null) {
    // One look into PluginRun_response for each, whatever the planner thinks of them all.
    return Prisma.sql`
      SELECT x.* FROM unnest(${[...responses]}::uuid[]) h(id) CROSS JOIN LATERAL (
        SELECT ${columns} FROM "PluginRun" r WHERE r."responseId" = h.id OFFSET 0) x`;
  }
  // What runs has an owner, which holds no more than a few thousand. Served by PluginRun_unfinished.
  return scope.status === "running"
    ? Prisma.sql`SELECT ${columns} FROM "PluginRun" r WHERE r."finishedAt" IS NULL AND r.owner IS NOT NULL`
    : null;
}

function responsesOf({ responseId, hits }: RunScope): readonly string[] | null {
  const ids = hits?.ids ?? null;
  if (responseId === null) return ids;
  return ids === null || ids.includes(responseId) ? [responseId] : [];
}

async function pick(prisma: PrismaClient, few: Prisma.Sql, window: Window): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    WITH c AS MATERIALIZED (${few})
    SELECT c.id FROM (
      SELECT * FROM c
      WHERE c."pluginConfigId" = ANY(${[...window.scope.pipelineIds]}::uuid[])
        AND c.id < ${window.before}::uuid AND c.id >= ${window.scope.from ?? firstIdAt(0)}::uuid
        ${rowConditions(window.scope)}
      ORDER BY c.id DESC
    ) c ${joins(window.scope)}
    ORDER BY c.id DESC LIMIT ${window.limit}`;
  return rows.map(({ id }) => id);
}

/**
 * Looks at the newest `each` runs of every pipeline. Where a pipeline has more, what is older than its
 * oldest was not looked at: the newest of these bounds is the edge. Served by
 * PluginRun_pluginConfigId_id_idx and PluginRun_apart; the order names the whole key, so that no other
 * index seems to serve it.
 */
async function lookThrough(
  prisma: PrismaClient,
  { scope, before, limit }: Window,
  each: number,
): Promise<FoundRuns> {
  const { status } = scope;
  const [narrow, order] =
    status !== null && isApart(status)
      ? [
          Prisma.sql`AND r.status = ${status}::"RunStatus" AND r.status <> 'running' AND r.status <> 'completed'`,
          Prisma.sql`r."pluginConfigId" DESC, r.status DESC, r.id DESC`,
        ]
      : [Prisma.empty, Prisma.sql`r."pluginConfigId" DESC, r.id DESC`];
  const [row] = await prisma.$queryRaw<{ ids: string[]; edge: string | null }[]>`
    WITH w AS MATERIALIZED (
      SELECT x.* FROM unnest(${[...scope.pipelineIds]}::uuid[]) p(id) CROSS JOIN LATERAL (
        SELECT ${columns} FROM "PluginRun" r
        WHERE r."pluginConfigId" = p.id AND r.id < ${before}::uuid
          AND r.id >= ${scope.from ?? firstIdAt(0)}::uuid ${narrow}
        ORDER BY ${order} LIMIT ${each}
      ) x
    ), edge AS MATERIALIZED (
      SELECT bound FROM (
        SELECT (array_agg(w.id ORDER BY w.id))[1] AS bound, count(*) AS n FROM w GROUP BY w."pluginConfigId"
      ) g WHERE n = ${each} ORDER BY bound DESC LIMIT 1
    )
    SELECT (SELECT bound FROM edge) AS edge, ARRAY(
      SELECT c.id FROM (
        SELECT w.* FROM w
        WHERE w.id >= COALESCE((SELECT bound FROM edge), ${firstIdAt(0)}::uuid) ${rowConditions(scope, "w")}
        ORDER BY w.id DESC
      ) c ${joins(scope)}
      ORDER BY c.id DESC LIMIT ${limit}
    ) AS ids`;
  return row ?? { ids: [], edge: null };
}

/** What a run's own columns tell. */
function rowConditions(scope: RunScope, alias: "c" | "w" = "c"): Prisma.Sql {
  const of = alias === "c" ? Prisma.sql`c` : Prisma.sql`w`;
  const conditions = [
    scope.status === null ? null : Prisma.sql`${of}.status = ${scope.status}::"RunStatus"`,
    scope.event === null ? null : Prisma.sql`${of}."eventType" = ${scope.event}`,
    scope.versionIds === null
      ? null
      : Prisma.sql`${of}."versionId" = ANY(${[...scope.versionIds]}::uuid[])`,
  ].filter((condition) => condition !== null);
  return conditions.length === 0
    ? Prisma.empty
    : Prisma.sql`AND ${Prisma.join(conditions, " AND ")}`;
}

/** What other tables tell, by their keys: one look each, newest run first, until enough are found. */
function joins(scope: RunScope): Prisma.Sql {
  return Prisma.sql`${stepJoin(scope)} ${wordsJoin(scope)}`;
}

/** Steps that never began are waiting, skipped, or cancelled before their first try. */
function stepJoin({ step }: RunScope): Prisma.Sql {
  if (step === null) return Prisma.empty;
  return Prisma.sql`
    JOIN unnest(${step.map(({ versionId }) => versionId)}::uuid[], ${step.map(({ ordinal }) => ordinal)}::int2[])
      AS place(version_id, ordinal) ON place.version_id = c."versionId"
    CROSS JOIN LATERAL (
      SELECT 1 FROM "PluginJob" j WHERE j."runId" = c.id AND j.ordinal = place.ordinal
        AND (j.status IN ('completed', 'failed', 'unknown', 'running') OR j.attempts > 0)
      OFFSET 0
    ) step`;
}

/** Only where the responses are many; else they were the candidates. */
function wordsJoin({ hits }: RunScope): Prisma.Sql {
  if (hits === null || hits.ids !== null) return Prisma.empty;
  return Prisma.sql`
    CROSS JOIN LATERAL (
      SELECT 1 FROM "ResponseText" t WHERE t."responseId" = c."responseId" AND t.words @@ ${hits.query}::tsquery
      UNION ALL SELECT 1 WHERE c."responseId" = ANY(${[...hits.unwritten]}::uuid[])
      LIMIT 1
    ) words`;
}
