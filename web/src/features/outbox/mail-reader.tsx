import type { OutboxMailView } from "@formloom/shared/api";
import { Box, Button, Group, Stack, Text, Title } from "@mantine/core";
import { ButtonLink } from "../../ui/links.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { MailHead } from "../../ui/preview/mail-head.tsx";
import { MailFrame } from "../../ui/preview/mail-frame.tsx";

export interface MailReaderProps {
  /** null: none is opened. */
  readonly mail: OutboxMailView | null;
  readonly onClose: () => void;
}

/** A caught mail as its receiver would have read it. */
export function MailReader({ mail, onClose }: MailReaderProps) {
  if (mail === null) {
    return (
      <Box className="surface" p="xl" ta="center">
        <Text c="dimmed">Choose a mail to read it.</Text>
      </Box>
    );
  }
  return (
    <Stack className="surface" p="lg" component="article" aria-label="Mail">
      <Group justify="space-between" align="flex-start">
        <Title order={2} fz="1.2rem" className="wrap-anywhere">
          {mail.subject === "" ? "No subject" : mail.subject}
        </Title>
        <StatusBadge tone="caught" size="sm">
          Caught, not sent
        </StatusBadge>
      </Group>
      <MailHead mail={mail} />
      {mail.html === null ? (
        <Text component="pre" className="mail-text" m={0}>
          {mail.text}
        </Text>
      ) : (
        <MailFrame html={mail.html} className="mail-frame" />
      )}
      <Group>
        {mail.runId === null ? (
          <ButtonLink to="/alerts" variant="default">
            All alerts
          </ButtonLink>
        ) : (
          <ButtonLink to="/runs/$runId" params={{ runId: mail.runId }} variant="default">
            Its run
          </ButtonLink>
        )}
        <Button variant="subtle" hiddenFrom="md" onClick={onClose}>
          All mails
        </Button>
      </Group>
    </Stack>
  );
}
