import {
  maxInstantResponses,
  type dryRunPipeline,
  type RouteBody,
  type RouteResponse,
} from "@formloom/shared/api";
import { newId } from "@formloom/shared/kernel";
import { asJson } from "../db/client.ts";
import { presentTask } from "../tasks/present-task.ts";
import type { DryRunInput } from "./dry-run-work.ts";
import { chosenResponses, readResponses } from "./read-responses.ts";
import { readSubject, type ReadSubject } from "./read-subject.ts";
import { addTrials, newTotals, shownTotals } from "./total-trials.ts";
import type { TrialDeps } from "./trial-deps.ts";
import { tryResponses } from "./try-responses.ts";

/** Tries a draft on past responses: a few at once, many as a task. */
export async function dryRun(
  deps: TrialDeps,
  request: {
    readonly pipelineId: string;
    readonly userId: string;
    readonly body: RouteBody<typeof dryRunPipeline>;
  },
): Promise<RouteResponse<typeof dryRunPipeline>> {
  const { pipelineId, userId, body } = request;
  const compare = body.compareWith === "live";
  const subject = await readSubject(deps, { pipelineId, graph: body.graph, compare });
  const responseIds = await chosenResponses(deps.prisma, subject.form.id, body.responses);
  if (responseIds.length > maxInstantResponses) {
    return { kind: "task", task: await beginTask(deps, { subject, responseIds, userId }) };
  }
  const responses = await readResponses(deps.prisma, subject.form.id, responseIds);
  const trials =
    responses.length === 0 ? [] : await tryResponses(deps.pipeline, subject, responses);
  const plans = subject.live === null ? [subject.draft] : [subject.draft, subject.live];
  const totals = addTrials(newTotals(plans, subject.liveVersion), trials);
  return { kind: "done", summary: shownTotals(totals), responses: trials };
}

/** Writes down what is to be tried as it is now, for whichever process takes it up. */
async function beginTask(
  { prisma, tasks }: TrialDeps,
  work: {
    readonly subject: ReadSubject;
    readonly responseIds: string[];
    readonly userId: string;
  },
) {
  const { draft, live, liveVersion, form, pipeline } = work.subject;
  const input: DryRunInput = { draft, live, liveVersion, responseIds: work.responseIds };
  const row = await prisma.task.create({
    data: {
      id: newId(),
      kind: "dry-run",
      total: work.responseIds.length,
      input: asJson(input),
      formId: form.id,
      pipelineId: pipeline.id,
      createdById: work.userId,
    },
  });
  tasks.wake();
  return presentTask(prisma, row);
}
