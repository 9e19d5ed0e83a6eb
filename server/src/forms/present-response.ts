import type { ResponseView } from "@formloom/shared/api";
import { isRecord } from "@formloom/shared/values";
import type { FormResponse } from "../db/generated/client.ts";

export function presentResponse(response: FormResponse): ResponseView {
  return {
    id: response.id,
    formId: response.formId,
    answers: isRecord(response.answers) ? response.answers : {},
    submittedAt: response.submittedAt.toISOString(),
    editedAt: response.editedAt?.toISOString() ?? null,
    version: response.version,
  };
}
