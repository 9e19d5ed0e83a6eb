import { createHash } from "node:crypto";
import type { FormEvent } from "@formloom/shared/events";
import { editPlan } from "@formloom/shared/graph";
import { runEditsSchema } from "@formloom/shared/run";
import type { PrismaClient } from "../db/client.ts";
import type { BornRun } from "./compile/born-runs.ts";
import type { PlanStore, StoredPlan } from "./compile/plan-store.ts";
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
      priority: 0,
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
    const edited = withEdits(stored, row.edits);
    return {
      runId: row.id,
      epoch: row.epoch,
      rootRunId: row.rootRunId,
      pipelineId: row.pluginConfigId,
      versionId: edited.versionId,
      plan: edited.plan,
      careful: row.careful,
      isTest: row.isTest,
      priority: row.priority,
      event,
      form,
      resumed,
    };
  }
}

/**
 * The plan as an edited replay runs it. Threads keep plans by their version, so it goes by a name of its
 * own, the same for the same edits.
 */
function withEdits(stored: StoredPlan, value: unknown): StoredPlan {
  if (value === null) return stored;
  const { steps } = runEditsSchema.parse(value);
  if (Object.keys(steps).length === 0) return stored;
  const hash = createHash("sha256").update(JSON.stringify(steps)).digest("hex");
  return { versionId: `${stored.versionId} ${hash}`, plan: editPlan(stored.plan, steps) };
}
