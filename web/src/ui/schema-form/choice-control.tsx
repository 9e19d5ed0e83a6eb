import { NativeSelect } from "@mantine/core";
import type { ControlProps } from "./schema-form-context.ts";
import { hintOf, literalChoices, type JsonSchema } from "./json-schema.ts";
import { isPlainObject } from "./schema-values.ts";

/** A choice among literals. Labels come from the hint `x-labels` (`{ value: label }`). */
export function ChoiceControl({
  schema,
  value,
  onChange,
  nullable,
  path,
  required,
  ...shown
}: ControlProps) {
  const choices = literalChoices(schema) ?? [];
  const index = choices.indexOf(value);
  return (
    <NativeSelect
      {...shown}
      name={path}
      required={required}
      value={index === -1 ? "" : String(index)}
      data={[
        ...(nullable || index === -1 ? [{ value: "", label: hintOf(schema, "none") ?? "–" }] : []),
        ...choices.map((choice, position) => ({
          value: String(position),
          label: labelOf(schema, choice),
        })),
      ]}
      onChange={(event) => {
        const picked = event.currentTarget.value;
        onChange(picked === "" ? null : choices[Number(picked)]);
      }}
    />
  );
}

function labelOf(schema: JsonSchema, choice: unknown): string {
  const text = String(choice);
  const labels = schema["x-labels"];
  const label = isPlainObject(labels) && Object.hasOwn(labels, text) ? labels[text] : undefined;
  if (typeof label === "string") return label;
  const option = (schema.anyOf ?? schema.oneOf)?.find((entry) => entry.const === choice);
  return option?.title ?? text;
}
