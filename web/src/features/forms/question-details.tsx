import type { FieldKind } from "@formloom/shared/form";
import { NumberInput, SimpleGrid, Stack, TextInput } from "@mantine/core";
import type { DraftField } from "./field-edits.ts";
import { OptionsEditor } from "./options-editor.tsx";
import type { DraftChange } from "./question-card.tsx";

export interface QuestionDetailsProps {
  readonly field: DraftField["field"];
  readonly onChange: (change: DraftChange) => void;
}

const typed: readonly FieldKind[] = ["text", "long_text", "email", "number", "phone", "url"];
const orUndefined = (text: string) => (text === "" ? undefined : text);
const numberOrUndefined = (value: string | number) =>
  typeof value === "number" ? value : undefined;

/** What a question can have besides its label, as far as its kind knows it. */
export function QuestionDetails({ field, onChange }: QuestionDetailsProps) {
  const { kind } = field;
  return (
    <Stack mt="md" gap="sm">
      {(kind === "choice" || kind === "choices") && (
        <OptionsEditor
          options={field.options ?? []}
          onChange={(options) => onChange({ options })}
        />
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {kind !== "hidden" && (
          <TextInput
            label="Help below the question"
            value={field.help ?? ""}
            maxLength={1_000}
            onChange={(event) => onChange({ help: orUndefined(event.currentTarget.value) })}
          />
        )}
        {typed.includes(kind) && (
          <TextInput
            label="Example in the empty box"
            value={field.placeholder ?? ""}
            maxLength={200}
            onChange={(event) => onChange({ placeholder: orUndefined(event.currentTarget.value) })}
          />
        )}
        {(typed.includes(kind) || kind === "hidden") && (
          <TextInput
            label={kind === "hidden" ? "Value" : "Starts with"}
            value={field.defaultValue ?? ""}
            maxLength={1_000}
            onChange={(event) => onChange({ defaultValue: orUndefined(event.currentTarget.value) })}
          />
        )}
        {(kind === "text" || kind === "long_text") && (
          <NumberInput
            label="Longest answer, in characters"
            value={field.maxLength ?? ""}
            min={1}
            max={100_000}
            allowDecimal={false}
            onChange={(value) => onChange({ maxLength: numberOrUndefined(value) })}
          />
        )}
        {kind === "number" && (
          <NumberInput
            label="Smallest"
            value={field.min ?? ""}
            onChange={(value) => onChange({ min: numberOrUndefined(value) })}
          />
        )}
        {(kind === "number" || kind === "rating") && (
          <NumberInput
            label={kind === "number" ? "Largest" : "Number of steps"}
            value={field.max ?? ""}
            onChange={(value) => onChange({ max: numberOrUndefined(value) })}
          />
        )}
      </SimpleGrid>
    </Stack>
  );
}
