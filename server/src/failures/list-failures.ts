import type {
  countFailures,
  FailureGroupView,
  listFailures,
  RouteQuery,
  RouteResponse,
} from "@formloom/shared/api";
import { visibleForms } from "../accounts/access.ts";
import { Prisma, type PrismaClient } from "../db/client.ts";
import type { Caller } from "../http/call.ts";
import { toPage, type Cursors } from "../http/cursor.ts";
import { presentGroups } from "./present-group.ts";

interface ListDeps {
  readonly prisma: PrismaClient;
  readonly cursors: Cursors;
}

interface Position {
  readonly fingerprint: string;
  readonly lastSeenAt: Date;
}

/**
 * A page of causes of the forms that the caller may see, the newest failure first. Deleted automations are
 * left out. Served by FailureGroup_formId_lastSeenAt_idx and FailedStep_open.
 */
export async function listFailurePage(
  { prisma, cursors }: ListDeps,
  caller: Caller,
  query: RouteQuery<typeof listFailures>,
): Promise<{ items: FailureGroupView[]; nextCursor: string | null }> {
  const { limit, cursor, ...filters } = query;
  const list = `failures ${JSON.stringify(filters)}`;
  const after = readPosition(cursors.read(list, cursor));
  const isOpen = Prisma.sql`EXISTS (SELECT FROM "FailedStep" f
    WHERE f.fingerprint = g.fingerprint AND f."settledAt" IS NULL)`;
  const conditions = [
    Prisma.sql`g."formId" = ANY(${await formIds(prisma, caller, query.formId)}::uuid[])`,
    query.state === "open" ? isOpen : Prisma.sql`NOT ${isOpen}`,
    ...(query.pipelineId === undefined
      ? []
      : [Prisma.sql`g."pipelineId" = ${query.pipelineId}::uuid`]),
    ...(after === null
      ? []
      : [
          Prisma.sql`(g."lastSeenAt", g.fingerprint) < (${after.at}::timestamptz, ${after.fingerprint}::uuid)`,
        ]),
  ];
  const rows = await prisma.$queryRaw<Position[]>`
    SELECT g.fingerprint, g."lastSeenAt" FROM "FailureGroup" g
    JOIN "PluginConfig" p ON p.id = g."pipelineId" AND p."deletedAt" IS NULL
    WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY g."lastSeenAt" DESC, g.fingerprint DESC LIMIT ${limit + 1}`;
  const fingerprints = rows.map(({ fingerprint }) => fingerprint);
  const views = await presentGroups(prisma, caller, fingerprints);
  const page = toPage(rows, {
    limit,
    present: ({ fingerprint }) => views.get(fingerprint) ?? null,
    cursorOf: (row) => cursors.write(list, `${row.lastSeenAt.toISOString()} ${row.fingerprint}`),
  });
  // Null: it went while it was read.
  return { ...page, items: page.items.filter((view) => view !== null) };
}

function readPosition(position: string | null): { at: string; fingerprint: string } | null {
  if (position === null) return null;
  const [at = "", fingerprint = ""] = position.split(" ");
  return { at, fingerprint };
}

async function formIds(
  prisma: PrismaClient,
  caller: Caller,
  formId: string | undefined,
): Promise<string[]> {
  const where = { ...visibleForms(caller), ...(formId === undefined ? {} : { id: formId }) };
  const forms = await prisma.form.findMany({ where, select: { id: true } });
  return forms.map(({ id }) => id);
}

/** Open causes of the forms that the caller may see, by automation; of each at most 1,000 runs are counted. */
export async function countOpenFailures(
  prisma: PrismaClient,
  caller: Caller,
  query: RouteQuery<typeof countFailures>,
): Promise<RouteResponse<typeof countFailures>> {
  const forms = await formIds(prisma, caller, query.formId);
  const pipelines = await prisma.$queryRaw<{ pipelineId: string; causes: number; open: number }[]>`
    SELECT g."pipelineId", count(*)::int AS causes, LEAST(1000, sum(o.count))::int AS open
    FROM "FailureGroup" g
    JOIN "PluginConfig" p ON p.id = g."pipelineId" AND p."deletedAt" IS NULL
    CROSS JOIN LATERAL (
      SELECT count(*) FROM (
        SELECT FROM "FailedStep" f WHERE f.fingerprint = g.fingerprint AND f."settledAt" IS NULL LIMIT 1000
      ) first
    ) o
    WHERE g."formId" = ANY(${forms}::uuid[]) AND o.count > 0
    GROUP BY g."pipelineId" ORDER BY g."pipelineId"`;
  return { causes: pipelines.reduce((sum, { causes }) => sum + causes, 0), pipelines };
}
