import type { AnswerProblem } from "@formloom/shared/form";
import { escapeHtml } from "@formloom/shared/values";
import type { LiveForm } from "../pipeline/ports.ts";
import { renderLayout } from "./layout.ts";
import { renderField } from "./render-field.ts";

/** Names of the page's own inputs; field ids begin with a letter, so they never meet. */
export const pageInputs = { key: "_key", trap: "_fax" } as const;

/** What was typed, by field. */
export type Typed = Readonly<Record<string, readonly string[]>>;

export interface FormPage {
  readonly form: LiveForm;
  /** Makes sending the same page twice one response. */
  readonly key: string;
  readonly typed: Typed;
  readonly problems: readonly Pick<AnswerProblem, "path" | "message">[];
}

/** The page that people fill in. It works without JavaScript and shows again what was typed. */
export function renderForm({ form, key, typed, problems }: FormPage): string {
  const errors = new Map(
    problems.map((problem) => [problem.path.replace(/^data\./, ""), problem.message]),
  );
  const fields = form.fields.map((field) =>
    renderField({
      field,
      typed: typed[field.id] ?? (field.defaultValue === undefined ? [] : [field.defaultValue]),
      error: errors.get(field.id),
    }),
  );
  const upload = form.fields.some((field) => field.kind === "file")
    ? ' enctype="multipart/form-data"'
    : "";
  const description =
    form.description === ""
      ? ""
      : `<p class="lead">${escapeHtml(form.description).replaceAll("\n", "<br>")}</p>`;
  const title = problems.length > 0 ? `Check your answers: ${form.name}` : form.name;
  return renderLayout(
    title,
    `<h1>${escapeHtml(form.name)}</h1>
${description}
${renderSummary(form, errors)}
<form method="post" action="/f/${escapeHtml(form.slug)}"${upload} novalidate>
<input type="hidden" name="${pageInputs.key}" value="${escapeHtml(key)}">
<div class="trap" aria-hidden="true"><label>Leave this empty <input name="${pageInputs.trap}" tabindex="-1" autocomplete="off"></label></div>
${fields.join("\n")}
<button type="submit">${escapeHtml(form.page.submitLabel)}</button>
</form>`,
  );
}

function renderSummary(form: LiveForm, errors: ReadonlyMap<string, string>): string {
  if (errors.size === 0) return "";
  const items = [...errors].map(([id, message]) => {
    const field = form.fields.find((candidate) => candidate.id === id);
    const text = field === undefined ? message : `${lead(field.label)} ${message}`;
    return field === undefined
      ? `<li>${escapeHtml(text)}</li>`
      : `<li><a href="#q-${field.id}">${escapeHtml(text)}</a></li>`;
  });
  return `<div class="summary" role="alert" tabindex="-1"><h2>Something needs another look</h2><ul>${items.join("")}</ul></div>`;
}

/** A label before its problem; one that is a question needs no colon. */
function lead(label: string): string {
  return /[?!.:…]$/.test(label) ? label : `${label}:`;
}
