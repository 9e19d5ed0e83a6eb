import type { FormEvent } from "@formloom/shared/events";
import type { QueryResultRow } from "pg";
import type { PrismaClient } from "../../db/client.ts";
import type { LivePipeline } from "../ports.ts";
import { bornRuns, runColumns, type BornRun } from "./born-runs.ts";
import type { PlanStore } from "./plan-store.ts";

export interface StartRunsDeps {
  readonly prisma: PrismaClient;
  readonly plans: PlanStore;
  /** The statement that writes them, with turns or without: jobs/sql/start-runs. */
  readonly statement: (inTurn: boolean) => { readonly name: string; readonly text: string };
  readonly owner: () => number;
  /** Whether this process may claim more runs. */
  readonly hasRoom: (pipelineId: string) => boolean;
  /** Writes them in one commit with what `queued` runs need to be found. */
  readonly write: <Row extends QueryResultRow>(
    query: { readonly name: string; readonly text: string; readonly values: unknown[] },
    queued: readonly string[],
  ) => Promise<Row[]>;
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
  const born = form === null ? [] : bornRuns(form, pipelines, event, { claims: deps.hasRoom });
  const { runs, turns } = runColumns([born], deps.owner());
  const turnColumn = turns === null ? [] : [turns];
  const rows = await deps.write<{ id: string }>(
    {
      ...deps.statement(turns !== null),
      values: [event.id, ...runs.slice(1), ...turnColumn],
    },
    born.filter((run) => run.status === "queued").map((run) => run.runId),
  );
  const written = new Set(rows.map((row) => row.id));
  return born.filter((run) => written.has(run.runId) && run.status === "running");
}

/** The pipelines of the form that were on, each with its newest version of that moment. */
async function liveAt(event: FormEvent, deps: StartRunsDeps): Promise<LivePipeline[]> {
  const at = new Date(event.at);
  const rows = await deps.prisma.pluginConfig.findMany({
    where: {
      formId: event.formId,
      deletedAt: null,
      enabledAt: { lte: at },
      OR: [{ enabled: true }, { disabledAt: { gt: at } }],
    },
    select: {
      id: true,
      pausedAt: true,
      oneAtATime: true,
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
      const { id, pausedAt, oneAtATime } = row;
      return stored === null ? null : { id, ...stored, paused: pausedAt !== null, oneAtATime };
    }),
  );
  return live.filter((pipeline) => pipeline !== null);
}
