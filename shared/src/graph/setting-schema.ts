import { isRecord } from "../values/plain-object.ts";
import { startUpper } from "./join-words.ts";

type Schema = Record<string, unknown>;

/** The part of a JSON Schema that describes the setting at a path; list positions lead to the items. */
export function schemaAt(root: Schema, segments: readonly string[]): Schema | undefined {
  let schema: Schema | undefined = root;
  for (const segment of segments)
    schema = schema === undefined ? undefined : below(schema, segment);
  return schema;
}

/** What the panel calls a choice, such as "as soon as the first way …" for `first`. */
export function choiceLabel(schema: Schema | undefined, value: unknown): string | undefined {
  const labels: unknown = schema?.["x-labels"];
  if (typeof value !== "string" || !isRecord(labels) || !Object.hasOwn(labels, value)) {
    return undefined;
  }
  const label: unknown = labels[value];
  return typeof label === "string" ? label : undefined;
}

/** What the panel calls a setting, with what it lies in: "Message › Text". */
export function settingTitle(root: Schema, segments: readonly string[]): string {
  const titles = segments.flatMap((segment, at) => {
    if (/^\d+$/.test(segment)) return [];
    const title: unknown = schemaAt(root, segments.slice(0, at + 1))?.["title"];
    return [typeof title === "string" ? title : startUpper(segment.replaceAll(/[_-]+/g, " "))];
  });
  return titles.join(" › ");
}

function below(schema: Schema, segment: string): Schema | undefined {
  const properties: unknown = schema["properties"];
  if (isRecord(properties) && Object.hasOwn(properties, segment)) {
    const found: unknown = properties[segment];
    return isRecord(found) ? found : undefined;
  }
  const items: unknown = schema["items"];
  if (/^\d+$/.test(segment) && isRecord(items)) return items;
  const variants: unknown = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(variants)) return undefined;
  for (const variant of variants) {
    const found = isRecord(variant) ? below(variant, segment) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
