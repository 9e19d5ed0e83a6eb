import { getVersion, listVersions, restoreVersion } from "@formloom/shared/api";
import { graphSchema } from "@formloom/shared/graph";
import { asJson, type TransactionClient } from "../db/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { toPage } from "../http/cursor.ts";
import { notFound } from "../http/refusal.ts";
import { lockPipeline } from "./change-pipeline.ts";
import { checkConnections } from "./graph-connections.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { presentPipeline } from "./present-pipeline.ts";

interface VersionRow {
  readonly id: string;
  /** Null only of drafts that were tried, which no route shows. */
  readonly number: number | null;
  readonly sentence: string;
  readonly note: string;
  readonly publishedById: string;
  readonly publishedAt: Date;
}

const columns = {
  id: true,
  number: true,
  sentence: true,
  note: true,
  publishedById: true,
  publishedAt: true,
} as const;

export function versionRoutes(deps: PipelineDeps): BoundRoute[] {
  const { prisma, cursors } = deps;
  return [
    route(listVersions, async ({ params, query }) => {
      const list = `versions ${params.pipelineId}`;
      const before = cursors.read(list, query.cursor);
      const live = await liveNumber(deps, params.pipelineId);
      const rows = await prisma.pluginConfigVersion.findMany({
        where: {
          pluginConfigId: params.pipelineId,
          number: before === null ? { not: null } : { lt: Number(before) },
        },
        orderBy: { number: "desc" },
        take: query.limit + 1,
        select: columns,
      });
      const facts = await versionFacts(deps, params.pipelineId, rows);
      return toPage(rows, {
        limit: query.limit,
        present: (row) => presentVersion(row, { live, ...facts }),
        cursorOf: (row) => cursors.write(list, String(row.number)),
      });
    }),
    route(getVersion, async ({ params }) => {
      const live = await liveNumber(deps, params.pipelineId);
      const row = await findVersion(prisma, params.pipelineId, params.number);
      const facts = await versionFacts(deps, params.pipelineId, [row]);
      return { ...presentVersion(row, { live, ...facts }), graph: graphSchema.parse(row.graph) };
    }),
    route(restoreVersion, async ({ caller, params, body }) => {
      const row = await prisma.$transaction(async (tx) => {
        const { form, pipeline } = await lockPipeline(tx, params.pipelineId);
        const version = await findVersion(tx, pipeline.id, body.version);
        await checkConnections(tx, graphSchema.parse(version.graph), form.ownerId);
        return tx.pluginConfig.update({
          where: { id: pipeline.id },
          data: {
            graph: asJson(version.graph),
            draftById: caller.id,
            draftAt: new Date(),
            version: { increment: 1 },
          },
        });
      });
      return presentPipeline(deps, row, true);
    }),
  ];
}

async function liveNumber({ prisma }: PipelineDeps, pipelineId: string): Promise<number | null> {
  const row = await prisma.pluginConfig.findUnique({
    where: { id: pipelineId },
    select: { liveVersion: true },
  });
  return row?.liveVersion ?? null;
}

async function findVersion(
  db: Pick<TransactionClient, "pluginConfigVersion">,
  pluginConfigId: string,
  number: number,
) {
  // A number beyond the column's range is one that does not exist.
  const row =
    number > 2_147_483_647
      ? null
      : await db.pluginConfigVersion.findUnique({
          where: { pluginConfigId_number: { pluginConfigId, number } },
          select: { ...columns, graph: true },
        });
  if (row === null) throw notFound();
  return row;
}

interface VersionFacts {
  /** Names of people by id. */
  readonly names: ReadonlyMap<string, string>;
  /** Runs that have not ended, by version id. */
  readonly unfinished: ReadonlyMap<string, number>;
}

/** Who published versions and what still runs on them, in one query each. */
async function versionFacts(
  { prisma }: PipelineDeps,
  pluginConfigId: string,
  rows: readonly VersionRow[],
): Promise<VersionFacts> {
  const [people, runs] = await Promise.all([
    prisma.user.findMany({
      where: { id: { in: rows.map((row) => row.publishedById) } },
      select: { id: true, name: true },
    }),
    prisma.pluginRun.groupBy({
      by: ["versionId"],
      where: {
        pluginConfigId,
        finishedAt: null,
        isTest: false,
        versionId: { in: rows.map((row) => row.id) },
      },
      _count: true,
    }),
  ]);
  return {
    names: new Map(people.map(({ id, name }) => [id, name])),
    unfinished: new Map(runs.map(({ versionId, _count }) => [versionId, _count])),
  };
}

function presentVersion(row: VersionRow, facts: VersionFacts & { readonly live: number | null }) {
  return {
    number: row.number ?? 0,
    sentence: row.sentence,
    note: row.note,
    publishedBy: { id: row.publishedById, name: facts.names.get(row.publishedById) ?? "" },
    publishedAt: row.publishedAt.toISOString(),
    live: row.number === facts.live,
    unfinishedRuns: facts.unfinished.get(row.id) ?? 0,
  };
}
