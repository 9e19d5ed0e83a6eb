import type { JsonSchema } from "./json-schema.ts";
import { literalChoices, splitNullable } from "./json-schema.ts";

export type PlainObject = Readonly<Record<string, unknown>>;

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Own property or undefined; names come from schemas of others. */
export function ownValue(value: unknown, key: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A copy with one property set; undefined takes it out. */
export function withValue(value: unknown, key: string, next: unknown): PlainObject {
  const rest = Object.entries(isPlainObject(value) ? value : {}).filter(([name]) => name !== key);
  return Object.fromEntries(next === undefined ? rest : [...rest, [key, next]]);
}

/** What a new value of this schema starts as. */
export function initialValue(schema: JsonSchema): unknown {
  if (schema.default !== undefined) return schema.default;
  const { schema: inner, nullable } = splitNullable(schema);
  if (nullable) return null;
  const choices = literalChoices(inner);
  if (choices !== null) return choices[0];
  const [firstOption] = inner.anyOf ?? inner.oneOf ?? [];
  if (firstOption !== undefined) return initialValue(firstOption);
  return initialByType[inner.type ?? ""]?.(inner);
}

const initialByType: Readonly<Record<string, (schema: JsonSchema) => unknown>> = {
  string: () => "",
  boolean: () => false,
  number: (schema) => schema.minimum ?? 0,
  integer: (schema) => Math.max(schema.minimum ?? 0, 0),
  array: () => [],
  object: (schema) =>
    Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => schema.required?.includes(name))
        .map(([name, property]) => [name, initialValue(property)]),
    ),
};

/** The property whose literal tells the options of a union apart; null when there is none. */
export function discriminatorOf(options: readonly JsonSchema[]): string | null {
  const [first] = options;
  const names = Object.keys(first?.properties ?? {});
  const shared = names.find((name) =>
    options.every((option) => option.properties?.[name]?.const !== undefined),
  );
  return shared ?? null;
}

/** Which option of a union a value is. */
export function matchingOption(options: readonly JsonSchema[], value: unknown): number {
  const name = discriminatorOf(options);
  const index = options.findIndex((option) =>
    name === null
      ? fits(option, value)
      : option.properties?.[name]?.const === ownValue(value, name),
  );
  return Math.max(index, 0);
}

/** A shallow judgement: enough to tell options apart. The server's parse is the judge. */
function fits(schema: JsonSchema, value: unknown): boolean {
  const choices = literalChoices(schema);
  if (choices !== null) return choices.includes(value);
  if (schema.type === "array") return Array.isArray(value);
  if (schema.type === "object") {
    return (
      isPlainObject(value) && (schema.required ?? []).every((name) => Object.hasOwn(value, name))
    );
  }
  if (schema.type === "null") return value === null;
  return typeof value === (schema.type === "integer" ? "number" : schema.type);
}

/** "replyTo" → "Reply to": for settings without a title. */
export function titleOf(schema: JsonSchema, name: string): string {
  if (schema.title !== undefined) return schema.title;
  const words = name.replaceAll(/[_-]+/g, " ").replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2");
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
