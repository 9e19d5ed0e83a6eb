import { Text } from "@mantine/core";
import { IconArrowForward, IconCheck, IconPlayerPlay } from "@tabler/icons-react";
import { timeWords } from "../act-words.ts";
import type { Outlook, OutlookStep } from "./outlook.ts";

export interface OutlookListProps {
  readonly outlook: Outlook;
}

/** What will run, what stays as it is, and what stands although it runs again; names and times. */
export function OutlookList({ outlook: { runs, stands, kept } }: OutlookListProps) {
  return (
    <section className="outlook" aria-label="What will happen">
      <Group title="Will run" steps={runs} icon="runs" />
      <Group
        title="Not sent again: what was sent stands, and the run goes on with it"
        steps={stands}
        icon="stands"
      />
      <Group title="Kept as they are" steps={kept} icon="kept" />
    </section>
  );
}

const icons = { runs: IconPlayerPlay, stands: IconArrowForward, kept: IconCheck };

interface GroupProps {
  readonly title: string;
  readonly steps: readonly OutlookStep[];
  readonly icon: keyof typeof icons;
}

function Group({ title, steps, icon }: GroupProps) {
  if (steps.length === 0) return null;
  const GroupIcon = icons[icon];
  return (
    <div className="outlook-group" data-kind={icon}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <ul>
        {steps.map((step) => (
          <li key={step.nodeId}>
            <GroupIcon size={15} aria-hidden />
            <span className="wrap-anywhere">
              <strong>{step.name}</strong>
              {icon === "runs" ? `: ${step.line}` : stateOf(step)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function stateOf({ sentAt, open }: OutlookStep): string {
  if (sentAt !== null) return `, sent ${timeWords(sentAt)}`;
  return open ? ", perhaps sent" : "";
}
