import { ActionIcon, Input, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { AddButton } from "../../ui/schema-form/add-button.tsx";
import { EntryRow } from "../../ui/schema-form/entry-row.tsx";
import { GroupFrame } from "../../ui/schema-form/group-frame.tsx";
import { hintOf } from "../../ui/schema-form/json-schema.ts";
import { useSchemaForm, type ControlProps } from "../../ui/schema-form/schema-form-context.ts";
import type { JsonSchema } from "../../ui/schema-form/json-schema.ts";
import type { EmptyRule } from "./pills/pill-rules.ts";
import { OptionsPicker } from "./options-picker.tsx";
import { TemplateField } from "./template-field.tsx";

/** A text that can hold answers (`x-control` `template`). */
export function TemplateControl({ schema, value, onChange, nullable, ...shown }: ControlProps) {
  const options = hintOf(schema, "options");
  return (
    <div>
      <TemplateField
        {...shown}
        value={typeof value === "string" ? value : ""}
        multiline={schema["x-multiline"] === true}
        placeholder={hintOf(schema, "placeholder")}
        emptyRule={emptyRuleHint(schema)}
        onChange={(next) => onChange(next === "" && nullable ? null : next)}
      />
      {options !== undefined && !shown.disabled && (
        <OptionsPicker name={options} label={shown.label} onPick={onChange} />
      )}
    </div>
  );
}

/** What the node type wants a new pill to do when it is empty (`x-when-empty`). */
function emptyRuleHint(schema: JsonSchema): EmptyRule {
  const hint = hintOf(schema, "when-empty");
  return { rule: hint === "skip" || hint === "fail" ? hint : "blank" };
}

/** Several such texts (`template-list`). */
export function TemplateListControl({
  schema,
  value,
  onChange,
  path,
  label,
  description,
  error,
  disabled,
}: ControlProps) {
  const { errors } = useSchemaForm();
  const texts = (Array.isArray(value) ? value : []).map(String);
  const shown = texts.length === 0 ? [""] : texts;
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      description={description}
      error={error}
      className="template-list"
    >
      {shown.map((text, index) => (
        <EntryLine
          // Entries have no identity of their own; the position is all there is.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          removeLabel={`Remove ${label} ${index + 1}`}
          onRemove={texts.length < 2 ? null : () => onChange(texts.toSpliced(index, 1))}
          disabled={disabled}
        >
          <TemplateField
            label={shown.length === 1 ? label : `${label} ${index + 1}`}
            hideLabel
            path={`${path}.${index}`}
            emptyRule={emptyRuleHint(schema)}
            value={text}
            disabled={disabled}
            error={errors[`${path}.${index}`]}
            onChange={(next) =>
              onChange(next === "" && texts.length <= 1 ? [] : shown.with(index, next))
            }
          />
        </EntryLine>
      ))}
      {!disabled && shown.at(-1) !== "" && (
        <AddButton disabled={false} onClick={() => onChange([...texts, ""])}>
          Add another
        </AddButton>
      )}
    </Input.Wrapper>
  );
}

interface EntryLineProps {
  readonly removeLabel: string;
  readonly onRemove: (() => void) | null;
  readonly disabled: boolean;
  readonly children: ReactNode;
}

function EntryLine({ removeLabel, onRemove, disabled, children }: EntryLineProps) {
  return (
    <div className="entry-line">
      <div className="grow">{children}</div>
      {onRemove !== null && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          disabled={disabled}
          aria-label={removeLabel}
          onClick={onRemove}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}

/** Texts by name (`template-map`). */
export function TemplateMapControl({
  value,
  onChange,
  path,
  label,
  description,
  error,
  disabled,
}: ControlProps) {
  const entries = Object.entries(typeof value === "object" && value !== null ? value : {}).map(
    ([name, text]): readonly [string, string] => [name, String(text)],
  );
  const change = (next: readonly (readonly [string, string])[]) =>
    onChange(Object.fromEntries(next));
  return (
    <GroupFrame label={label} description={description} error={error}>
      {entries.map(([name, text], index) => (
        <EntryRow
          // The name is what is being typed: as a key it would lose the focus at each letter.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          removeLabel={`Remove ${name === "" ? "the unnamed entry" : name}`}
          onRemove={() => change(entries.toSpliced(index, 1))}
          disabled={disabled}
        >
          <div className="grow name-and-text">
            <TextInput
              label="Name"
              value={name}
              disabled={disabled}
              onChange={(event) => change(entries.with(index, [event.currentTarget.value, text]))}
            />
            <TemplateField
              label="Value"
              path={`${path}.${name}`}
              value={text}
              disabled={disabled}
              onChange={(next) => change(entries.with(index, [name, next]))}
            />
          </div>
        </EntryRow>
      ))}
      <AddButton
        disabled={disabled || entries.some(([name]) => name === "")}
        onClick={() => change([...entries, ["", ""]])}
      >
        {`Add to ${label.toLowerCase()}`}
      </AddButton>
    </GroupFrame>
  );
}
