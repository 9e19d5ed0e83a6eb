import { z } from "zod";

/**
 * JSON Schema of settings as they are written down, before defaults are filled in. Titles and hints of
 * a setting that may be null stand at the setting itself, where a panel looks for them.
 */
export function settingsSchema(schema: z.ZodObject): Record<string, unknown> {
  const json: unknown = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const lifted = liftHints(json);
  return isRecord(lifted) ? lifted : {};
}

function liftHints(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(liftHints);
  if (!isRecord(schema)) return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === "default" || key === "examples" || key === "enum" ? value : liftHints(value),
    ]),
  );
  return withoutNullChoice(copy);
}

function withoutNullChoice(schema: Record<string, unknown>): Record<string, unknown> {
  const { anyOf, ...own } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema;
  const [value, none]: unknown[] = anyOf;
  if (!isRecord(value) || !isRecord(none) || none["type"] !== "null") return schema;
  if (typeof value["type"] === "string" && !("enum" in value) && !("const" in value)) {
    return { ...value, ...own, type: [value["type"], "null"] };
  }
  const hints = Object.entries(value).filter(
    ([key]) => key === "title" || key === "description" || key.startsWith("x-"),
  );
  return { ...Object.fromEntries(hints), ...schema };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
