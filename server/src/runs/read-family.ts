import type { FamilyRun } from "@formloom/shared/api";
import type { Effect } from "@formloom/shared/plugin";
import { runEditsSchema } from "@formloom/shared/run";
import type { PrismaClient } from "../db/client.ts";
import { gatherActs, readEffects } from "./replay-effects.ts";

/** A run among those that repeat one another. */
interface Member {
  readonly id: string;
  readonly rootRunId: string;
}

/** The root run and all its replays, oldest first. Served by PluginRun_pkey and PluginRun_replays. */
export async function readFamily(
  prisma: PrismaClient,
  { rootRunId }: Member,
): Promise<readonly FamilyRun[]> {
  const rows = await prisma.pluginRun.findMany({
    where: { OR: [{ id: rootRunId }, { rootRunId, replayOf: { not: null } }] },
    orderBy: { id: "asc" },
  });
  const [versions, people] = await Promise.all([
    prisma.pluginConfigVersion.findMany({
      where: { id: { in: [...new Set(rows.map((row) => row.versionId))] } },
      select: { id: true, number: true },
    }),
    prisma.user.findMany({
      where: { id: { in: rows.flatMap((row) => row.requestedById ?? []) } },
      select: { id: true, name: true },
    }),
  ]);
  const numbers = new Map(versions.map(({ id, number }) => [id, number]));
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return rows.map((row): FamilyRun => {
    const edits = row.edits === null ? null : runEditsSchema.parse(row.edits);
    const { requestedById } = row;
    return {
      id: row.id,
      replayOf: row.replayOf,
      versionNumber: numbers.get(row.versionId) ?? 0,
      status: row.status,
      outcome: row.outcome,
      fromNodeId: edits?.fromNodeId ?? null,
      editedNodeIds: Object.keys(edits?.steps ?? {}),
      requestedBy:
        requestedById === null ? null : { id: requestedById, name: names.get(requestedById) ?? "" },
      createdAt: row.createdAt.toISOString(),
    };
  });
}

/**
 * What a family's runs together know of each node's acts, by node id; empty for a run that was never
 * replayed, whose own steps say it all. Served by PluginJob_pkey.
 */
export async function readFamilyActs(
  prisma: PrismaClient,
  family: readonly FamilyRun[],
): Promise<ReadonlyMap<string, readonly Effect[]>> {
  if (family.length < 2) return new Map();
  const jobs = await prisma.pluginJob.findMany({
    where: { runId: { in: family.map(({ id }) => id) } },
    orderBy: [{ runId: "asc" }, { ordinal: "asc" }],
    select: { nodeId: true, status: true, effects: true },
  });
  const acting = jobs.filter((job) => readEffects(job.effects).length > 0);
  return new Map(
    [...Map.groupBy(acting, (job) => job.nodeId)].map(([nodeId, rows]) => [
      nodeId,
      gatherActs(rows.map((row) => ({ ...row, outcomes: [] }))).effects,
    ]),
  );
}
