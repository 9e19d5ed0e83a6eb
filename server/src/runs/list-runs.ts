import type { listRuns, RouteQuery, RouteResponse, RunSummary } from "@formloom/shared/api";
import { formEventTypeSchema } from "@formloom/shared/events";
import type { Prisma, PrismaClient } from "../db/client.ts";
import { readOpenSteps } from "./open-steps.ts";
import type { Caller } from "../http/call.ts";
import { readFailures } from "../failures/read-failed-steps.ts";
import type { Cursors } from "../http/cursor.ts";
import { timeOfId } from "../search/id-time.ts";
import { findRuns } from "./find-runs.ts";
import { readRespondents } from "./read-respondents.ts";
import type { RunScopes } from "./run-scope.ts";

type RunRow = Prisma.PluginRunGetPayload<object>;

export interface ListDeps {
  readonly prisma: PrismaClient;
  readonly cursors: Cursors;
  readonly scopes: RunScopes;
}

/** A page of the runs that the caller may see, newest first; it may hold fewer than there are, see {@link findRuns}. */
export async function listRunPage(
  deps: ListDeps,
  caller: Caller,
  query: RouteQuery<typeof listRuns>,
): Promise<RouteResponse<typeof listRuns>> {
  const { limit, cursor, ...filter } = query;
  const list = `runs ${JSON.stringify(filter)}`;
  const before = deps.cursors.read(list, cursor);
  const scope = await deps.scopes.resolve(caller, filter);
  const { ids, edge } = await findRuns(deps.prisma, { scope, before, limit: limit + 1 });
  const shown = await readRuns(deps.prisma, ids.slice(0, limit));
  const position = ids.length > limit ? (ids[limit - 1] ?? null) : edge;
  const lookedBackTo = position ?? scope.hits?.since ?? null;
  return {
    items: shown,
    nextCursor: position === null ? null : deps.cursors.write(list, position),
    lookedBackTo: lookedBackTo === null ? null : timeOfId(lookedBackTo).toISOString(),
  };
}

/** Runs as lists show them, in the order of their ids. */
export async function readRuns(
  prisma: PrismaClient,
  ids: readonly string[],
): Promise<RunSummary[]> {
  const found = await prisma.pluginRun.findMany({ where: { id: { in: [...ids] } } });
  const byId = new Map(found.map((row) => [row.id, row]));
  const rows = ids.flatMap((id) => byId.get(id) ?? []);
  return rows.map(await summariser(prisma, rows));
}

const isStopped = ({ status }: RunRow): boolean =>
  status === "failed" || status === "needs_attention";

/** Presents runs with the names of what they belong to, read once for all of them. */
export async function summariser(
  prisma: PrismaClient,
  rows: readonly RunRow[],
): Promise<(row: RunRow) => RunSummary> {
  const stopped = rows.filter(isStopped).map((row) => row.id);
  const [names, openSteps, failures, respondents] = await Promise.all([
    readNames(prisma, rows),
    readOpenSteps(prisma, rows),
    readFailures(prisma, stopped),
    readRespondents(prisma, rows),
  ]);
  return (row) => ({
    ...plainFacts(row),
    pipelineName: names.pipelines.get(row.pluginConfigId) ?? "",
    formName: names.forms.get(row.formId) ?? "",
    respondent: respondents.get(row.responseId ?? "") ?? null,
    versionNumber: names.versions.get(row.versionId) ?? 0,
    requestedBy:
      row.requestedById === null
        ? null
        : { id: row.requestedById, name: names.people.get(row.requestedById) ?? "" },
    failure: failures.get(row.id) ?? null,
    openSteps: [...(openSteps.get(row.id) ?? [])],
  });
}

/** What the run's own row tells. */
function plainFacts(row: RunRow) {
  return {
    id: row.id,
    pipelineId: row.pluginConfigId,
    formId: row.formId,
    responseId: row.responseId,
    eventType: formEventTypeSchema.parse(row.eventType),
    status: row.status,
    outcome: row.outcome,
    replayOf: row.replayOf,
    rootRunId: row.rootRunId,
    isTest: row.isTest,
    createdAt: row.createdAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** What the runs' forms, pipelines, versions and people are called, by id. */
async function readNames(prisma: PrismaClient, rows: readonly RunRow[]) {
  const ids = (pick: (row: RunRow) => string): string[] => [...new Set(rows.map(pick))];
  const select = { id: true, name: true };
  const [forms, pipelines, versions, people] = await Promise.all([
    prisma.form.findMany({ where: { id: { in: ids((row) => row.formId) } }, select }),
    prisma.pluginConfig.findMany({
      where: { id: { in: ids((row) => row.pluginConfigId) } },
      select,
    }),
    prisma.pluginConfigVersion.findMany({
      where: { id: { in: ids((row) => row.versionId) } },
      select: { id: true, number: true },
    }),
    prisma.user.findMany({
      where: { id: { in: rows.flatMap((row) => row.requestedById ?? []) } },
      select,
    }),
  ]);
  const byId = (found: readonly { id: string; name: string }[]): Map<string, string> =>
    new Map(found.map(({ id, name }) => [id, name]));
  return {
    forms: byId(forms),
    pipelines: byId(pipelines),
    versions: new Map(versions.map(({ id, number }) => [id, number])),
    people: byId(people),
  };
}
