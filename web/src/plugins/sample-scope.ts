import type { FormView, ResponseView } from "@formloom/shared/api";
import { isEmptyValue, parsePath, printValue, resolvePath } from "@formloom/shared/values";
import type { UsableValue } from "./value-labels.ts";

/** What a run would know at its start if this response were sent in, as far as the browser can tell. */
export function scopeOfResponse(
  form: Pick<FormView, "id" | "name">,
  response: ResponseView,
): Readonly<Record<string, unknown>> {
  const { id, submittedAt, editedAt, answers } = response;
  const url = `${globalThis.location?.origin ?? ""}/forms/${form.id}?response=${id}`;
  return {
    answers,
    response: { id, url, submittedAt, editedAt },
    form: { id: form.id, name: form.name },
    event: { type: "form.submitted", at: submittedAt },
  };
}

/** A value as the owner knows it, with labels of choices; null where there is none. */
export function valueInWords(value: UsableValue, scope: unknown): string | null {
  const path = parsePath(value.path);
  const found = path.ok ? resolvePath(scope, path.value) : undefined;
  if (isEmptyValue(found)) return null;
  if (typeof found === "boolean") return found ? "Yes" : "No";
  const texts = (Array.isArray(found) ? found : [found]).map((each: unknown) =>
    typeof each === "string"
      ? (value.options.find(({ id }) => id === each)?.label ?? momentWords(value, each))
      : (fileName(each) ?? printValue(each)),
  );
  return texts.join(", ");
}

const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function momentWords(value: UsableValue, text: string): string {
  if (value.kind !== "date" || !text.includes("T")) return text;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : dayAndTime.format(at);
}

function fileName(value: unknown): string | null {
  return typeof value === "object" &&
    value !== null &&
    "name" in value &&
    typeof value.name === "string"
    ? value.name
    : null;
}
