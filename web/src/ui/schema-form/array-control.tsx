import { Stack } from "@mantine/core";
import { AddButton } from "./add-button.tsx";
import { EntryRow } from "./entry-row.tsx";
import { GroupFrame } from "./group-frame.tsx";
import { hintOf } from "./json-schema.ts";
import { NestedField } from "./nested-field.ts";
import type { ControlProps } from "./schema-form-context.ts";
import { initialValue } from "./schema-values.ts";

/** A list of settings: each entry with its own fields, to add and to remove. */
export function ArrayControl(props: ControlProps) {
  const { schema, value, onChange, path, label, description, error, disabled } = props;
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const items = schema.items ?? {};
  const noun = items.title ?? hintOf(schema, "item") ?? "Entry";
  return (
    <GroupFrame label={label} description={description} error={error}>
      {entries.map((entry, index) => (
        <EntryRow
          // Entries have no identity of their own; the position is all there is.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          removeLabel={`Remove ${noun.toLowerCase()} ${index + 1}`}
          onRemove={() => onChange(entries.toSpliced(index, 1))}
          disabled={disabled}
        >
          <Stack flex={1} gap="xs" miw={0}>
            <NestedField
              schema={items}
              value={entry}
              onChange={(next) => onChange(entries.with(index, next))}
              path={`${path}.${index}`}
              label={`${noun} ${index + 1}`}
            />
          </Stack>
        </EntryRow>
      ))}
      <AddButton
        disabled={disabled || entries.length >= (schema.maxItems ?? Infinity)}
        onClick={() => onChange([...entries, initialValue(items)])}
      >
        {`Add ${noun.toLowerCase()}`}
      </AddButton>
    </GroupFrame>
  );
}
