import type { FormView } from "@formloom/shared/api";
import { Group, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { ButtonLink } from "../../ui/links.tsx";

export interface FirstAutomationHintProps {
  readonly form: FormView;
}

/** What to do next with a form that asks something and does nothing with the answers yet. */
export function FirstAutomationHint({ form }: FirstAutomationHintProps) {
  const asks = form.fields.some(({ kind }) => kind !== "heading");
  if (!form.mayEdit || !asks || form.pipelineCount > 0) return null;
  return (
    <Group className="surface" justify="space-between" p="md" mt="md" gap="sm">
      <Text fw={600} flex="1 1 220px">
        Next: what should happen with each answer?
      </Text>
      <ButtonLink
        to="/forms/$formId/automations"
        params={{ formId: form.id }}
        rightSection={<IconArrowRight size={17} aria-hidden />}
      >
        Add an automation
      </ButtonLink>
    </Group>
  );
}
