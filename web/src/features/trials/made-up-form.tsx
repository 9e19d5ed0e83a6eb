import type { Field } from "@formloom/shared/form";
import { SimpleGrid } from "@mantine/core";
import { AnswerInput } from "../../answers/answer-input.tsx";

export interface MadeUpFormProps {
  readonly fields: readonly Field[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly onChange: (data: Readonly<Record<string, unknown>>) => void;
}

/** Answers of nobody's, to be changed at will. Files cannot be made up. */
export function MadeUpForm({ fields, data, onChange }: MadeUpFormProps) {
  const asked = fields.filter(({ kind }) => kind !== "heading" && kind !== "file");
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" className="trial-made-up">
      {asked.map((field) => (
        <AnswerInput
          key={field.id}
          // What is required may be left empty: that is worth a test of its own.
          field={{ ...field, required: false }}
          value={data[field.id]}
          onChange={(value) => onChange({ ...data, [field.id]: value })}
        />
      ))}
    </SimpleGrid>
  );
}
