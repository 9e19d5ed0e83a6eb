import { z } from "zod";

/** The form events that can start a run, in the order the picker shows them. */
export const formEventTypes = [
  "form.submitted",
  "response.edited",
  "response.deleted",
  "form.updated",
] as const;

export const formEventTypeSchema = z.enum(formEventTypes);
export type FormEventType = z.infer<typeof formEventTypeSchema>;

/** Answers of one response by field id. */
export type Answers = Readonly<Record<string, unknown>>;

/** What an event saw, copied when it happened: later edits do not change it. */
export interface FormEventPayload {
  /** Absent on `form.updated`; as last stored on `response.deleted`. */
  readonly answers?: Answers;
  /** The answers before an edit. */
  readonly previous?: { readonly answers: Answers };
  /** Ids of what changed: fields on `response.edited`, properties on `form.updated`. */
  readonly changes?: readonly string[];
  /** ISO time. */
  readonly submittedAt?: string;
  /** ISO time; absent when it was never edited. */
  readonly editedAt?: string;
}

/** One form event as it travels on the bus and into a run. */
export interface FormEvent {
  readonly id: string;
  readonly formId: string;
  readonly responseId: string | null;
  readonly type: FormEventType;
  readonly payload: FormEventPayload;
  /** The pipeline whose own edit caused the event. */
  readonly originPipelineId: string | null;
  /** ISO time, by the database. */
  readonly at: string;
}
