import type { RouteQuery, RunSummary } from "@formloom/shared/api";
import type { listRuns } from "@formloom/shared/api";
import { formEventTypeSchema } from "@formloom/shared/events";
import { visibleForms } from "../accounts/access.ts";
import type { Prisma, PrismaClient } from "../db/client.ts";
import { readOpenSteps } from "./open-steps.ts";
import type { Caller } from "../http/call.ts";
import { readFailures } from "../failures/read-failed-steps.ts";
import { toPage, type Cursors } from "../http/cursor.ts";

type RunRow = Prisma.PluginRunGetPayload<object>;

/**
 * A page of the runs that the caller may see, newest first. Served by PluginRun_pluginConfigId_id_idx
 * and PluginRun_pkey.
 */
export async function listRunPage(
  deps: { readonly prisma: PrismaClient; readonly cursors: Cursors },
  caller: Caller,
  query: RouteQuery<typeof listRuns>,
): Promise<{ items: RunSummary[]; nextCursor: string | null }> {
  const { limit, cursor, ...filters } = query;
  const list = `runs ${JSON.stringify(filters)}`;
  const before = deps.cursors.read(list, cursor);
  const rows = await deps.prisma.pluginRun.findMany({
    where: {
      ...(await visibleRuns(deps.prisma, caller, query.formId)),
      ...(query.pipelineId === undefined ? {} : { pluginConfigId: query.pipelineId }),
      ...(query.responseId === undefined ? {} : { responseId: query.responseId }),
      ...(query.status === undefined ? {} : { status: query.status }),
      ...(query.event === undefined ? {} : { eventType: query.event }),
      createdAt: {
        ...(query.from === undefined ? {} : { gte: query.from }),
        ...(query.to === undefined ? {} : { lt: query.to }),
      },
      ...(before === null ? {} : { id: { lt: before } }),
    },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const present = await summariser(deps.prisma, rows);
  return toPage(rows, { limit, present, cursorOf: (row) => deps.cursors.write(list, row.id) });
}

async function visibleRuns(
  prisma: PrismaClient,
  caller: Caller,
  formId: string | undefined,
): Promise<Prisma.PluginRunWhereInput> {
  const forms = await prisma.form.findMany({
    where: { ...visibleForms(caller), ...(formId === undefined ? {} : { id: formId }) },
    select: { id: true },
  });
  return { formId: { in: forms.map((form) => form.id) } };
}

const isStopped = ({ status }: RunRow): boolean =>
  status === "failed" || status === "needs_attention";

/** Presents runs with the names of what they belong to, read once for all of them. */
export async function summariser(
  prisma: PrismaClient,
  rows: readonly RunRow[],
): Promise<(row: RunRow) => RunSummary> {
  const stopped = rows.filter(isStopped).map((row) => row.id);
  const [names, openSteps, failures] = await Promise.all([
    readNames(prisma, rows),
    readOpenSteps(prisma, rows),
    readFailures(prisma, stopped),
  ]);
  return (row) => ({
    id: row.id,
    pipelineId: row.pluginConfigId,
    pipelineName: names.pipelines.get(row.pluginConfigId) ?? "",
    formId: row.formId,
    formName: names.forms.get(row.formId) ?? "",
    responseId: row.responseId,
    versionNumber: names.versions.get(row.versionId) ?? 0,
    eventType: formEventTypeSchema.parse(row.eventType),
    status: row.status,
    outcome: row.outcome,
    failure: failures.get(row.id) ?? null,
    replayOf: row.replayOf,
    rootRunId: row.rootRunId,
    requestedBy:
      row.requestedById === null
        ? null
        : { id: row.requestedById, name: names.people.get(row.requestedById) ?? "" },
    isTest: row.isTest,
    createdAt: row.createdAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    openSteps: [...(openSteps.get(row.id) ?? [])],
  });
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
