import { ActionIcon, CopyButton, Text, Tooltip } from "@mantine/core";
import type { StepView } from "@formloom/shared/api";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { effectWords } from "./act-words.ts";

export interface StepEffectsProps {
  readonly step: StepView;
}

/** What the step did to the world: each act with its state in words and the key that receivers see. */
export function StepEffects({ step }: StepEffectsProps) {
  if (step.effects.length === 0) return null;
  const newer = step.acts.filter((act) => {
    const own = step.effects.find(({ name }) => name === act.name);
    return own !== undefined && own.state !== act.state;
  });
  return (
    <section className="step-effects" aria-label="What was sent">
      <ul>
        {step.effects.map((effect) => {
          const { tone, text } = effectWords(effect, step);
          return (
            <li key={effect.key}>
              <StatusBadge tone={tone} size="sm">
                {text}
              </StatusBadge>
              <KeyOf value={effect.key} />
            </li>
          );
        })}
      </ul>
      {newer.map((act) => (
        <Text key={act.key} size="sm" c="dimmed">
          Meanwhile, by a replay: {effectWords(act, step).text.toLowerCase()}.
        </Text>
      ))}
    </section>
  );
}

function KeyOf({ value }: { readonly value: string }) {
  return (
    <CopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : `Copy its key: ${value}`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label="Copy the key that its receiver sees"
            onClick={copy}
          >
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
