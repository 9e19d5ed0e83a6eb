import type { PrismaClient } from "../db/client.ts";

/** Where a step stands in a version: its rows are found by key that way. */
export interface StepPlace {
  readonly versionId: string;
  /** Position in the plan's order, from 0. */
  readonly ordinal: number;
}

/** Versions whose steps are remembered, of some kilobytes each; they never change. */
const maxRemembered = 500;

/** Finds where steps stand in the versions of a pipeline. Keep one: it remembers. */
export function createStepPlaces(prisma: PrismaClient): StepPlaces {
  const known = new Map<string, readonly string[]>();
  return {
    find: async (pipelineId, nodeId) => {
      const versions = await prisma.pluginConfigVersion.findMany({
        where: { pluginConfigId: pipelineId },
        select: { id: true },
      });
      const missing = versions.map(({ id }) => id).filter((id) => !known.has(id));
      if (missing.length > 0) {
        if (known.size + missing.length > maxRemembered) known.clear();
        const rows = await prisma.$queryRaw<{ id: string; nodeIds: string[] }[]>`
          SELECT v.id, jsonb_path_query_array(v.plan, '$.steps[*].nodeId') AS "nodeIds"
          FROM "PluginConfigVersion" v WHERE v.id = ANY(${missing}::uuid[])`;
        for (const { id, nodeIds } of rows) known.set(id, nodeIds);
      }
      return versions.flatMap(({ id }) => {
        const ordinal = known.get(id)?.indexOf(nodeId) ?? -1;
        return ordinal < 0 ? [] : [{ versionId: id, ordinal }];
      });
    },
  };
}

export interface StepPlaces {
  /** In every version of the pipeline that has the step, drafts that were tried included. */
  find(pipelineId: string, nodeId: string): Promise<StepPlace[]>;
}
