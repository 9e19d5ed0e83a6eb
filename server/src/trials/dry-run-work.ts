import { dryRunSummarySchema, type ResponseTrial } from "@formloom/shared/api";
import { planSchema } from "@formloom/shared/graph";
import { z } from "zod";
import type { PrismaClient } from "../db/client.ts";
import { TrialLost, type Pipeline } from "../pipeline/ports.ts";
import { TaskFailed, type TaskPiece, type TaskWork } from "../tasks/task-work.ts";
import { readResponses } from "./read-responses.ts";
import { subjectForm } from "./read-subject.ts";
import { addTrials, isDifferent, isFailing, newTotals } from "./total-trials.ts";
import type { TrialResponse } from "./trial-event.ts";
import { lostTrial, tryResponses, type TrialSubject } from "./try-responses.ts";

/** Responses that go to a thread together. */
const pieceSize = 10;
/** A graph that costs so many threads is not tried further. */
const maxLost = 3;

/** What a dry run needs to go on after a restart: everything is as it was when it was asked for. */
export const dryRunInputSchema = z.strictObject({
  draft: planSchema,
  live: planSchema.nullable(),
  liveVersion: z.number().int().nullable(),
  responseIds: z.array(z.string()),
});
export type DryRunInput = z.infer<typeof dryRunInputSchema>;

interface WorkDeps {
  readonly prisma: PrismaClient;
  readonly pipeline: Pick<Pipeline, "tryOut">;
}

/** Tries the next responses of a dry run. Responses that were deleted meanwhile are left out. */
export function createDryRunWork({ prisma, pipeline }: WorkDeps): TaskWork {
  return async (task): Promise<TaskPiece> => {
    const input = dryRunInputSchema.parse(task.input);
    const where = { id: task.formId, deletedAt: null };
    const form = await prisma.form.findFirst({ where });
    if (form === null) throw new TaskFailed("The form was deleted.");
    const subject = { form: subjectForm(form), draft: input.draft, live: input.live };
    const ids = input.responseIds.slice(task.done, task.done + pieceSize);
    const responses = await readResponses(prisma, form.id, ids);
    const trials = await tryWithCare(pipeline, subject, responses);
    const plans = input.live === null ? [input.draft] : [input.draft, input.live];
    const before =
      task.summary === null
        ? newTotals(plans, input.liveVersion)
        : dryRunSummarySchema.parse(task.summary);
    return {
      advanced: ids.length,
      items: trials.map((data) => ({
        responseId: data.responseId,
        different: isDifferent(data),
        failing: isFailing(data),
        data,
      })),
      summary: addTrials(before, trials),
    };
  };
}

/** Tries all together; where that costs a thread, each alone, so that only the culprits fail. */
async function tryWithCare(
  pipeline: WorkDeps["pipeline"],
  subject: TrialSubject,
  responses: readonly TrialResponse[],
): Promise<ResponseTrial[]> {
  if (responses.length === 0) return [];
  const together = await unlessLost(tryResponses(pipeline, subject, responses));
  if (together !== null) return together;
  const trials: ResponseTrial[] = [];
  let lost = 0;
  for (const response of responses) {
    const alone = await unlessLost(tryResponses(pipeline, subject, [response]));
    trials.push(...(alone ?? [lostTrial(subject, response)]));
    if (alone === null) lost += 1;
    if (lost === maxLost) {
      throw new TaskFailed(
        "A step takes all the time or memory there is for many responses. Switch off one step after the other to find it.",
      );
    }
  }
  return trials;
}

async function unlessLost<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TrialLost) return null;
    throw error;
  }
}
