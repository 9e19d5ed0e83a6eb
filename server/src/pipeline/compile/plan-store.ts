import { planSchema, type Plan } from "@formloom/shared/graph";
import type { PrismaClient } from "../../db/client.ts";

const maxKept = 1_000;

export interface StoredPlan {
  readonly versionId: string;
  readonly plan: Plan;
}

/** Plans of published versions. They never change, so what was read once is kept. */
export interface PlanStore {
  versionByNumber(pipelineId: string, number: number): Promise<StoredPlan | null>;
  version(versionId: string): Promise<StoredPlan | null>;
  planOf(versionId: string): Promise<Plan | null>;
}

export function createPlanStore(prisma: PrismaClient): PlanStore {
  const byId = new Map<string, StoredPlan>();
  const idByNumber = new Map<string, string>();

  function keep(row: { id: string; plan: unknown }): StoredPlan {
    const stored = { versionId: row.id, plan: planSchema.parse(row.plan) };
    if (byId.size >= maxKept) {
      byId.clear();
      idByNumber.clear();
    }
    byId.set(row.id, stored);
    return stored;
  }

  async function version(versionId: string): Promise<StoredPlan | null> {
    const known = byId.get(versionId);
    if (known !== undefined) return known;
    const row = await prisma.pluginConfigVersion.findUnique({
      where: { id: versionId },
      select: { id: true, plan: true },
    });
    return row === null ? null : keep(row);
  }

  return {
    version,
    planOf: async (versionId) => (await version(versionId))?.plan ?? null,
    versionByNumber: async (pipelineId, number) => {
      const key = `${pipelineId} ${number}`;
      const known = idByNumber.get(key);
      if (known !== undefined) return version(known);
      const row = await prisma.pluginConfigVersion.findUnique({
        where: { pluginConfigId_number: { pluginConfigId: pipelineId, number } },
        select: { id: true, plan: true },
      });
      if (row === null) return null;
      const stored = keep(row);
      idByNumber.set(key, row.id);
      return stored;
    },
  };
}
