import type { Journey, JourneyStep } from "@formloom/shared/api";
import { Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { explainError } from "../../effects/explain-error.ts";
import { ExactTime } from "../../ui/exact-time.tsx";
import { TextLink } from "../../ui/links.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge, toneLooks } from "../../ui/status-badge.tsx";
import { stepTitle, stepWords } from "./journey-words.ts";
import { journeyQuery } from "./journey-queries.ts";
import { outcomeWords } from "./outcome-words.ts";
import { SendAgain } from "./send-again.tsx";
import "./responses.css";

export interface ResponseJourneyProps {
  readonly formId: string;
  readonly responseId: string;
  readonly mayEdit: boolean;
}

/** What became of one response: whether there was mail, and by automation what each step did. */
export function ResponseJourney({ formId, responseId, mayEdit }: ResponseJourneyProps) {
  const journey = useQuery(journeyQuery(formId, responseId));
  return (
    <Stack component="section" gap="md" aria-labelledby="journey">
      <Title order={2} fz="1.05rem" id="journey">
        What happened to it
      </Title>
      <QueryGate
        query={journey}
        explain={(error) => explainError(error, "What happened could not be read.")}
      >
        {({ automations }) => (
          <>
            {automations.length === 0 && (
              <Text c="dimmed">This form has no automation yet, so nothing happens by itself.</Text>
            )}
            {automations.map((automation) => (
              <AutomationJourney
                key={automation.pipelineId}
                formId={formId}
                automation={automation}
                mayEdit={mayEdit}
              />
            ))}
          </>
        )}
      </QueryGate>
    </Stack>
  );
}

interface AutomationJourneyProps {
  readonly formId: string;
  readonly automation: Journey[number];
  readonly mayEdit: boolean;
}

function AutomationJourney({ formId, automation, mayEdit }: AutomationJourneyProps) {
  const { tone, text } = outcomeWords(automation.outcome);
  return (
    <div className="surface journey-automation">
      <Group justify="space-between" gap="xs">
        <Title order={3} fz="1rem" className="wrap-anywhere">
          {automation.name}
        </Title>
        <StatusBadge tone={tone} size="sm">
          {text}
        </StatusBadge>
      </Group>
      {automation.outcome === "remembered" && (
        <Text size="sm" c="dimmed">
          Its run is not kept any more.
        </Text>
      )}
      {automation.runs.map((run) => (
        <div key={run.id} className="journey-run">
          <TextLink to="/runs/$runId" params={{ runId: run.id }} size="sm">
            {run.isReplay ? "Replay" : "Run"} <RelativeTime at={run.createdAt} />
          </TextLink>
          <ol className="journey-steps">
            {run.steps.map((step) => (
              <StepLine
                key={step.nodeId}
                {...{ step, formId, runId: run.id, steps: run.steps }}
                mayEdit={mayEdit && isOver(run.status)}
              />
            ))}
          </ol>
        </div>
      ))}
    </div>
  );
}

const isOver = (status: string): boolean =>
  status === "completed" || status === "failed" || status === "cancelled";

interface StepLineProps {
  readonly formId: string;
  readonly runId: string;
  readonly step: JourneyStep;
  readonly steps: readonly JourneyStep[];
  readonly mayEdit: boolean;
}

function StepLine({ formId, runId, step, steps, mayEdit }: StepLineProps) {
  const { tone, text, at } = stepWords(step);
  const { color, icon: Mark } = toneLooks[tone];
  const wasDone = step.effect === "confirmed" || step.effect === "caught";
  return (
    <li className="journey-step">
      <Mark size={16} aria-hidden color={`var(--mantine-color-${color}-6)`} />
      <div className="journey-step-words">
        <Text size="sm" fw={600} className="wrap-anywhere">
          {stepTitle(step)}
        </Text>
        <Text size="sm" c="dimmed" className="wrap-anywhere">
          {text}
          {at !== null && (
            <>
              , <ExactTime at={at} />
            </>
          )}
        </Text>
      </div>
      {mayEdit && step.acts && !step.disabled && wasDone && (
        <SendAgain formId={formId} runId={runId} step={step} steps={steps} />
      )}
    </li>
  );
}
