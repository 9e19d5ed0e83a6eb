import { Group, Text } from "@mantine/core";
import type { RunView, StepView } from "@formloom/shared/api";
import type { NodeType } from "@formloom/shared/plugin";
import { useQuery } from "@tanstack/react-query";
import { explainError } from "../../effects/explain-error.ts";
import { QueryGate } from "../../ui/query-gate.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { SettingDiff } from "./replay/setting-diff.tsx";
import { settingChanges } from "./replay/setting-changes.ts";
import { stepWords } from "./run-words.ts";
import { runQuery } from "./runs-queries.ts";

export interface BeforeAfterProps {
  /** The run that this one repeats. */
  readonly beforeId: string;
  readonly step: StepView;
  readonly type: NodeType | undefined;
}

/** The step in the run that is repeated beside the step in this one: how it ended, and what went in. */
export function BeforeAfter({ beforeId, step, type }: BeforeAfterProps) {
  const before = useQuery(runQuery(beforeId));
  return (
    <QueryGate
      query={before}
      rows={1}
      explain={(error) => explainError(error, "The run before it could not be read.")}
    >
      {(run) => <Comparison run={run} step={step} type={type} />}
    </QueryGate>
  );
}

interface ComparisonProps extends Pick<BeforeAfterProps, "step" | "type"> {
  readonly run: RunView;
}

function Comparison({ run, step, type }: ComparisonProps) {
  const older = run.steps.find(({ nodeId }) => nodeId === step.nodeId);
  const [was, is] = [older?.attempts.at(-1)?.input, step.attempts.at(-1)?.input];
  const changes = settingChanges(was, is, type?.configSchema);
  return (
    <div className="before-after">
      <Group gap="xs">
        <Text size="sm">Before:</Text>
        {older === undefined ? (
          <Text size="sm">There was no such step.</Text>
        ) : (
          <State step={older} />
        )}
      </Group>
      <Group gap="xs">
        <Text size="sm">Now:</Text>
        <State step={step} />
      </Group>
      {changes.length === 0 ? (
        <Text size="sm" c="dimmed">
          The same went in.
        </Text>
      ) : (
        <SettingDiff changes={changes} label="What went in, before and now" />
      )}
    </div>
  );
}

function State({ step }: { readonly step: StepView }) {
  const { tone, text } = stepWords(step);
  return (
    <StatusBadge tone={tone} size="sm">
      {text}
    </StatusBadge>
  );
}
