import type { EffectDifference, StepTrial } from "@formloom/shared/api";
import { Group, Text, Title } from "@mantine/core";
import { PreviewContent } from "../../ui/preview/preview-content.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { changeWords } from "./trial-words.ts";

export interface EffectComparisonProps {
  readonly effect: EffectDifference;
  /** By the live version; undefined: it has no such step. */
  readonly before: StepTrial | undefined;
  /** By the draft; undefined: it has no such step. */
  readonly after: StepTrial | undefined;
}

/** What a step sends now and what it would send, side by side where there is room. */
export function EffectComparison({ effect, before, after }: EffectComparisonProps) {
  const { tone, words } = changeWords(effect);
  return (
    <section className="trial-comparison" aria-label={`Difference at “${effect.name}”`}>
      <Group justify="space-between" gap="xs">
        <Title order={4} fz="0.95rem" className="wrap-anywhere">
          {effect.name}
        </Title>
        <StatusBadge tone={tone} size="sm">
          {words}
        </StatusBadge>
      </Group>
      <div className="trial-sides">
        <Side title="Live version" summary={effect.before} step={before} />
        <Side title="Draft" summary={effect.after} step={after} />
      </div>
    </section>
  );
}

interface SideProps {
  readonly title: string;
  readonly summary: string;
  readonly step: StepTrial | undefined;
}

function Side({ title, summary, step }: SideProps) {
  return (
    <div>
      <Text size="xs" fw={650} c="dimmed">
        {title}
      </Text>
      <Text size="sm" className="wrap-anywhere" mb={6}>
        {summary}
      </Text>
      {step !== undefined && (
        <PreviewContent content={step.content} label={`${step.name} (${title})`} />
      )}
    </div>
  );
}
