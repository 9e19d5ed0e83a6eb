import type { Answers } from "../events/form-event.ts";
import { fail, succeed, type Result } from "../kernel/result.ts";
import { isReservedKey } from "../values/plain-object.ts";
import { checkAnswer, type AnswerProblem, type StoredFile } from "./answer.ts";
import type { Field } from "./fields.ts";

export type { AnswerProblem, StoredFile } from "./answer.ts";

/** How answers are looked at. */
export interface AnswerOptions {
  /**
   * `submit`: a whole response, required answers included. `edit`: only what is named changes, and null
   * clears an answer.
   */
  readonly mode: "submit" | "edit";
  /** Answers come as text, as a page without JavaScript sends them: numbers and ticks are read from it. */
  readonly asText?: boolean;
  /** Files that the server itself has stored, by field; nothing else becomes the answer to a `file`. */
  readonly files?: ReadonlyMap<string, StoredFile>;
}

/**
 * Checks answers against a form's fields, each kind strictly, and returns what is to be stored: text
 * exactly as it was typed. In `submit` empty answers are left out; in `edit` they are null.
 * Problems have the path `data.<fieldId>`.
 */
export function validateAnswers(
  fields: readonly Field[],
  data: Readonly<Record<string, unknown>>,
  options: AnswerOptions,
): Result<Answers, readonly AnswerProblem[]> {
  const problems: AnswerProblem[] = [];
  const answers: Record<string, unknown> = {};
  const byId = questionsById(fields);
  for (const key of Object.keys(data)) {
    if (!byId.has(key)) problems.push(unknownField(key));
  }
  for (const field of byId.values()) {
    if (options.mode === "edit" && !Object.hasOwn(data, field.id)) continue;
    const given = Object.hasOwn(data, field.id) ? data[field.id] : undefined;
    const checked = checkAnswer(field, given, options);
    if (!checked.ok) problems.push(checked.error);
    else if (checked.value !== undefined) answers[field.id] = checked.value;
    else if (options.mode === "edit") answers[field.id] = null;
  }
  return problems.length > 0 ? fail(problems) : succeed(answers);
}

/** Fields are never changed in place, so what was made of a list of them holds as long as the list. */
const knownQuestions = new WeakMap<readonly Field[], ReadonlyMap<string, Field>>();

function questionsById(fields: readonly Field[]): ReadonlyMap<string, Field> {
  const known = knownQuestions.get(fields);
  if (known !== undefined) return known;
  const questions = new Map(
    fields.flatMap((field) => (field.kind === "heading" ? [] : [[field.id, field] as const])),
  );
  knownQuestions.set(fields, questions);
  return questions;
}

/** The answers after an edit, and the ids of those that became something else. */
export function applyEdit(
  before: Answers,
  edit: Answers,
): { readonly answers: Answers; readonly changes: readonly string[] } {
  const answers: Record<string, unknown> = { ...before };
  const changes: string[] = [];
  for (const [id, value] of Object.entries(edit)) {
    if (JSON.stringify(before[id] ?? null) === JSON.stringify(value ?? null)) continue;
    changes.push(id);
    if (value === null) delete answers[id];
    else answers[id] = value;
  }
  return { answers, changes };
}

function unknownField(key: string): AnswerProblem {
  const shown = key
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}]/gu, "\ufffd")
    .slice(0, 59);
  return {
    path: `data.${shown}`,
    code: isReservedKey(key) ? "reserved_key" : "unknown_field",
    message: "The form has no such question.",
  };
}
