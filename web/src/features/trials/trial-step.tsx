import type { StepTrial } from "@formloom/shared/api";
import { Group, Text } from "@mantine/core";
import { PreviewContent } from "../../ui/preview/preview-content.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { verdictWords } from "./trial-words.ts";

export interface TrialStepProps {
  readonly step: StepTrial;
}

const when = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/** One step: what would become of it, and what it would send. */
export function TrialStep({ step }: TrialStepProps) {
  const { tone, words } = verdictWords(step);
  return (
    <article className="trial-step" data-verdict={step.verdict} aria-label={step.name}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div className="trial-step-words">
          <Text fw={600} className="wrap-anywhere">
            {step.name}
          </Text>
          <Text size="sm" c="dimmed" className="wrap-anywhere">
            {summaryOf(step)}
          </Text>
        </div>
        <StatusBadge tone={tone} size="sm">
          {words}
        </StatusBadge>
      </Group>
      {step.error?.hint !== undefined && (
        <Text size="sm" className="wrap-anywhere">
          {step.error.hint}
        </Text>
      )}
      {step.assumes.length > 0 && (
        <Text size="xs" c="dimmed">
          Uses the result of a step that was not really run, so this part is an assumption.
        </Text>
      )}
      <PreviewContent content={step.content} label={step.name} />
    </article>
  );
}

function summaryOf({ verdict, waitsUntil, summary }: StepTrial): string {
  if (verdict !== "waits" || waitsUntil === null) return summary;
  return `Until ${when.format(new Date(waitsUntil))}. What follows is shown as if it had come.`;
}
