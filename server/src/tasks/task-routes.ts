import {
  cancelTask,
  dryRunSummarySchema,
  getTask,
  listTaskResults,
  listTasks,
  pauseTask,
  responseTrialSchema,
  resumeTask,
  type TaskDetail,
  type TaskView,
} from "@formloom/shared/api";
import { isTaskFinished, taskMovesTo, type TaskStatus } from "@formloom/shared/run";
import { visibleForms } from "../accounts/access.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Task } from "../db/generated/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { toPage, type Cursors } from "../http/cursor.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import { shownTotals } from "../trials/total-trials.ts";
import { presentTask, presentTasks } from "./present-task.ts";
import { taskRunsRoute } from "./task-runs-route.ts";
import { readTaskRunsSummary } from "./task-runs.ts";
import type { TaskRunner } from "./task-runner.ts";

export interface TaskRouteDeps {
  readonly prisma: PrismaClient;
  readonly cursors: Cursors;
  readonly tasks: Pick<TaskRunner, "wake">;
}

/** Shows long work, and pauses, resumes and cancels it. */
export function taskRoutes(deps: TaskRouteDeps): readonly BoundRoute[] {
  const { prisma } = deps;
  return [
    listRoute(deps),
    route(getTask, async ({ params }) => readDetail(prisma, await findTask(prisma, params.taskId))),
    resultsRoute(deps),
    taskRunsRoute(deps),
    route(pauseTask, ({ params }) =>
      moveTask(prisma, params.taskId, { to: "paused", from: taskMovesTo("paused") }),
    ),
    route(resumeTask, async ({ params }) => {
      const task = await moveTask(prisma, params.taskId, { to: "queued", from: ["paused"] });
      deps.tasks.wake();
      return task;
    }),
    route(cancelTask, ({ params }) =>
      moveTask(prisma, params.taskId, { to: "cancelled", from: taskMovesTo("cancelled") }),
    ),
  ];
}

async function readDetail(prisma: PrismaClient, row: Task): Promise<TaskDetail> {
  const { kind, ...task } = await presentTask(prisma, row);
  if (kind !== "dry-run") {
    return { ...task, kind, summary: await readTaskRunsSummary(prisma, row) };
  }
  const totals = dryRunSummarySchema.nullable().parse(row.summary);
  return { ...task, kind, summary: totals === null ? null : shownTotals(totals) };
}

function listRoute({ prisma, cursors }: TaskRouteDeps): BoundRoute {
  return route(listTasks, async ({ caller, query }) => {
    const { limit, cursor, ...filters } = query;
    const list = `tasks ${JSON.stringify(filters)}`;
    const before = cursors.read(list, cursor);
    const forms = await prisma.form.findMany({ where: visibleForms(caller), select: { id: true } });
    const rows = await prisma.task.findMany({
      where: {
        formId: { in: forms.map(({ id }) => id) },
        ...(query.pipelineId === undefined ? {} : { pipelineId: query.pipelineId }),
        ...(query.kind === undefined ? {} : { kind: query.kind }),
        ...(query.status === undefined ? {} : { status: query.status }),
        ...(before === null ? {} : { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: limit + 1,
    });
    const present = await presentTasks(prisma, rows);
    return toPage(rows, { limit, present, cursorOf: ({ id }) => cursors.write(list, id) });
  });
}

function resultsRoute({ prisma, cursors }: TaskRouteDeps): BoundRoute {
  return route(listTaskResults, async ({ params, query }) => {
    const { taskId } = params;
    const { limit, cursor, only } = query;
    const list = `task results ${taskId} ${only ?? ""}`;
    const after = cursors.read(list, cursor);
    const rows = await prisma.taskItem.findMany({
      where: {
        taskId,
        ...(only === "different" ? { different: true } : {}),
        ...(only === "failing" ? { failing: true } : {}),
        ...(after === null ? {} : { ordinal: { gt: Number(after) } }),
      },
      orderBy: { ordinal: "asc" },
      take: limit + 1,
    });
    return toPage(rows, {
      limit,
      present: ({ data }) => responseTrialSchema.parse(data),
      cursorOf: ({ ordinal }) => cursors.write(list, String(ordinal)),
    });
  });
}

/** Moves a task; one that is there already, or will be, stays as it is. */
async function moveTask(
  prisma: PrismaClient,
  id: string,
  { to, from }: { readonly to: TaskStatus; readonly from: readonly TaskStatus[] },
): Promise<TaskView> {
  const { count } = await prisma.task.updateMany({
    where: { id, status: { in: [...from] } },
    data: { status: to, ...(isTaskFinished(to) ? { finishedAt: new Date() } : {}) },
  });
  const task = await findTask(prisma, id);
  if (count === 0 && isTaskFinished(task.status) && task.status !== to) {
    throw new Refusal("task_finished", "It is over already.");
  }
  return presentTask(prisma, task);
}

async function findTask(prisma: PrismaClient, id: string): Promise<Task> {
  const task = await prisma.task.findUnique({ where: { id } });
  if (task === null) throw notFound();
  return task;
}
