import type { FieldKind } from "@formloom/shared/form";
import { NumberInput, SimpleGrid, Stack, TextInput } from "@mantine/core";
import type { DraftField } from "./field-edits.ts";
import { OptionsEditor } from "./options-editor.tsx";
import type { DraftChange } from "./field-edits.ts";

export interface QuestionDetailsProps {
  readonly field: DraftField["field"];
  readonly onChange: (change: DraftChange) => void;
}

interface TextDetail {
  readonly key: "help" | "placeholder" | "defaultValue";
  readonly label: string;
  readonly maxLength: number;
}
interface NumberDetail {
  readonly key: "min" | "max" | "maxLength";
  readonly label: string;
}

const help: TextDetail = { key: "help", label: "Help below the question", maxLength: 1_000 };
const example: TextDetail = {
  key: "placeholder",
  label: "Example in the empty box",
  maxLength: 200,
};
const start: TextDetail = { key: "defaultValue", label: "Starts with", maxLength: 1_000 };
const longest: NumberDetail = { key: "maxLength", label: "Longest answer, in characters" };
const typed = [help, example, start];

/** What a question can have besides label and options, as far as its kind knows it. */
const textDetails: Partial<Record<FieldKind, readonly TextDetail[]>> = {
  text: typed,
  long_text: typed,
  email: typed,
  number: typed,
  phone: typed,
  url: typed,
  hidden: [{ key: "defaultValue", label: "Value", maxLength: 1_000 }],
};
const numberDetails: Partial<Record<FieldKind, readonly NumberDetail[]>> = {
  text: [longest],
  long_text: [longest],
  number: [
    { key: "min", label: "Smallest" },
    { key: "max", label: "Largest" },
  ],
  rating: [{ key: "max", label: "Number of steps" }],
};

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
        {(textDetails[kind] ?? [help]).map(({ key, label, maxLength }) => (
          <TextInput
            key={key}
            label={label}
            value={field[key] ?? ""}
            maxLength={maxLength}
            onChange={({ currentTarget: { value } }) =>
              onChange({ [key]: value === "" ? undefined : value })
            }
          />
        ))}
        {(numberDetails[kind] ?? []).map(({ key, label }) => (
          <NumberInput
            key={key}
            label={label}
            value={field[key] ?? ""}
            onChange={(value) => onChange({ [key]: typeof value === "number" ? value : undefined })}
          />
        ))}
      </SimpleGrid>
    </Stack>
  );
}
