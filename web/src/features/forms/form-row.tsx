import type { FormView } from "@formloom/shared/api";
import { Box, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { counted } from "../../ui/counted.ts";

export interface FormRowProps {
  readonly form: FormView;
}

/** One form of the list; the whole row leads to it. */
export function FormRow({ form }: FormRowProps) {
  return (
    <Box component="li" className="surface row-link" p="md" style={{ listStyle: "none" }}>
      <Group justify="space-between" gap="xs">
        <Box miw={0} flex="1 1 240px">
          <Link
            to="/forms/$formId"
            params={{ formId: form.id }}
            className="row-link-cover row-title wrap-anywhere"
          >
            {form.name}
          </Link>
          <Text size="sm" c="dimmed">
            {counted(form.fields.length, "question")} · {counted(form.pipelineCount, "automation")}{" "}
            · changed <RelativeTime at={form.updatedAt} />
          </Text>
        </Box>
        <Group gap="sm">
          <Text size="sm" fw={600}>
            {counted(form.responseCount, "response")}
          </Text>
          <StatusBadge tone={form.open ? "good" : "held"} size="sm">
            {form.open ? "Open" : "Closed"}
          </StatusBadge>
        </Group>
      </Group>
    </Box>
  );
}
