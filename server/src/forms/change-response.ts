import type { Answers, FormEvent } from "@formloom/shared/events";
import { applyEdit, validateAnswers } from "@formloom/shared/form";
import { isRecord } from "@formloom/shared/values";
import { asJson, type TransactionClient } from "../db/client.ts";
import { dropFailuresOf } from "../failures/settle-failures.ts";
import type { FormResponse } from "../db/generated/client.ts";
import { invalidInput, notFound } from "../http/refusal.ts";
import { writeWords } from "../search/index-responses.ts";
import type { FormDeps } from "./form-deps.ts";
import { storedFields } from "./present-form.ts";
import { stale } from "./update-form.ts";

interface ResponseId {
  readonly formId: string;
  readonly responseId: string;
}

/** Edits answers and writes `response.edited` in one transaction; an edit that changes nothing is none. */
export async function editResponse(
  deps: FormDeps,
  edit: ResponseId & { readonly version: number | null; readonly data: Answers },
): Promise<FormResponse> {
  const { response, event } = await deps.prisma.$transaction((tx) => writeEdit(tx, deps, edit));
  if (event !== null) deps.pipeline.events.announce(event);
  return response;
}

async function writeEdit(
  tx: TransactionClient,
  deps: FormDeps,
  edit: Parameters<typeof editResponse>[1],
): Promise<{ response: FormResponse; event: FormEvent | null }> {
  const before = await lockResponse(tx, edit);
  if (edit.version !== null && edit.version !== before.version) throw stale();
  const form = await tx.form.findFirst({ where: { id: edit.formId, deletedAt: null } });
  if (form === null) throw notFound();
  const checked = validateAnswers(storedFields(form), edit.data, { mode: "edit" });
  if (!checked.ok) throw invalidInput(checked.error);
  const previous = answersOf(before);
  const { answers, changes } = applyEdit(previous, checked.value);
  if (changes.length === 0) return { response: before, event: null };
  const editedAt = new Date();
  const response = await tx.formResponse.update({
    where: { id: before.id },
    data: { answers: asJson(answers), editedAt, version: { increment: 1 } },
  });
  await writeWords(tx, response, storedFields(form));
  await tx.formFile.deleteMany({
    where: { responseId: before.id, fieldId: { in: [...changes] } },
  });
  const event = await deps.pipeline.events.record(tx, {
    formId: edit.formId,
    responseId: before.id,
    type: "response.edited",
    payload: {
      answers,
      previous: { answers: previous },
      changes,
      submittedAt: before.submittedAt.toISOString(),
      editedAt: editedAt.toISOString(),
    },
  });
  return { response, event };
}

/** Deletes a response, cancels what its earlier events still do, and writes `response.deleted`. */
export async function removeResponse(
  deps: FormDeps,
  { userId, ...id }: ResponseId & { readonly userId: string },
): Promise<void> {
  const where = { id: id.responseId, formId: id.formId };
  if ((await deps.prisma.formResponse.count({ where })) === 0) throw notFound();
  // Before the deletion's own runs exist, so that those are not cancelled with the others.
  await deps.pipeline.cancelRuns({ responseId: id.responseId });
  const event = await deps.prisma.$transaction(async (tx) => {
    const before = await lockResponse(tx, id);
    await tx.formResponse.delete({ where: { id: before.id } });
    await tx.formFile.deleteMany({ where: { responseId: before.id } });
    await dropFailuresOf(tx, before.id);
    const subject = { subjectType: "response", subjectId: before.id };
    await deps.audit.record({ userId, action: "response.deleted", ...subject }, tx);
    return deps.pipeline.events.record(tx, {
      formId: id.formId,
      responseId: before.id,
      type: "response.deleted",
      payload: {
        answers: answersOf(before),
        submittedAt: before.submittedAt.toISOString(),
        ...(before.editedAt === null ? {} : { editedAt: before.editedAt.toISOString() }),
      },
    });
  });
  deps.pipeline.events.announce(event);
}

async function lockResponse(tx: TransactionClient, id: ResponseId): Promise<FormResponse> {
  await tx.$queryRaw`SELECT "id" FROM "FormResponse" WHERE "id" = ${id.responseId}::uuid FOR UPDATE`;
  const where = { id: id.responseId, formId: id.formId };
  const response = await tx.formResponse.findFirst({ where });
  if (response === null) throw notFound();
  return response;
}

function answersOf(response: FormResponse): Answers {
  return isRecord(response.answers) ? response.answers : {};
}
