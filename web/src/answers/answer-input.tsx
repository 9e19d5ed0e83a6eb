import type { Field, FieldKind } from "@formloom/shared/form";
import {
  Checkbox,
  NativeSelect,
  NumberInput,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { ComponentType } from "react";

export interface AnswerInputProps {
  readonly field: Field;
  readonly value: unknown;
  /** null clears the answer. */
  readonly onChange: (value: unknown) => void;
  readonly error?: string | undefined;
}

/** The control for a question's answer, by the question's kind. */
export function AnswerInput(props: AnswerInputProps) {
  const Control = controls[props.field.kind] ?? TextAnswer;
  return <Control {...props} />;
}

const inputTypes: Partial<Record<FieldKind, string>> = {
  email: "email",
  date: "date",
  time: "time",
  phone: "tel",
  url: "url",
};

function TextAnswer({ field, value, onChange, error }: AnswerInputProps) {
  return (
    <TextInput
      label={field.label}
      required={field.required}
      type={inputTypes[field.kind] ?? "text"}
      value={typeof value === "string" ? value : ""}
      error={error}
      onChange={(event) =>
        onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)
      }
    />
  );
}

function LongAnswer({ field, value, onChange, error }: AnswerInputProps) {
  return (
    <Textarea
      label={field.label}
      required={field.required}
      autosize
      minRows={3}
      value={typeof value === "string" ? value : ""}
      error={error}
      onChange={(event) =>
        onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)
      }
    />
  );
}

function NumberAnswer({ field, value, onChange, error }: AnswerInputProps) {
  return (
    <NumberInput
      label={field.label}
      required={field.required}
      value={typeof value === "number" ? value : ""}
      error={error}
      onChange={(next) => onChange(typeof next === "number" ? next : null)}
    />
  );
}

function YesNoAnswer({ field, value, onChange, error }: AnswerInputProps) {
  return (
    <Switch
      label={field.label}
      checked={value === true}
      error={error}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

function ChoiceAnswer({ field, value, onChange, error }: AnswerInputProps) {
  return (
    <NativeSelect
      label={field.label}
      required={field.required}
      value={typeof value === "string" ? value : ""}
      error={error}
      data={[
        { value: "", label: "–" },
        ...(field.options ?? []).map(({ id, label }) => ({ value: id, label })),
      ]}
      onChange={(event) =>
        onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)
      }
    />
  );
}

function ChoicesAnswer({ field, value, onChange, error }: AnswerInputProps) {
  const chosen = (Array.isArray(value) ? value : []).filter((entry) => typeof entry === "string");
  return (
    <Checkbox.Group
      label={field.label}
      required={field.required}
      value={chosen}
      error={error}
      onChange={(next) => onChange(next.length === 0 ? null : next)}
    >
      <Stack gap={8} mt={6}>
        {(field.options ?? []).map(({ id, label }) => (
          <Checkbox key={id} value={id} label={label} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

const controls: Partial<Record<FieldKind, ComponentType<AnswerInputProps>>> = {
  long_text: LongAnswer,
  number: NumberAnswer,
  rating: NumberAnswer,
  boolean: YesNoAnswer,
  choice: ChoiceAnswer,
  choices: ChoicesAnswer,
};
