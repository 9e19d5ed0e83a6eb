import { runHousekeeping } from "@formloom/shared/api";
import { Button, Group, Stack, Text } from "@mantine/core";
import { callRoute } from "../../effects/api-client.ts";
import { TextLink } from "../../ui/links.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import { FactList } from "./fact-list.tsx";
import type { HealthPartProps } from "./health-verdict.tsx";
import { sizeWords } from "./size-words.ts";
import { useHealthAct } from "./use-health-act.ts";

/** Database, upkeep, and alerts that did not arrive. */
export function HealthUpkeep({ health }: HealthPartProps) {
  const tidy = useHealthAct(async () => {
    return `Tidied up: ${tidiedWords(await callRoute(runHousekeeping, {}))}`;
  });
  const { database, upkeep, alerts, mailConfigured } = health;
  return (
    <>
      <Section title="Database and upkeep">
        <FactList
          facts={[
            ["Database", sizeWords(database.bytes)],
            ...database.tables.map(({ name, bytes }) => [name, sizeWords(bytes)] as const),
            [
              "Details of runs are kept for",
              `${upkeep.retentionDays} days, unless a form says otherwise`,
            ],
            ["Runs themselves are kept for", "four times as long"],
          ]}
        />
        <Text size="sm" c="dimmed">
          {upkeep.housekeeping === null ? (
            "Old data has not been tidied away yet."
          ) : (
            <>
              {"Tidied up "}
              <RelativeTime at={upkeep.housekeeping.at} />
              {`: ${tidiedWords(upkeep.housekeeping)}.`}
            </>
          )}
          {upkeep.sweptAt !== null && (
            <>
              {" Lost runs were looked for "}
              <RelativeTime at={upkeep.sweptAt} />.
            </>
          )}
        </Text>
        <Group>
          <Button variant="default" loading={tidy.isPending} onClick={() => tidy.mutate(undefined)}>
            Tidy up now
          </Button>
        </Group>
      </Section>
      <Section title="Alerts">
        <Text>
          {`${alerts.open} open, ${alerts.waiting} waiting to be sent. `}
          <TextLink to="/alerts" underline="always">
            All alerts
          </TextLink>
        </Text>
        {!mailConfigured && (
          <Text size="sm">
            There is no mail server: mails and alerts by email are kept in the outbox.
          </Text>
        )}
        <Stack component="ul" gap="xs" p={0} m={0} aria-label="Alerts that could not be delivered">
          {alerts.undelivered.map(({ id, person, channel, at, problem }) => (
            <Text key={id} component="li" size="sm" className="wrap-anywhere">
              {`${person}, by ${channel}: ${problem} `}
              <RelativeTime at={at} />
            </Text>
          ))}
        </Stack>
      </Section>
    </>
  );
}

const tidiedWords = (done: {
  readonly clearedRuns: number;
  readonly removedRuns: number;
}): string => `details of ${done.clearedRuns} runs cleared, ${done.removedRuns} old runs removed`;
