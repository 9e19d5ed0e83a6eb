import { NumberInput, PasswordInput, Switch, Textarea, TextInput } from "@mantine/core";
import { hintOf } from "./json-schema.ts";
import { useSchemaForm, type ControlProps } from "./schema-form-context.ts";

/** Text of one line, or of several with the hint `x-multiline` or much room. */
export function TextControl({ schema, value, onChange, nullable, path, ...shown }: ControlProps) {
  const text = typeof value === "string" ? value : value == null ? "" : JSON.stringify(value);
  const common = {
    ...shown,
    value: text,
    placeholder: hintOf(schema, "placeholder"),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const next = event.currentTarget.value;
      onChange(next === "" && nullable ? null : next);
    },
  };
  const isLong = schema["x-multiline"] === true || (schema.maxLength ?? 0) > 2_000;
  if (isLong) return <Textarea {...common} name={path} autosize minRows={3} maxRows={14} />;
  return <TextInput {...common} name={path} type={inputTypeOf(schema.format)} />;
}

export function NumberControl({ schema, value, onChange, nullable, path, ...shown }: ControlProps) {
  return (
    <NumberInput
      {...shown}
      name={path}
      value={typeof value === "number" ? value : ""}
      allowDecimal={schema.type !== "integer"}
      {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
      {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
      onChange={(next) => onChange(typeof next === "number" ? next : nullable ? null : undefined)}
    />
  );
}

export function BooleanControl({
  value,
  onChange,
  label,
  description,
  error,
  disabled,
}: ControlProps) {
  return (
    <Switch
      label={label}
      description={description}
      error={error}
      disabled={disabled}
      checked={value === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

/** A secret goes in and never comes out. */
export function SecretControl({
  schema: _schema,
  value,
  onChange,
  nullable: _nullable,
  path,
  ...shown
}: ControlProps) {
  const { secretsStored } = useSchemaForm();
  return (
    <PasswordInput
      {...shown}
      required={shown.required && !secretsStored}
      name={path}
      autoComplete="new-password"
      placeholder={secretsStored ? "Stored. Leave empty to keep it" : undefined}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => {
        const next = event.currentTarget.value;
        onChange(next === "" ? undefined : next);
      }}
    />
  );
}

function inputTypeOf(format: string | undefined): "text" | "email" | "url" {
  if (format === "email") return "email";
  return format === "uri" ? "url" : "text";
}
