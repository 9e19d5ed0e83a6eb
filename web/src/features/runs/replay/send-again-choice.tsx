import { Checkbox, Text } from "@mantine/core";
import { timeWords } from "../act-words.ts";
import { countWords, type OutlookStep } from "./outlook.ts";

export interface SendAgainChoiceProps {
  readonly steps: readonly OutlookStep[];
  readonly checked: boolean;
  readonly onChange: (next: boolean) => void;
}

/** Sends a second time what was sent: how much, and to whom, stands there before the choice. */
export function SendAgainChoice({ steps, checked, onChange }: SendAgainChoiceProps) {
  if (steps.length === 0) return null;
  return (
    <div className="send-again" data-on={checked || undefined}>
      <Checkbox
        label={`Send again what was sent already (${countWords(steps)})`}
        description="They get it a second time, under a new key, so that no receiver takes it for the first one."
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <ul>
        {steps.map(({ nodeId, name, line, sentAt, recipients }) => (
          <li key={nodeId} className="wrap-anywhere">
            <Text size="sm" span fw={600}>
              {name}
            </Text>
            <Text size="sm" span>
              {recipients.length > 0 ? `: to ${recipients.join(", ")}` : `: ${line}`}
              {sentAt === null ? "; perhaps sent" : `; sent ${timeWords(sentAt)}`}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}
