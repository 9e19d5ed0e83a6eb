import type { FormEvent } from "@formloom/shared/events";

/** What a run knows when a step begins. */
export interface ScopeParts {
  readonly event: FormEvent;
  readonly form: { readonly id: string; readonly name: string };
  readonly response: { readonly id: string; readonly url: string } | null;
  readonly run: { readonly id: string };
  /** Outputs of finished steps by node id. */
  readonly steps: Readonly<Record<string, unknown>>;
}

/**
 * The values that pills and conditions of a step see: `answers`, `previous`, `changes`, `response`,
 * `form`, `event`, `steps`, `run`. What the event does not have is absent.
 */
export function valueScope(parts: ScopeParts): Readonly<Record<string, unknown>> {
  const { answers, previous, changes, submittedAt, editedAt } = parts.event.payload;
  return {
    answers: answers ?? {},
    previous,
    changes,
    response:
      parts.response === null
        ? undefined
        : { id: parts.response.id, url: parts.response.url, submittedAt, editedAt },
    form: { id: parts.form.id, name: parts.form.name },
    event: { id: parts.event.id, type: parts.event.type, at: parts.event.at },
    steps: parts.steps,
    run: { id: parts.run.id },
  };
}
