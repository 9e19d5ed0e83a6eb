import type { FormEvent } from "@formloom/shared/events";
import type { Pool } from "pg";
import type { PrismaClient } from "../../db/client.ts";
import type { LivePipeline } from "../ports.ts";
import { bornRuns, runColumns, type BornRun } from "./born-runs.ts";
import type { PlanStore } from "./plan-store.ts";

export interface StartRunsDeps {
  readonly prisma: PrismaClient;
  readonly pool: Pick<Pool, "query">;
  readonly plans: PlanStore;
  /** The statement that writes them: jobs/sql/start-runs. */
  readonly statement: { readonly name: string; readonly text: string };
  readonly owner: () => number;
  /** Whether this process may claim more runs. */
  readonly hasRoom: () => boolean;
  /** Puts runs that nobody holds into the queue. */
  readonly enqueue: (runIds: readonly string[]) => Promise<void>;
}

/**
 * Starts the runs of a committed event by the versions that were live when it happened. Idempotent: an
 * event whose runs were started already gives none. Returns the runs that this process now holds.
 */
export async function startRuns(event: FormEvent, deps: StartRunsDeps): Promise<BornRun[]> {
  const form = await deps.prisma.form.findUnique({
    where: { id: event.formId },
    select: { id: true, name: true, ownerId: true, timeZone: true, deletedAt: true },
  });
  const pipelines = form === null || form.deletedAt !== null ? [] : await liveAt(event, deps);
  const claimed = deps.hasRoom();
  const born = form === null ? [] : bornRuns(form, pipelines, event, { claimed });
  const { runs, steps } = runColumns([born], deps.owner());
  const result = await deps.pool.query<{ id: string }>({
    ...deps.statement,
    values: [event.id, ...runs.slice(1), ...steps.slice(1)],
  });
  const written = new Set(result.rows.map((row) => row.id));
  const started = born.filter((run) => written.has(run.runId));
  const queued = started.filter((run) => run.status === "queued").map((run) => run.runId);
  if (queued.length > 0) await deps.enqueue(queued);
  return started.filter((run) => run.status === "running");
}

/** The pipelines of the form that were on, each with its newest version of that moment. */
async function liveAt(event: FormEvent, deps: StartRunsDeps): Promise<LivePipeline[]> {
  const at = new Date(event.at);
  const rows = await deps.prisma.pluginConfig.findMany({
    where: { formId: event.formId, enabled: true, deletedAt: null, enabledAt: { lte: at } },
    select: {
      id: true,
      pausedAt: true,
      versions: {
        where: { publishedAt: { lte: at } },
        orderBy: { number: "desc" },
        take: 1,
        select: { id: true },
      },
    },
  });
  const live = await Promise.all(
    rows.map(async (row) => {
      const stored =
        row.versions[0] === undefined ? null : await deps.plans.version(row.versions[0].id);
      return stored === null ? null : { id: row.id, ...stored, paused: row.pausedAt !== null };
    }),
  );
  return live.filter((pipeline) => pipeline !== null);
}
