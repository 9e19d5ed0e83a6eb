import type { FormEvent } from "@formloom/shared/events";
import { newId } from "@formloom/shared/kernel";
import { asJson } from "../../db/client.ts";
import type { FormEvents } from "../ports.ts";

/** Form events: written with their cause, put on the bus after the commit. */
export function createFormEvents(deps: { readonly emit: (event: FormEvent) => void }): FormEvents {
  return {
    record: async (tx, { formId, responseId, type, payload, originPipelineId }) => {
      const row = await tx.formEvent.create({
        data: {
          id: newId(),
          formId,
          responseId,
          type,
          payload: asJson(payload),
          originPipelineId: originPipelineId ?? null,
        },
      });
      return {
        id: row.id,
        formId,
        responseId,
        type,
        payload,
        originPipelineId: row.originPipelineId,
        at: row.at.toISOString(),
      };
    },
    announce: deps.emit,
  };
}
