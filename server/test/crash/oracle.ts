import { z } from "zod";
import type { SpawnedApi } from "../support/spawned-api.ts";
import type { Delivery } from "./sinks.ts";

/** What one client saw of one submission. */
export interface Acknowledged {
  readonly subject: string;
  readonly responseId: string;
}

/** What the oracle found; every list of faults is empty when all promises held. */
export interface Verdict {
  readonly acknowledged: number;
  readonly stored: number;
  readonly runs: number;
  /** Acknowledged and not stored. */
  readonly lost: readonly string[];
  /** Stored without exactly one completed run. */
  readonly badRuns: readonly string[];
  /** Steps without exactly one accepted result. */
  readonly badSteps: readonly string[];
  /** Acts that never reached their sink. */
  readonly missing: readonly string[];
  /** Deliveries beyond the first of an act. */
  readonly duplicates: number;
  /** Duplicates whose attempts show none that was open at a kill. */
  readonly unexplained: readonly string[];
  /** Deliveries of one act with different keys, or one key for two acts. */
  readonly badKeys: readonly string[];
}

const page = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() });
const responseSchema = z.object({ id: z.string(), answers: z.object({ subject: z.string() }) });
const runSchema = z.object({
  id: z.string(),
  responseId: z.string(),
  status: z.string(),
  steps: z.array(
    z.object({
      nodeId: z.string(),
      nodeType: z.string(),
      status: z.string(),
      attempts: z.array(
        z.object({
          attempt: z.number(),
          outcome: z.string(),
          startedAt: z.string(),
          error: z.object({ code: z.string() }).nullable(),
        }),
      ),
    }),
  ),
});
type Run = z.infer<typeof runSchema>;

const sinkOf: Readonly<Record<string, Delivery["sink"]>> = {
  webhook: "webhook",
  email: "mail",
  slack: "slack",
};

/** Every item of a list, page by page. */
export async function readAll(client: SpawnedApi, path: string): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const answer: z.infer<typeof page> = await client.call(page, "GET", `${path}limit=200${next}`);
    items.push(...answer.items);
    cursor = answer.nextCursor;
  } while (cursor !== null);
  return items;
}

/** Holds the promises against what clients, database and sinks saw, once everything is at rest. */
export async function judge(
  client: SpawnedApi,
  world: {
    readonly formId: string;
    readonly acknowledged: readonly Acknowledged[];
    readonly journal: readonly Delivery[];
  },
): Promise<Verdict> {
  const stored = (await readAll(client, `/api/forms/${world.formId}/responses?`)).map((item) =>
    responseSchema.parse(item),
  );
  const summaries = z
    .array(z.object({ id: z.string() }))
    .parse(await readAll(client, `/api/runs?formId=${world.formId}&`));
  const runs: Run[] = [];
  for (const { id } of summaries) runs.push(await client.call(runSchema, "GET", `/api/runs/${id}`));
  const storedIds = new Set(stored.map((response) => response.id));
  const runsOf = Map.groupBy(runs, (run) => run.responseId);
  const subjectOf = new Map(stored.map((response) => [response.id, response.answers.subject]));
  return {
    acknowledged: world.acknowledged.length,
    stored: stored.length,
    runs: runs.length,
    lost: world.acknowledged
      .filter((ack) => !storedIds.has(ack.responseId))
      .map((ack) => ack.subject),
    badRuns: stored
      .filter(({ id }) => {
        const own = runsOf.get(id) ?? [];
        return own.length !== 1 || own[0]?.status !== "completed";
      })
      .map(({ id }) => `${id}: ${(runsOf.get(id) ?? []).map((run) => run.status).join(", ")}`),
    badSteps: runs.flatMap(badSteps),
    ...judgeDeliveries(runs, subjectOf, world.journal),
  };
}

function badSteps(run: Run): string[] {
  return run.steps
    .filter((step) => step.nodeType !== "trigger")
    .filter((step) => {
      const accepted = step.attempts.filter((attempt) => attempt.outcome === "succeeded");
      return step.status !== "completed" || accepted.length !== 1;
    })
    .map((step) => {
      const attempts = step.attempts.map(
        (attempt) => `${attempt.outcome} ${attempt.error?.code ?? ""} ${attempt.startedAt}`,
      );
      return `${run.id} ${step.nodeId}: ${step.status} (${attempts.join(", ")})`;
    });
}

function judgeDeliveries(
  runs: readonly Run[],
  subjectOf: ReadonlyMap<string, string>,
  journal: readonly Delivery[],
): Pick<Verdict, "missing" | "duplicates" | "unexplained" | "badKeys"> {
  const byAct = Map.groupBy(journal, (delivery) => `${delivery.sink} ${delivery.subject}`);
  const missing: string[] = [];
  const unexplained: string[] = [];
  const badKeys: string[] = [];
  let duplicates = 0;
  for (const run of runs) {
    for (const step of run.steps) {
      const sink = sinkOf[step.nodeType];
      if (sink === undefined) continue;
      const act = `${sink} ${subjectOf.get(run.responseId) ?? ""}`;
      const deliveries = byAct.get(act) ?? [];
      if (deliveries.length === 0) missing.push(act);
      if (new Set(deliveries.map((delivery) => delivery.key)).size > 1) badKeys.push(act);
      duplicates += Math.max(0, deliveries.length - 1);
      const interrupted = step.attempts.filter((attempt) => attempt.outcome !== "succeeded").length;
      if (deliveries.length > 1 + interrupted) unexplained.push(act);
    }
  }
  const byKey = Map.groupBy(
    journal.filter((delivery) => delivery.key !== null),
    (delivery) => delivery.key,
  );
  for (const [key, deliveries] of byKey) {
    if (new Set(deliveries.map(({ sink, subject }) => `${sink} ${subject}`)).size > 1) {
      badKeys.push(`${key ?? ""} for two acts`);
    }
  }
  return { missing, duplicates, unexplained, badKeys };
}
