import type { AlertView } from "@formloom/shared/api";
import { Group, Stack, Text } from "@mantine/core";
import { ButtonLink, TextLink } from "../../ui/links.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";

export interface AlertCardProps {
  readonly alert: AlertView;
}

const channelWords = { email: "email", slack: "Slack", webhook: "webhook" } as const;
const stateWords = {
  sent: (by: string) => `You were told by ${by}.`,
  caught: (by: string) => `The ${by} about it is kept in the outbox.`,
  waiting: (by: string) => `You were not told yet by ${by}.`,
  failed: (by: string) => `You could not be told by ${by}.`,
} as const;

/** One alert: what goes wrong, what to do, and whether one was told. */
export function AlertCard({ alert }: AlertCardProps) {
  const { sentence, advice, formName, pipelineId, pipelineName, connectionId, settledAt } = alert;
  const isOver = settledAt !== null;
  return (
    <Stack component="li" className="surface" p="md" gap="xs" style={{ listStyle: "none" }}>
      <Group justify="space-between" gap="xs">
        <StatusBadge tone={isOver ? "good" : "bad"} size="sm">
          {isOver ? "Over" : "Goes wrong"}
        </StatusBadge>
        <Text size="sm" c="dimmed">
          <RelativeTime at={alert.startedAt} />
          {isOver && (
            <>
              {", over "}
              <RelativeTime at={settledAt} />
            </>
          )}
        </Text>
      </Group>
      <Text fw={600} className="wrap-anywhere">
        {sentence}
      </Text>
      {!isOver && advice !== null && <Text className="wrap-anywhere">{advice}</Text>}
      {alert.messages.map(({ channel, state, problem }) => (
        <Text key={channel} size="sm" c="dimmed" className="wrap-anywhere">
          {stateWords[state](channelWords[channel])}
          {problem !== null && ` ${problem}`}
        </Text>
      ))}
      <Group gap="xs">
        {connectionId === null ? (
          <ButtonLink to="/runs" search={{ pipelineId }} variant="default" size="sm">
            See its runs
          </ButtonLink>
        ) : (
          <ButtonLink to="/connections" variant="default" size="sm">
            Renew the connection
          </ButtonLink>
        )}
        <TextLink
          to="/pipelines/$pipelineId/alerts"
          params={{ pipelineId }}
          size="sm"
          className="wrap-anywhere"
        >
          {`What is told of “${pipelineName}” (${formName})`}
        </TextLink>
      </Group>
    </Stack>
  );
}
