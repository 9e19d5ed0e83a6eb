import type { Field } from "@formloom/shared/form";
import { Box, Stack, Text } from "@mantine/core";
import { EmptyState } from "../../ui/empty-state.tsx";
import { kindWords } from "./kind-words.ts";

export interface QuestionsListProps {
  readonly fields: readonly Field[];
}

/** The questions for those who may only read. */
export function QuestionsList({ fields }: QuestionsListProps) {
  if (fields.length === 0) {
    return <EmptyState title="No questions yet">The form's owner has not added any.</EmptyState>;
  }
  return (
    <Stack component="ol" gap="xs" p={0} mt="lg">
      {fields.map((field) => (
        <Box key={field.id} component="li" className="surface" p="md" style={{ listStyle: "none" }}>
          <Text fw={600}>{field.label}</Text>
          <Text size="sm" c="dimmed">
            {kindWords[field.kind].name}
            {field.required ? " · must be answered" : ""}
          </Text>
        </Box>
      ))}
    </Stack>
  );
}
