import { Stack, TextInput } from "@mantine/core";
import { AddButton } from "./add-button.tsx";
import { EntryRow } from "./entry-row.tsx";
import { GroupFrame } from "./group-frame.tsx";
import { NestedField } from "./nested-field.ts";
import type { ControlProps } from "./schema-form-context.ts";
import { initialValue, isPlainObject } from "./schema-values.ts";

/** Names with values, such as headers. */
export function RecordControl(props: ControlProps) {
  const { schema, value, onChange, path, label, description, error, disabled } = props;
  const entries = Object.entries(isPlainObject(value) ? value : {});
  const extra = schema.additionalProperties;
  const valueSchema = typeof extra === "object" ? extra : { type: "string" };
  const change = (next: readonly (readonly [string, unknown])[]) =>
    onChange(Object.fromEntries(next));
  return (
    <GroupFrame label={label} description={description} error={error}>
      {entries.map(([name, entry], index) => (
        <EntryRow
          // The name is what is being typed: as a key it would lose the focus at each letter.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          removeLabel={`Remove ${name === "" ? "the unnamed entry" : name}`}
          onRemove={() => change(entries.toSpliced(index, 1))}
          disabled={disabled}
        >
          <TextInput
            label="Name"
            flex={1}
            value={name}
            disabled={disabled}
            onChange={(event) => change(entries.with(index, [event.currentTarget.value, entry]))}
          />
          <Stack flex={2} miw={0}>
            <NestedField
              schema={valueSchema}
              value={entry}
              onChange={(next) => change(entries.with(index, [name, next]))}
              path={`${path}.${name}`}
              label="Value"
            />
          </Stack>
        </EntryRow>
      ))}
      <AddButton
        disabled={disabled || entries.some(([name]) => name === "")}
        onClick={() => change([...entries, ["", initialValue(valueSchema) ?? ""]])}
      >
        Add
      </AddButton>
    </GroupFrame>
  );
}
