import {
  listTaskRuns,
  taskRunStateSchema,
  type TaskRunState,
  type TaskRunView,
} from "@formloom/shared/api";
import { respondentLabel } from "@formloom/shared/form";
import { isRecord } from "@formloom/shared/values";
import { z } from "zod";
import type { PrismaClient } from "../db/client.ts";
import type { FormResponse, PluginRun, Task, TaskItem } from "../db/generated/client.ts";
import { storedFields } from "../forms/present-form.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { toPage, type Cursors } from "../http/cursor.ts";
import { endOf } from "./task-runs.ts";

/** What an item of such a task keeps beside its columns. */
export const taskRunDataSchema = z.looseObject({
  /** Why it was skipped or refused, in a sentence for people. */
  reason: z.string().default(""),
  /** The run that is repeated. */
  sourceRunId: z.string().nullable().default(null),
});

interface Deps {
  readonly prisma: PrismaClient;
  readonly cursors: Cursors;
}

/** What became of each response or run that a task dealt with. */
export function taskRunsRoute({ prisma, cursors }: Deps): BoundRoute {
  return route(listTaskRuns, async ({ params, query }) => {
    const { taskId } = params;
    const { limit, cursor, state } = query;
    const list = `task runs ${taskId} ${state ?? ""}`;
    const after = cursors.read(list, cursor);
    const rows = await prisma.taskItem.findMany({
      where: {
        taskId,
        state: state ?? { not: null },
        ...(after === null ? {} : { ordinal: { gt: Number(after) } }),
      },
      orderBy: { ordinal: "asc" },
      take: limit + 1,
    });
    const present = await presenter(prisma, taskId, rows);
    return toPage(rows, {
      limit,
      present,
      cursorOf: ({ ordinal }) => cursors.write(list, String(ordinal)),
    });
  });
}

async function presenter(
  prisma: PrismaClient,
  taskId: string,
  rows: readonly TaskItem[],
): Promise<(row: TaskItem) => TaskRunView> {
  const [task, runs, responses] = await Promise.all([
    prisma.task.findUniqueOrThrow({ where: { id: taskId }, select: { formId: true } }),
    prisma.pluginRun.findMany({ where: { id: { in: rows.flatMap(({ runId }) => runId ?? []) } } }),
    prisma.formResponse.findMany({
      where: { id: { in: rows.flatMap(({ responseId }) => responseId ?? []) } },
    }),
  ]);
  const labels = await readLabels(prisma, task, responses);
  const runById = new Map(runs.map((run) => [run.id, run]));
  return (row) => {
    const { reason, sourceRunId } = taskRunDataSchema.parse(row.data);
    const run = row.runId === null ? undefined : runById.get(row.runId);
    return {
      responseId: row.responseId,
      label: (row.responseId === null ? undefined : labels.get(row.responseId)) ?? "",
      state: stateOf(row, run),
      runId: row.runId,
      runStatus: run?.status ?? null,
      sourceRunId,
      reason,
    };
  };
}

/** A run that is not noted as ended may have ended since. */
function stateOf({ state }: TaskItem, run: PluginRun | undefined): TaskRunState {
  const noted = taskRunStateSchema.parse(state);
  if (noted !== "under-way") return noted;
  return run === undefined ? "cancelled" : endOf(run);
}

/** Whose answers they are, by id of the response. */
async function readLabels(
  prisma: PrismaClient,
  { formId }: Pick<Task, "formId">,
  responses: readonly FormResponse[],
): Promise<ReadonlyMap<string, string>> {
  const form = await prisma.form.findUnique({ where: { id: formId } });
  if (form === null) return new Map();
  const fields = storedFields(form);
  return new Map(
    responses.map(({ id, answers }) => [
      id,
      respondentLabel(fields, isRecord(answers) ? answers : {}) ?? "",
    ]),
  );
}
