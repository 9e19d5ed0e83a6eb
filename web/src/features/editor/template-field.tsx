import { Input, Textarea, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import type { EmptyRule } from "./pills/pill-rules.ts";
import { useLoadedEditor } from "./pills/pill-chunk.ts";
import "./pills/pills.css";

export interface TemplateFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (next: string) => void;
  /** Dotted path of the setting, which says what fits. */
  readonly path: string;
  readonly multiline?: boolean;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly hideLabel?: boolean;
  readonly placeholder?: string | undefined;
  readonly description?: string | undefined;
  readonly error?: string | undefined;
  /** What a new pill does when it is empty. Default: blank. */
  readonly emptyRule?: EmptyRule;
}

const blank: EmptyRule = { rule: "blank" };

/** Text that can hold answers. Until its editor has arrived it is a plain input of the same text. */
export function TemplateField(props: TemplateFieldProps) {
  const { label, value, onChange, path, hideLabel = false, error, description } = props;
  const { multiline = false, required = false, disabled = false, emptyRule = blank } = props;
  const loaded = useLoadedEditor();
  const id = useId();
  const [typing, setTyping] = useState(false);
  if (loaded === null) {
    const plain = {
      ...(hideLabel ? { "aria-label": label } : { label }),
      value,
      required,
      disabled,
      error,
      description,
      name: path,
      onFocus: () => setTyping(true),
      onBlur: () => setTyping(false),
      onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
        onChange(event.currentTarget.value),
    };
    return multiline ? <Textarea {...plain} autosize minRows={4} /> : <TextInput {...plain} />;
  }
  const { PillEditor } = loaded;
  return (
    <Input.Wrapper
      className="template-field"
      label={hideLabel ? undefined : label}
      labelElement="div"
      labelProps={{ id: `${id}-label`, onClick: focusNext }}
      required={required}
      description={description}
      descriptionProps={{ id: `${id}-about` }}
      error={error}
      errorProps={{ id: `${id}-error` }}
    >
      <PillEditor
        label={label}
        labelledBy={hideLabel ? undefined : `${id}-label`}
        describedBy={describedBy(id, { description, error })}
        value={value}
        onChange={onChange}
        path={path}
        emptyRule={emptyRule}
        multiline={multiline}
        disabled={disabled}
        required={required}
        invalid={error !== undefined}
        placeholder={props.placeholder}
        wasTyping={typing}
      />
    </Input.Wrapper>
  );
}

function describedBy(
  id: string,
  shown: { readonly description: string | undefined; readonly error: string | undefined },
): string | undefined {
  const ids = [
    ...(shown.description === undefined ? [] : [`${id}-about`]),
    ...(shown.error === undefined ? [] : [`${id}-error`]),
  ];
  return ids.length === 0 ? undefined : ids.join(" ");
}

/** A click on the label goes to the text, as it does with every input. */
function focusNext(event: { readonly currentTarget: Element }): void {
  const text = event.currentTarget.closest(".template-field")?.querySelector("[role=textbox]");
  if (text instanceof HTMLElement) text.focus();
}
