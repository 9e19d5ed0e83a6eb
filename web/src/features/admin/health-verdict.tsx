import type { EngineHealth } from "@formloom/shared/api";
import { Group, Stack, Text, Title } from "@mantine/core";
import { StatusBadge, type StatusTone } from "../../ui/status-badge.tsx";

export interface HealthPartProps {
  readonly health: EngineHealth;
}

const looks: Readonly<
  Record<EngineHealth["level"], { readonly tone: StatusTone; readonly words: string }>
> = {
  well: { tone: "good", words: "Well" },
  care: { tone: "attention", words: "Look here" },
  trouble: { tone: "bad", words: "Trouble" },
};

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const todayMs = 18 * 3_600_000;

/** One verdict for all, and what it is made of. */
export function HealthVerdict({ health }: HealthPartProps) {
  const [worst, ...others] = health.findings;
  const { tone, words } = looks[health.level];
  return (
    <Stack component="section" aria-label="Verdict" className="surface" p="lg" mb="md" gap="sm">
      <Group gap="sm" align="center">
        <StatusBadge tone={tone}>{words}</StatusBadge>
        <Title order={2} fz="1.25rem" className="wrap-anywhere" flex="1 1 240px">
          {worst === undefined ? "All is well." : sentenceOf(worst, health.at)}
        </Title>
      </Group>
      {others.map((finding) => (
        <Group key={finding.sentence} gap="sm" wrap="nowrap" align="flex-start">
          <StatusBadge tone={looks[finding.level].tone} size="sm">
            {looks[finding.level].words}
          </StatusBadge>
          <Text className="wrap-anywhere">{sentenceOf(finding, health.at)}</Text>
        </Group>
      ))}
    </Stack>
  );
}

function sentenceOf({ sentence, since }: EngineHealth["findings"][number], at: string): string {
  if (since === null) return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
  const isToday = Date.parse(at) - Date.parse(since) < todayMs;
  const time = (isToday ? clock : day).format(new Date(since));
  return `${sentence.replace(/\.$/, "")}, since ${time}.`;
}
