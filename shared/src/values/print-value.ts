/**
 * Writes a value as text: numbers and yes/no values as JSON does, lists joined by ", ", other objects
 * as JSON, nothing for what is missing.
 */
export function printValue(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value === null || typeof value !== "object") return "";
  return Array.isArray(value) ? value.map(printItem).join(", ") : printJson(value);
}

function printItem(item: unknown): string {
  return Array.isArray(item) ? printJson(item) : printValue(item);
}

function printJson(value: object): string {
  return JSON.stringify(value) ?? "";
}
