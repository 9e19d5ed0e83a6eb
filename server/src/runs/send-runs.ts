import type { ServerResponse } from "node:http";
import type { RunFilter, RunSummary } from "@formloom/shared/api";
import type { PrismaClient } from "../db/client.ts";
import type { Caller } from "../http/call.ts";
import { sendCsv, type CsvCell } from "../http/send-csv.ts";
import { findRuns } from "./find-runs.ts";
import { readRuns } from "./list-runs.ts";
import type { RunScope, RunScopes } from "./run-scope.ts";

const maxRows = 100_000;
const pageSize = 500;

const heads = [
  "Run",
  "Made",
  "Ended",
  "Form",
  "Automation",
  "Version",
  "Event",
  "State",
  "Outcome",
  "Respondent",
  "Response",
  "Replay of",
  "Test",
];

/** Sends the runs of a filter as a table; what cannot be found is refused before the first byte. */
export async function sendRuns(
  deps: { readonly prisma: PrismaClient; readonly scopes: RunScopes },
  asked: { readonly caller: Caller; readonly filter: RunFilter },
  res: ServerResponse,
): Promise<void> {
  const scope = await deps.scopes.resolve(asked.caller, asked.filter);
  await sendCsv(res, "runs", rowsOf(deps.prisma, scope));
}

async function* rowsOf(prisma: PrismaClient, scope: RunScope): AsyncGenerator<readonly CsvCell[]> {
  yield heads;
  let count = 0;
  for await (const ids of eachRunPage(prisma, scope)) {
    const runs = await readRuns(prisma, ids.slice(0, maxRows - count));
    yield* runs.map(rowOf);
    count += runs.length;
    if (count < maxRows) continue;
    yield [`Only the newest ${maxRows} runs are in this table.`];
    return;
  }
}

/** The ids of all runs of a scope, newest first, some hundred at a time. */
export async function* eachRunPage(
  prisma: PrismaClient,
  scope: RunScope,
): AsyncGenerator<readonly string[]> {
  let before: string | null = null;
  do {
    const found: { ids: string[]; edge: string | null } = await findRuns(prisma, {
      scope,
      before,
      limit: pageSize,
    });
    if (found.ids.length > 0) yield found.ids;
    before = found.ids.length === pageSize ? (found.ids.at(-1) ?? null) : found.edge;
  } while (before !== null);
}

function rowOf(run: RunSummary): CsvCell[] {
  return [
    run.id,
    run.createdAt,
    run.finishedAt,
    run.formName,
    run.pipelineName,
    run.versionNumber,
    run.eventType,
    run.status,
    run.outcome,
    run.respondent,
    run.responseId,
    run.replayOf,
    run.isTest ? "yes" : "no",
  ];
}
