import type { FormEventType } from "../events/form-event.ts";

/** An event as a clause after "when"; `form` is how the form is called, or "it". */
export const eventClauses: Readonly<Record<FormEventType, (form: string) => string>> = {
  "form.submitted": (form) => `someone submits ${form}`,
  "response.edited": (form) => `a response to ${form} is edited`,
  "response.deleted": (form) => `a response to ${form} is deleted`,
  "form.updated": (form) => `${form} changes`,
};
