import type { Field, FieldKind } from "@formloom/shared/form";
import { escapeHtml } from "@formloom/shared/values";

/** One question as it is shown: with what was typed, and what is wrong with it. */
export interface ShownField {
  readonly field: Field;
  readonly typed: readonly string[];
  readonly error: string | undefined;
}

const fewOptions = 8;

/** Attributes of plain inputs: what helps a phone's keyboard and a browser's memory. */
const inputs: Partial<Record<FieldKind, string>> = {
  text: 'type="text"',
  email:
    'type="email" autocomplete="email" inputmode="email" autocapitalize="none" spellcheck="false"',
  // No number input: it throws away what it does not understand.
  number: 'type="text" inputmode="decimal" autocomplete="off"',
  phone: 'type="tel" autocomplete="tel"',
  url: 'type="url" autocomplete="url" inputmode="url" autocapitalize="none" spellcheck="false"',
  date: 'type="date"',
  time: 'type="time"',
  file: 'type="file"',
};

const renderers: Partial<Record<FieldKind, (shown: ShownField) => string>> = {
  heading: ({ field }) =>
    `<h2>${escapeHtml(field.label)}</h2>${field.help === undefined ? "" : `<p>${escapeHtml(field.help)}</p>`}`,
  hidden: ({ field, typed }) =>
    `<input type="hidden" name="${field.id}" value="${escapeHtml(typed[0] ?? "")}">`,
  boolean: (shown) => wrap(shown, renderTick(shown)),
  choice: renderChoice,
  choices: (shown) => renderGroup(shown, "checkbox", shown.field.options ?? []),
  rating: (shown) => renderGroup(shown, "radio", ratingSteps(shown.field), "rating"),
  long_text: (shown) => wrap(shown, labelled(shown, renderTextarea(shown))),
};

/** The HTML of one question. */
export function renderField(shown: ShownField): string {
  const render = renderers[shown.field.kind];
  return render === undefined ? wrap(shown, labelled(shown, renderInput(shown))) : render(shown);
}

function renderChoice(shown: ShownField): string {
  const options = shown.field.options ?? [];
  if (options.length > fewOptions) return wrap(shown, labelled(shown, renderSelect(shown)));
  return renderGroup(shown, "radio", options);
}

function renderInput({ field, typed, error }: ShownField): string {
  const value = field.kind === "file" ? "" : ` value="${escapeHtml(typed[0] ?? "")}"`;
  const length = field.maxLength === undefined ? "" : ` maxlength="${field.maxLength}"`;
  return `<input id="q-${field.id}" name="${field.id}" ${inputs[field.kind] ?? 'type="text"'}${value}${length}${hint(field)}${states(field, error)}>`;
}

function renderTextarea({ field, typed, error }: ShownField): string {
  // A line break right after the tag would be swallowed, and with it one that was typed.
  return `<textarea id="q-${field.id}" name="${field.id}" rows="5"${hint(field)}${states(field, error)}>\n${escapeHtml(typed[0] ?? "")}</textarea>`;
}

function renderSelect({ field, typed, error }: ShownField): string {
  const options = (field.options ?? []).map(
    ({ id, label }) =>
      `<option value="${escapeHtml(id)}"${typed.includes(id) ? " selected" : ""}>${escapeHtml(label)}</option>`,
  );
  return `<select id="q-${field.id}" name="${field.id}"${states(field, error)}><option value="">Choose…</option>${options.join("")}</select>`;
}

function renderTick(shown: ShownField): string {
  const { field, typed, error } = shown;
  const checked = typed.some((value) => value === "on" || value === "true") ? " checked" : "";
  return `<label class="option"><input id="q-${field.id}" type="checkbox" name="${field.id}" value="on"${checked}${states(field, error)}><span>${labelText(field)}</span></label>${notes(shown)}`;
}

function renderGroup(
  shown: ShownField,
  type: "radio" | "checkbox",
  options: readonly { readonly id: string; readonly label: string }[],
  className = "options",
): string {
  const { field, typed, error } = shown;
  const items = options.map(({ id, label }, index) => {
    const at = index === 0 ? `q-${field.id}` : `q-${field.id}-${index}`;
    const checked = typed.includes(id) ? " checked" : "";
    return `<label class="option"><input id="${at}" type="${type}" name="${field.id}" value="${escapeHtml(id)}"${checked}><span>${escapeHtml(label)}</span></label>`;
  });
  const role = type === "radio" ? ' role="radiogroup"' : "";
  return `<fieldset class="field"${role}${states(field, error)}><legend>${labelText(field)}</legend>${notes(shown)}<div class="${className}">${items.join("")}</div></fieldset>`;
}

function ratingSteps(field: Field): { id: string; label: string }[] {
  const first = Math.ceil(field.min ?? 1);
  const last = Math.min(Math.floor(field.max ?? 5), first + 20);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const step = String(first + index);
    return { id: step, label: step };
  });
}

function wrap(shown: ShownField, inner: string): string {
  return `<div class="field${shown.error === undefined ? "" : " wrong"}">${inner}</div>`;
}

function labelled(shown: ShownField, control: string): string {
  return `<label for="q-${shown.field.id}">${labelText(shown.field)}</label>${notes(shown)}${control}`;
}

function labelText(field: Field): string {
  const optional = field.required ? "" : ' <span class="optional">(optional)</span>';
  return `${escapeHtml(field.label)}${optional}`;
}

function notes({ field, error }: ShownField): string {
  const help =
    field.help === undefined
      ? ""
      : `<p class="help" id="h-${field.id}">${escapeHtml(field.help)}</p>`;
  const wrong =
    error === undefined ? "" : `<p class="error" id="e-${field.id}">${escapeHtml(error)}</p>`;
  return help + wrong;
}

function hint(field: Field): string {
  return field.placeholder === undefined ? "" : ` placeholder="${escapeHtml(field.placeholder)}"`;
}

function states(field: Field, error: string | undefined): string {
  const describedBy = [
    ...(field.help === undefined ? [] : [`h-${field.id}`]),
    ...(error === undefined ? [] : [`e-${field.id}`]),
  ];
  const described = describedBy.length === 0 ? "" : ` aria-describedby="${describedBy.join(" ")}"`;
  const required =
    field.required && !["choices"].includes(field.kind) ? ' aria-required="true"' : "";
  return `${required}${error === undefined ? "" : ' aria-invalid="true"'}${described}`;
}
