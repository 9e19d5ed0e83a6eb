import { formLimits, type ChoiceOption } from "@formloom/shared/form";
import { ActionIcon, Button, Fieldset, Group, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";

export interface OptionsEditorProps {
  readonly options: readonly ChoiceOption[];
  readonly onChange: (options: ChoiceOption[]) => void;
}

/** The options of a choice. A new one gets its id when the form is saved. */
export function OptionsEditor({ options, onChange }: OptionsEditorProps) {
  return (
    <Fieldset legend="Options">
      <Stack gap="xs">
        {options.map((option, index) => (
          // New options have no id yet, so the position is their key.
          // oxlint-disable-next-line react/no-array-index-key
          <Group key={index} wrap="nowrap" gap="xs">
            <TextInput
              flex={1}
              aria-label={`Option ${index + 1}`}
              value={option.label}
              maxLength={200}
              error={option.label.trim() === ""}
              onChange={(event) =>
                onChange(options.with(index, { id: option.id, label: event.currentTarget.value }))
              }
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={options.length === 1}
              aria-label={`Remove option ${index + 1}`}
              onClick={() => onChange(options.toSpliced(index, 1))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: "flex-start" }}
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={options.length >= formLimits.options}
          onClick={() => onChange([...options, { id: "", label: `Option ${options.length + 1}` }])}
        >
          Add an option
        </Button>
      </Stack>
    </Fieldset>
  );
}
