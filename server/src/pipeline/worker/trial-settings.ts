import type { PreviewContent } from "@formloom/shared/api";

const maxRows = 50;
const maxValueLength = 2_000;

/** Filled-in settings as rows of text, for steps that have no picture of their own. */
export function describeSettings(config: unknown): PreviewContent {
  const rows =
    typeof config === "object" && config !== null ? rowsOf(Object.entries(config), "") : [];
  return { kind: "settings", rows: rows.slice(0, maxRows) };
}

function rowsOf(
  entries: readonly (readonly [string, unknown])[],
  prefix: string,
): { name: string; value: string }[] {
  return entries.flatMap(([key, value]) => {
    const name = prefix === "" ? key : `${prefix} › ${key}`;
    const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
    if (isGroup && prefix === "") return rowsOf(Object.entries(value), name);
    return [{ name: name.slice(0, 200), value: textOf(value).slice(0, maxValueLength) }];
  });
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  const isList = Array.isArray(value) && value.every((item) => typeof item !== "object");
  return isList ? value.join(", ") : JSON.stringify(value);
}
