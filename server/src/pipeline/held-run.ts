import { createHash } from "node:crypto";
import type { FormEvent } from "@formloom/shared/events";
import { editPlan } from "@formloom/shared/graph";
import { runEditsSchema } from "@formloom/shared/run";
import type { PrismaClient } from "../db/client.ts";
import type { BornRun } from "./compile/born-runs.ts";
import type { PlanStore, StoredPlan } from "./compile/plan-store.ts";
import type { ClaimedRun } from "./jobs/claim.ts";
import type { HeldRun } from "./in-flight.ts";

const trustedForMs = 2_000;
const maxKept = 2_000;

/** Makes what a thread needs out of a run that was just born or claimed. */
export class HeldRuns {
  readonly #prisma: PrismaClient;
  readonly #plans: PlanStore;
  readonly #forms = new Map<string, { form: Promise<HeldRun["form"] | null>; readAtMs: number }>();

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
      testTo: null,
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
      this.#form(row.formId),
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
      testTo: row.testTo,
      priority: row.priority,
      event,
      form,
      resumed,
    };
  }

  /** Runs are claimed many at a time, and mostly of few forms: each is read once in a while. */
  async #form(formId: string): Promise<HeldRun["form"] | null> {
    const known = this.#forms.get(formId);
    if (known !== undefined && performance.now() - known.readAtMs < trustedForMs) return known.form;
    if (this.#forms.size >= maxKept) this.#forms.clear();
    const form = this.#prisma.form.findUnique({
      where: { id: formId },
      select: { id: true, name: true, ownerId: true, timeZone: true },
    });
    const kept = { form: Promise.resolve(form), readAtMs: performance.now() };
    this.#forms.set(formId, kept);
    kept.form.catch(() => this.#forms.delete(formId));
    return kept.form;
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
