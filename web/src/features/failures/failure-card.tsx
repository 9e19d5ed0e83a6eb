import type { FailureGroupView } from "@formloom/shared/api";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { RunTaskProgress } from "../../tasks/run-task-progress.tsx";
import { counted } from "../../ui/counted.ts";
import { TextLink } from "../../ui/links.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { DismissButton } from "./dismiss-button.tsx";
import { FailedRuns } from "./failed-runs.tsx";
import { MendLink } from "./mend-link.tsx";
import { ReplayGroup } from "./replay-group.tsx";
import { whoWords } from "./who-words.ts";

export interface FailureCardProps {
  readonly group: FailureGroupView;
}

/** One cause: what happened, who must act, how to mend it, and the replay of what it stopped. */
export function FailureCard({ group }: FailureCardProps) {
  const { fingerprint, sentence, task, open } = group;
  const [shown, { toggle }] = useDisclosure(false);
  const isReplaying = task !== null && task.finishedAt === null;
  const mayMove = group.mayEdit && !group.unknown && !isReplaying && open > 0;
  const titleId = `failure-${fingerprint}`;
  return (
    <li className="surface failure-card" aria-labelledby={titleId}>
      <Stack gap="sm">
        <Group gap="xs" justify="space-between">
          <FailureState group={group} isReplaying={isReplaying} />
          <Text size="sm" c="dimmed">
            Last seen <RelativeTime at={group.lastSeenAt} />
          </Text>
        </Group>
        <Title id={titleId} order={2} fz="1.05rem" fw={650} className="wrap-anywhere">
          {sentence}
        </Title>
        <Whereabouts group={group} />
        {open > 0 && <WhatHelps group={group} />}
        {task !== null && <RunTaskProgress taskId={task.id} verb="Replayed" />}
        {mayMove && <ReplayGroup group={group} />}
        <Group gap="xs">
          <Button variant="subtle" onClick={toggle} aria-expanded={shown}>
            {shown ? "Hide the runs" : "Show the runs"}
          </Button>
          {mayMove && <DismissButton group={group} />}
        </Group>
        {shown && <FailedRuns fingerprint={fingerprint} state={open > 0 ? "open" : "settled"} />}
      </Stack>
    </li>
  );
}

function Whereabouts({ group }: FailureCardProps) {
  const { pipelineId, pipelineName, stepName, service, firstSeenAt } = group;
  return (
    <Text size="sm" c="dimmed" className="wrap-anywhere">
      <TextLink to="/pipelines/$pipelineId" params={{ pipelineId }} className="failure-link">
        {pipelineName}
      </TextLink>{" "}
      · step “{stepName}”{service === null ? "" : ` · ${service}`} · first seen{" "}
      <RelativeTime at={firstSeenAt} />
    </Text>
  );
}

function WhatHelps({ group }: FailureCardProps) {
  return (
    <div className="failure-act">
      <Text size="sm" fw={600}>
        {whoWords[group.who]}
      </Text>
      <Text size="sm" className="wrap-anywhere">
        {group.act.text}
      </Text>
      {group.mayEdit && <MendLink group={group} />}
    </div>
  );
}

function FailureState({
  group: { open, unknown, settled },
  isReplaying,
}: FailureCardProps & { readonly isReplaying: boolean }) {
  if (isReplaying) return <StatusBadge tone="busy">Being replayed</StatusBadge>;
  if (open === 0) {
    const total = settled.replayed + settled.resolved;
    return total > 0 ? (
      <StatusBadge tone="good">{`${counted(total, "run")} mended`}</StatusBadge>
    ) : (
      <StatusBadge tone="passed-by">Dismissed</StatusBadge>
    );
  }
  const words = `${counted(open, "run")} ${open === 1 ? "waits" : "wait"}`;
  return <StatusBadge tone={unknown ? "attention" : "bad"}>{words}</StatusBadge>;
}
