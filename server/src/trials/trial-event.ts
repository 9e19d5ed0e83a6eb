import type { Answers, FormEvent, FormEventPayload, FormEventType } from "@formloom/shared/events";
import type { Plan } from "@formloom/shared/graph";
import { newId } from "@formloom/shared/kernel";

/** A response, or made-up answers, that something is tried on. */
export interface TrialResponse {
  /** Null: made up. */
  readonly id: string | null;
  readonly answers: Answers;
  readonly submittedAt: Date;
  readonly editedAt: Date | null;
}

/** The event that plans are tried on: a submission where one of them listens to it. */
export function trialEventType(plans: readonly Plan[]): FormEventType {
  const types = plans.flatMap(({ events }) => events);
  return types.includes("form.submitted") ? "form.submitted" : (types[0] ?? "form.submitted");
}

/** The event as if it happened to this response; of an edit, nothing changed. */
export function trialEvent(
  formId: string,
  type: FormEventType,
  response: TrialResponse,
): FormEvent {
  const { submittedAt } = response;
  const at = type === "form.submitted" ? submittedAt : new Date();
  return {
    id: newId(),
    formId,
    responseId: type === "form.updated" ? null : response.id,
    type,
    payload: payloadOf(type, response),
    originPipelineId: null,
    at: at.toISOString(),
  };
}

function payloadOf(type: FormEventType, response: TrialResponse): FormEventPayload {
  if (type === "form.updated") return { changes: [] };
  const { answers, submittedAt, editedAt } = response;
  return {
    answers,
    ...(type === "response.edited" ? { previous: { answers }, changes: [] } : {}),
    submittedAt: submittedAt.toISOString(),
    ...(editedAt === null ? {} : { editedAt: editedAt.toISOString() }),
  };
}
