/**
 * Templates as the text says them, over parts that were never parsed: each pill is looked up once by
 * own members, goes through its filters, and its text is put in place. Nothing is scanned again.
 */

export interface ModelFilter {
  readonly name: string;
  readonly args: readonly (string | number)[];
}

export interface ModelPill {
  readonly path: readonly string[];
  readonly filters: readonly ModelFilter[];
}

export type ModelPart = string | ModelPill;

export type ModelOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: "skip" | "required_empty" };

/** How an owner would write the parts. */
export function writeTemplate(parts: readonly ModelPart[]): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      const filters = part.filters.map(({ name, args }) => {
        const written = args.map((arg) => JSON.stringify(arg)).join(", ");
        return ` | ${name}${written === "" ? "" : `: ${written}`}`;
      });
      return `{{ ${part.path.join(".")}${filters.join("")} }}`;
    })
    .join("");
}

/** What they come to: text, or the value itself when a pill stands alone. */
export function renderModel(parts: readonly ModelPart[], scope: unknown): ModelOutcome {
  const [only] = parts;
  const values: unknown[] = [];
  for (const part of parts) {
    const found =
      typeof part === "string" ? { ok: true as const, value: part } : pillValue(part, scope);
    if (!found.ok) return found;
    values.push(found.value);
  }
  if (parts.length === 1 && typeof only !== "string") {
    return { ok: true, value: values[0] ?? "" };
  }
  return { ok: true, value: values.map((value) => textOf(value)).join("") };
}

function pillValue({ path, filters }: ModelPill, scope: unknown): ModelOutcome {
  let value = lookUp(scope, path);
  for (const { name, args } of filters) {
    if (isEmpty(value)) {
      if (name === "orSkip") return { ok: false, code: "skip" };
      if (name === "required") return { ok: false, code: "required_empty" };
      if (name === "default") value = args[0];
    } else value = filtered(name, value, args);
  }
  return { ok: true, value };
}

function lookUp(scope: unknown, path: readonly string[]): unknown {
  let value = scope;
  for (const name of path) {
    const isPlace = Array.isArray(value) ? /^\d+$/.test(name) : true;
    if (typeof value !== "object" || value === null || !isPlace) return undefined;
    value = Object.entries(value).find(([own]) => own === name)?.[1];
  }
  return value;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (Array.isArray(value) && value.length === 0);

/** Text of anything: lists by commas, objects as JSON, nothing for nothing. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  return value
    .map((item) => (Array.isArray(item) ? JSON.stringify(item) : textOf(item)))
    .join(", ");
}

function filtered(name: string, value: unknown, args: ModelFilter["args"]): unknown {
  const each = (change: (text: string) => string): unknown =>
    Array.isArray(value)
      ? value.map((item: unknown) => (typeof item === "string" ? change(item) : item))
      : change(textOf(value));
  if (name === "upper") return each((text) => text.toUpperCase());
  if (name === "lower") return each((text) => text.toLowerCase());
  if (name === "trim") return each((text) => text.trim());
  if (name === "join") {
    return Array.isArray(value) ? value.map(textOf).join(String(args[0] ?? ", ")) : value;
  }
  if (name !== "truncate") return value;
  const letters = Array.from(textOf(value));
  const most = Number(args[0]);
  if (letters.length <= most) return letters.join("");
  return [...letters.slice(0, most - 1), "…"].join("");
}
