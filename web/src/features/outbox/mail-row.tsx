import type { OutboxMailView } from "@formloom/shared/api";
import { Box, Group, Text, UnstyledButton } from "@mantine/core";
import { RelativeTime } from "../../ui/relative-time.tsx";

export interface MailRowProps {
  readonly mail: OutboxMailView;
  readonly opened: boolean;
  readonly onOpen: () => void;
}

export function MailRow({ mail, opened, onOpen }: MailRowProps) {
  return (
    <Box component="li" style={{ listStyle: "none" }}>
      <UnstyledButton
        className="surface mail-row"
        p="sm"
        w="100%"
        onClick={onOpen}
        aria-pressed={opened}
      >
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Text fw={650} truncate>
            {mail.subject === "" ? "No subject" : mail.subject}
          </Text>
          <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
            <RelativeTime at={mail.createdAt} />
          </Text>
        </Group>
        <Text size="sm" c="dimmed" truncate>
          To {mail.to.join(", ")} · {mail.formId === null ? "Alert" : mail.formName}
        </Text>
      </UnstyledButton>
    </Box>
  );
}
