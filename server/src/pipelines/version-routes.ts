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
  /** Null only of drafts that were tried, which no route shows. */
  readonly number: number | null;
  readonly sentence: string;
  readonly note: string;
  readonly publishedById: string;
  readonly publishedAt: Date;
}

const columns = {
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
      return toPage(rows, {
        limit: query.limit,
        present: (row) => presentVersion(row, live),
        cursorOf: (row) => cursors.write(list, String(row.number)),
      });
    }),
    route(getVersion, async ({ params }) => {
      const live = await liveNumber(deps, params.pipelineId);
      const row = await findVersion(prisma, params.pipelineId, params.number);
      return { ...presentVersion(row, live), graph: graphSchema.parse(row.graph) };
    }),
    route(restoreVersion, async ({ params, body }) => {
      const row = await prisma.$transaction(async (tx) => {
        const { form, pipeline } = await lockPipeline(tx, params.pipelineId);
        const version = await findVersion(tx, pipeline.id, body.version);
        await checkConnections(tx, graphSchema.parse(version.graph), form.ownerId);
        return tx.pluginConfig.update({
          where: { id: pipeline.id },
          data: { graph: asJson(version.graph), version: { increment: 1 } },
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

function presentVersion(row: VersionRow, live: number | null) {
  return {
    number: row.number ?? 0,
    sentence: row.sentence,
    note: row.note,
    publishedById: row.publishedById,
    publishedAt: row.publishedAt.toISOString(),
    live: row.number === live,
  };
}
