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
  sent: "told by",
  caught: "kept in the outbox instead of",
  waiting: "not told yet by",
  failed: "could not be told by",
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
          {`You were ${stateWords[state]} ${channelWords[channel]}.`}
          {problem !== null && ` ${problem}`}
        </Text>
      ))}
      <Group gap="xs">
        {connectionId === null ? (
          <ButtonLink
            to="/runs"
            search={{ pipelineId }}
            variant="default"
            size="sm"
          >{`Runs of “${pipelineName}”`}</ButtonLink>
        ) : (
          <ButtonLink to="/connections" variant="default" size="sm">
            Renew the connection
          </ButtonLink>
        )}
        <TextLink to="/pipelines/$pipelineId/alerts" params={{ pipelineId }} size="sm">
          {`What is told of “${pipelineName}” (${formName})`}
        </TextLink>
      </Group>
    </Stack>
  );
}
