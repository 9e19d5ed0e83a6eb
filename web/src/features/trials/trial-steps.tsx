import type { Trial } from "@formloom/shared/api";
import { Stack, Text, Title } from "@mantine/core";
import { TrialStep } from "./trial-step.tsx";

export interface TrialStepsProps {
  readonly trial: Trial;
  readonly heading: string;
  /** Newer ones are on their way. */
  readonly isBusy?: boolean;
}

/** What each step would do, in the order in which they would run. */
export function TrialSteps({ trial, heading, isBusy = false }: TrialStepsProps) {
  return (
    <Stack gap="sm" component="section" aria-label={heading} aria-busy={isBusy}>
      <Title order={3} fz="1rem" className="wrap-anywhere">
        {heading}
      </Title>
      {trial.reason !== null && <Text size="sm">It would not start: {lower(trial.reason)}.</Text>}
      <ol className="trial-steps">
        {trial.steps.map((step) => (
          <li key={step.nodeId}>
            <TrialStep step={step} />
          </li>
        ))}
      </ol>
    </Stack>
  );
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
