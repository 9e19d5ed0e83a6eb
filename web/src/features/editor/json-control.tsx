import { useState } from "react";
import type { ControlProps } from "../../ui/schema-form/schema-form-context.ts";
import { TemplateField } from "./template-field.tsx";

/** Any JSON, with answers inside its texts (`x-control` `json`). What cannot be read is not stored. */
export function JsonControl({
  value,
  onChange,
  path,
  label,
  description,
  error,
  disabled,
  required,
}: ControlProps) {
  const [text, setText] = useState(() =>
    value === undefined ? "" : JSON.stringify(value, null, 2),
  );
  const problem = problemOf(text);
  return (
    <TemplateField
      label={label}
      path={path}
      multiline
      value={text}
      required={required}
      disabled={disabled}
      description={description ?? 'Answers go between quotes, as in "{{ answers.name }}".'}
      error={problem ?? error}
      onChange={(next) => {
        setText(next);
        if (problemOf(next) === undefined)
          onChange(next.trim() === "" ? undefined : JSON.parse(next));
      }}
    />
  );
}

function problemOf(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return "This is not JSON yet; the last readable state is kept.";
  }
}
