import type { RouteBody, startBackfill as contract, TaskView } from "@formloom/shared/api";
import { newId } from "@formloom/shared/kernel";
import type { Audit } from "../accounts/audit.ts";
import { asJson, type PrismaClient, type TransactionClient } from "../db/client.ts";
import { invalidValue, Refusal } from "../http/refusal.ts";
import { lockPipeline } from "../pipelines/change-pipeline.ts";
import type { GraphTools } from "../pipelines/pipeline-deps.ts";
import { presentTask } from "../tasks/present-task.ts";
import type { TaskRunner } from "../tasks/task-runner.ts";
import { firstKept, type BackfillInput } from "./backfill-work.ts";
import { countBackfill } from "./count-backfill.ts";
import { readBackfillSubject, type BackfillSubject } from "./read-subject.ts";

export interface BackfillDeps {
  readonly prisma: PrismaClient;
  readonly graphTools: GraphTools;
  readonly audit: Audit;
  /** Told of new tasks. */
  readonly tasks: Pick<TaskRunner, "wake">;
}

/**
 * Writes a backfill down, for whichever process takes it up: by the version that is live now, over the
 * responses there are now. Of one automation one is under way at a time, so that none makes a run that
 * another has just made.
 */
export async function startBackfill(
  deps: BackfillDeps,
  request: {
    readonly pipelineId: string;
    readonly userId: string;
    readonly body: RouteBody<typeof contract>;
  },
): Promise<TaskView> {
  const { pipelineId, userId, body } = request;
  const { filter, perMinute, onlyNodeId } = body;
  const subject = await readBackfillSubject(deps, { pipelineId, onlyNodeId });
  const { count, upToId } = await countBackfill(deps.prisma, subject, filter);
  if (count.matching === 0 || upToId === null) {
    throw invalidValue("filter", "no_responses", "No response fits. Choose others.");
  }
  const row = await deps.prisma.$transaction(async (tx) => {
    await lockPipeline(tx, pipelineId);
    await refuseSecond(tx, pipelineId);
    const versionId = await versionOf(tx, subject, userId);
    const input: BackfillInput = {
      filter,
      onlyNodeId: onlyNodeId ?? null,
      perMinute,
      versionId,
      upToId,
    };
    const task = await tx.task.create({
      data: {
        id: newId(),
        kind: "backfill",
        total: count.matching,
        input: asJson(input),
        summary: asJson(firstKept(perMinute)),
        formId: subject.form.id,
        pipelineId,
        createdById: userId,
      },
    });
    const detail = { taskId: task.id, responses: count.matching, onlyNodeId, perMinute };
    const what = { subjectType: "pipeline", subjectId: pipelineId, detail };
    await deps.audit.record({ userId, action: "pipeline.backfilled", ...what }, tx);
    return task;
  });
  deps.tasks.wake();
  return presentTask(deps.prisma, row);
}

async function refuseSecond(tx: TransactionClient, pipelineId: string): Promise<void> {
  const other = await tx.task.findFirst({
    where: { pipelineId, kind: "backfill", finishedAt: null },
    select: { id: true },
  });
  if (other === null) return;
  throw new Refusal(
    "backfill_under_way",
    "Past responses are being run for this automation already: let that end first, or cancel it.",
    { details: { taskId: other.id } },
  );
}

/** Runs of one step alone go by a version of their own, without a number: it is never live. */
async function versionOf(
  tx: TransactionClient,
  { version, graph, aim }: BackfillSubject,
  userId: string,
): Promise<string> {
  if (graph === null) return version.id;
  const id = newId();
  const { pluginConfigId, sentence } = version;
  await tx.pluginConfigVersion.create({
    data: {
      id,
      pluginConfigId,
      number: null,
      graph: asJson(graph),
      plan: asJson(aim.plan),
      fields: asJson(version.fields),
      sentence,
      publishedById: userId,
    },
  });
  return id;
}
