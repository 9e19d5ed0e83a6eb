import { Input, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { AddButton } from "./add-button.tsx";
import { EntryRow } from "./entry-row.tsx";
import { useSchemaForm, type ControlProps, type SchemaControls } from "./schema-form-context.ts";

/** Text as it stands, without anything to be filled in. */
function PlainText({ schema, value, onChange, nullable, path, ...shown }: ControlProps) {
  const text = typeof value === "string" ? value : "";
  const common = {
    ...shown,
    name: path,
    value: text,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const next = event.currentTarget.value;
      onChange(next === "" && nullable ? null : next);
    },
  };
  const isLong = schema["x-multiline"] === true || text.includes("\n");
  if (isLong) return <Textarea {...common} autosize minRows={3} maxRows={14} />;
  return <TextInput {...common} />;
}

/** Several texts, one line each, such as addresses: a letter can be mended where it stands. */
function PlainList({ value, onChange, path, label, description, error, disabled }: ControlProps) {
  const { errors } = useSchemaForm();
  const texts = (Array.isArray(value) ? value : []).map(String);
  return (
    <Input.Wrapper label={label} labelElement="div" description={description} error={error}>
      <Stack gap="xs" mt={4}>
        {texts.map((text, index) => (
          <EntryRow
            // Entries have no identity of their own; the position is all there is.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            removeLabel={`Remove ${label} ${index + 1}`}
            onRemove={() => onChange(texts.toSpliced(index, 1))}
            disabled={disabled}
          >
            <TextInput
              flex={1}
              aria-label={`${label} ${index + 1}`}
              name={`${path}.${index}`}
              value={text}
              disabled={disabled}
              error={errors[`${path}.${index}`]}
              onChange={(event) => onChange(texts.with(index, event.currentTarget.value))}
            />
          </EntryRow>
        ))}
        <AddButton
          disabled={disabled || texts.includes("")}
          onClick={() => onChange([...texts, ""])}
        >
          {`Add to ${label}`}
        </AddButton>
      </Stack>
    </Input.Wrapper>
  );
}

/** A value of any shape, as text; what cannot be read is not taken. */
function PlainJson({ value, onChange, path, label, description, error, disabled }: ControlProps) {
  const [text, setText] = useState(() => JSON.stringify(value, null, 2) ?? "");
  const problem = read(text) === undefined && text.trim() !== "";
  return (
    <Textarea
      label={label}
      description={description}
      name={path}
      autosize
      minRows={4}
      maxRows={16}
      disabled={disabled}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      value={text}
      error={problem ? "This is not JSON yet; the last readable state is kept." : error}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        const parsed = read(next);
        if (parsed !== undefined) onChange(parsed.value);
      }}
    />
  );
}

function read(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Controls for final values, by the hints that elsewhere mean "may hold answers". */
export const plainControls: SchemaControls = {
  template: PlainText,
  "template-list": PlainList,
  json: PlainJson,
};
