import type { replayFailure, replayRuns, RouteBody, TaskView } from "@formloom/shared/api";
import { newId } from "@formloom/shared/kernel";
import type { Audit } from "../accounts/audit.ts";
import { asJson, type PrismaClient, type TransactionClient } from "../db/client.ts";
import type { Task } from "../db/generated/client.ts";
import type { Caller } from "../http/call.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import { presentTask, presentTasks } from "../tasks/present-task.ts";
import type { TaskRunner } from "../tasks/task-runner.ts";
import type { RunScopes } from "../runs/run-scope.ts";
import { matchingRuns, namedRuns } from "../runs/chosen-runs.ts";
import type { ReplayInput } from "./replay-input.ts";

export interface BeginDeps {
  readonly prisma: PrismaClient;
  readonly audit: Audit;
  readonly tasks: Pick<TaskRunner, "wake">;
}

/** Begins to replay what is open of a cause; of several at once one begins. */
export async function beginGroupReplay(
  deps: BeginDeps,
  request: {
    readonly fingerprint: string;
    readonly userId: string;
    readonly body: RouteBody<typeof replayFailure>;
  },
): Promise<TaskView> {
  const { fingerprint, userId, body } = request;
  const task = await deps.prisma.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ taskId: string | null }[]>`
      SELECT "taskId" FROM "FailureGroup" WHERE fingerprint = ${fingerprint}::uuid FOR UPDATE`;
    const group = await tx.failureGroup.findUnique({ where: { fingerprint } });
    if (group === null || rows.length === 0) throw notFound();
    if (group.unknown) {
      throw new Refusal(
        "effect_unknown",
        "Nobody knows whether these were sent: look at each run and say so first.",
      );
    }
    await refuseSecond(tx, group.taskId);
    const where = { fingerprint, settledAt: null };
    const total = await tx.failedStep.count({ where });
    const newest = await tx.failedStep.findFirst({ where, orderBy: { id: "desc" } });
    if (newest === null) throw new Refusal("nothing_open", "Nothing of this waits any more.");
    const made = await makeTask(tx, deps, {
      formId: group.formId,
      pipelineId: group.pipelineId,
      total,
      userId,
      input: { source: { fingerprint, upTo: newest.id }, ...body },
    });
    await tx.failureGroup.update({ where: { fingerprint }, data: { taskId: made.id } });
    return made;
  });
  deps.tasks.wake();
  return presentTask(deps.prisma, task);
}

async function refuseSecond(tx: TransactionClient, taskId: string | null): Promise<void> {
  if (taskId === null) return;
  const task = await tx.task.findUnique({ where: { id: taskId }, select: { finishedAt: true } });
  if (task === null || task.finishedAt !== null) return;
  throw new Refusal("replay_running", "These are being replayed already.", { details: { taskId } });
}

/** Begins to replay chosen runs, with one task for each form. */
export async function beginRunReplays(
  deps: BeginDeps & { readonly scopes: RunScopes },
  caller: Caller,
  { runIds, matching, ...manner }: RouteBody<typeof replayRuns>,
): Promise<TaskView[]> {
  const chosen =
    matching === undefined
      ? await namedRuns(deps, caller, runIds ?? [])
      : await matchingRuns(deps, caller, { filter: matching, act: "replay" });
  const tasks = await deps.prisma.$transaction(async (tx) => {
    const made: Task[] = [];
    for (const [formId, runs] of Map.groupBy(chosen, (run) => run.formId)) {
      const pipelines = new Set(runs.map(({ pluginConfigId }) => pluginConfigId));
      const [first = null] = pipelines;
      made.push(
        await makeTask(tx, deps, {
          formId,
          pipelineId: pipelines.size === 1 ? first : null,
          total: runs.length,
          userId: caller.id,
          input: { source: { runIds: runs.map(({ id }) => id) }, ...manner },
        }),
      );
    }
    return made;
  });
  deps.tasks.wake();
  const present = await presentTasks(deps.prisma, tasks);
  return tasks.map((task) => present(task));
}

async function makeTask(
  tx: TransactionClient,
  { audit }: BeginDeps,
  task: {
    readonly formId: string;
    readonly pipelineId: string | null;
    readonly total: number;
    readonly userId: string;
    readonly input: ReplayInput;
  },
): Promise<Task> {
  const { userId, input, ...facts } = task;
  const made = await tx.task.create({
    data: { id: newId(), kind: "replay", ...facts, input: asJson(input), createdById: userId },
  });
  const { version, canary, perMinute } = input;
  const detail = { formId: task.formId, runs: task.total, version, canary, perMinute };
  const subject = { subjectType: "task", subjectId: made.id };
  await audit.record({ userId, action: "runs.replay-begun", ...subject, detail }, tx);
  return made;
}
