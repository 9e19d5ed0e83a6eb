import { Checkbox, Stack } from "@mantine/core";
import { literalChoices } from "./json-schema.ts";
import type { ControlProps } from "./schema-form-context.ts";
import { isPlainObject, titleOf } from "./schema-values.ts";

/** Any of several literals. Labels come from the items' hint `x-labels`. */
export function ManyChoicesControl({
  schema,
  value,
  onChange,
  label,
  description,
  error,
  required,
  disabled,
}: ControlProps) {
  const items = schema.items ?? {};
  const choices = literalChoices(items) ?? [];
  const labels = items["x-labels"] ?? schema["x-labels"];
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <Checkbox.Group
      label={label}
      description={description}
      error={error}
      required={required}
      value={chosen.map(String)}
      onChange={(texts) => onChange(choices.filter((choice) => texts.includes(String(choice))))}
    >
      <Stack gap={8} mt={6}>
        {choices.map((choice) => {
          const text = String(choice);
          const given = isPlainObject(labels) && Object.hasOwn(labels, text) ? labels[text] : null;
          return (
            <Checkbox
              key={text}
              value={text}
              disabled={disabled}
              label={typeof given === "string" ? given : titleOf({}, text)}
            />
          );
        })}
      </Stack>
    </Checkbox.Group>
  );
}
