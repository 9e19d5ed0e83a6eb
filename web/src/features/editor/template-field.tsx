import { CloseButton, Textarea, TextInput } from "@mantine/core";
import { type KeyboardEvent, useRef, useState } from "react";
import { groupsFor, useStepScope } from "./step-scope.ts";
import { pillBefore, pillInserted, pillRemoved, templatePieces } from "./template-pieces.ts";
import { ValuePicker } from "./value-picker.tsx";

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
}

/** Text that can hold answers: inserted by the button or by `@`, shown by their names below. */
export function TemplateField(props: TemplateFieldProps) {
  const { label, value, onChange, path, multiline = false, disabled = false } = props;
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const [asked, setAsked] = useState(false);
  const scope = useStepScope();
  const insert = (valuePath: string) => {
    const { selectionStart, selectionEnd } = input.current ?? {};
    const start = selectionStart ?? value.length;
    const next = pillInserted(value, valuePath, { start, end: selectionEnd ?? start });
    onChange(next.text);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const keys = (event: KeyboardEvent<HTMLInputElement & HTMLTextAreaElement>) => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    const pill =
      selectionStart === selectionEnd ? pillBefore(value, selectionStart ?? 0) : undefined;
    if (event.key !== "Backspace" || pill === undefined) return;
    event.preventDefault();
    onChange(pillRemoved(value, pill));
    requestAnimationFrame(() => input.current?.setSelectionRange(pill.start, pill.start));
  };
  const shown = {
    ref: input,
    value,
    name: path,
    disabled,
    required: props.required ?? false,
    placeholder: props.placeholder,
    description: props.description,
    error: props.error,
    ...(props.hideLabel === true ? { "aria-label": label } : { label }),
    onKeyDown: keys,
    onChange: (event: { readonly currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      const text = event.currentTarget.value;
      const caret = event.currentTarget.selectionStart ?? 0;
      if (text.length === value.length + 1 && isFreshAt(text, caret)) setAsked(true);
      onChange(text);
    },
    rightSection: (
      <ValuePicker
        label={label}
        groups={groupsFor(scope, path)}
        disabled={disabled}
        asked={asked}
        onPick={insert}
        onClose={() => setAsked(false)}
      />
    ),
    rightSectionProps: { style: multiline ? { alignItems: "flex-start", paddingTop: 4 } : {} },
  };
  return (
    <div className="template-field">
      {multiline ? (
        <Textarea {...shown} autosize minRows={4} maxRows={16} />
      ) : (
        <TextInput {...shown} />
      )}
      <PillLine value={value} disabled={disabled} onChange={onChange} />
    </div>
  );
}

/** An `@` begins a value; within a word, as in an address, it is just a letter. */
function isFreshAt(text: string, caret: number): boolean {
  return text[caret - 1] === "@" && (caret === 1 || /[\s({,:]/.test(text[caret - 2] ?? " "));
}

/** The answers in a text by their names; one that no longer exists stands out. */
function PillLine({
  value,
  disabled,
  onChange,
}: Pick<TemplateFieldProps, "value" | "disabled" | "onChange">) {
  const { labels } = useStepScope();
  const pills = templatePieces(value).filter((piece) => piece.kind === "pill");
  if (pills.length === 0) return null;
  return (
    <ul className="pill-line" aria-label="Inserted values">
      {pills.map((pill) => {
        const label = Object.hasOwn(labels, pill.text) ? labels[pill.text] : undefined;
        return (
          <li
            key={pill.start}
            className="pill"
            data-broken={label === undefined || undefined}
            data-source={pill.text.split(".")[0]}
            title={pill.text}
          >
            {label ?? `${pill.text} does not exist`}
            {disabled !== true && (
              <CloseButton
                size={18}
                iconSize={12}
                aria-label={`Remove ${label ?? pill.text}`}
                onClick={() => onChange(pillRemoved(value, pill))}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}
