import type { FormEvent } from "@formloom/shared/events";
import type { PrismaClient } from "../db/client.ts";
import type { BornRun } from "./compile/born-runs.ts";
import type { PlanStore } from "./compile/plan-store.ts";
import type { ClaimedRun } from "./jobs/claim.ts";
import type { HeldRun } from "./run-holder.ts";

/** Makes what a thread needs out of a run that was just born or claimed. */
export class HeldRuns {
  readonly #prisma: PrismaClient;
  readonly #plans: PlanStore;

  constructor(prisma: PrismaClient, plans: PlanStore) {
    this.#prisma = prisma;
    this.#plans = plans;
  }

  fromBirth(event: FormEvent, born: BornRun): HeldRun {
    return {
      runId: born.runId,
      epoch: 1,
      rootRunId: born.runId,
      pipelineId: born.pipeline.id,
      versionId: born.pipeline.versionId,
      plan: born.pipeline.plan,
      careful: false,
      isTest: false,
      event,
      form: born.form,
      resumed: [],
    };
  }

  /** Null when the version or the form is gone: the run was cancelled with it. */
  async fromClaim({ row, event, resumed }: ClaimedRun): Promise<HeldRun | null> {
    const [stored, form] = await Promise.all([
      this.#plans.version(row.versionId),
      this.#prisma.form.findUnique({
        where: { id: row.formId },
        select: { id: true, name: true, ownerId: true, timeZone: true },
      }),
    ]);
    if (stored === null || form === null) return null;
    return {
      runId: row.id,
      epoch: row.epoch,
      rootRunId: row.rootRunId,
      pipelineId: row.pluginConfigId,
      versionId: row.versionId,
      plan: stored.plan,
      careful: row.careful,
      isTest: row.isTest,
      event,
      form,
      resumed,
    };
  }
}
