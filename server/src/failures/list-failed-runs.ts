import type { FailedRunView, listFailedRuns, RouteQuery } from "@formloom/shared/api";
import { respondentLabel } from "@formloom/shared/form";
import { isRecord } from "@formloom/shared/values";
import type { PrismaClient } from "../db/client.ts";
import type { FailedStep } from "../db/generated/client.ts";
import { storedFields } from "../forms/present-form.ts";
import { toPage, type Cursors } from "../http/cursor.ts";

/** A page of the runs of a cause, the newest noted first. Served by FailedStep_fingerprint_id_idx. */
export async function listFailedRunPage(
  { prisma, cursors }: { readonly prisma: PrismaClient; readonly cursors: Cursors },
  fingerprint: string,
  { limit, cursor, state }: RouteQuery<typeof listFailedRuns>,
): Promise<{ items: FailedRunView[]; nextCursor: string | null }> {
  const list = `failed runs ${fingerprint} ${state}`;
  const before = cursors.read(list, cursor);
  const rows = await prisma.failedStep.findMany({
    where: {
      fingerprint,
      settledAt: state === "open" ? null : { not: null },
      ...(before === null ? {} : { id: { lt: before } }),
    },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const present = await presenter(prisma, rows);
  return toPage(rows, { limit, present, cursorOf: ({ id }) => cursors.write(list, id) });
}

async function presenter(
  prisma: PrismaClient,
  rows: readonly FailedStep[],
): Promise<(row: FailedStep) => FailedRunView> {
  const [runs, responses, forms, people] = await Promise.all([
    prisma.pluginRun.findMany({
      where: { id: { in: rows.map(({ runId }) => runId) } },
      select: { id: true, status: true },
    }),
    prisma.formResponse.findMany({
      where: { id: { in: rows.flatMap(({ responseId }) => responseId ?? []) } },
      select: { id: true, formId: true, answers: true },
    }),
    prisma.form.findMany({
      where: { id: { in: [...new Set(rows.map(({ formId }) => formId))] } },
      select: { id: true, fields: true },
    }),
    prisma.user.findMany({
      where: { id: { in: rows.flatMap(({ settledById }) => settledById ?? []) } },
      select: { id: true, name: true },
    }),
  ]);
  const statuses = new Map(runs.map(({ id, status }) => [id, status]));
  const fields = new Map(forms.map((form) => [form.id, storedFields(form)]));
  const labels = new Map(
    responses.map(({ id, formId, answers }) => [
      id,
      respondentLabel(fields.get(formId) ?? [], isRecord(answers) ? answers : {}),
    ]),
  );
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return (row) => ({
    runId: row.runId,
    nodeId: row.nodeId,
    responseId: row.responseId,
    respondent: row.responseId === null ? null : (labels.get(row.responseId) ?? null),
    message: row.message,
    failedAt: row.failedAt.toISOString(),
    status: statuses.get(row.runId) ?? "failed",
    settled: settlementOf(row, names),
  });
}

function settlementOf(
  row: FailedStep,
  names: ReadonlyMap<string, string>,
): FailedRunView["settled"] {
  const { settledAt, settledHow, settledByRunId, settledById } = row;
  if (settledAt === null || settledHow === null) return null;
  return {
    how: settledHow,
    at: settledAt.toISOString(),
    runId: settledByRunId,
    by: settledById === null ? null : { id: settledById, name: names.get(settledById) ?? "" },
  };
}
