import { Button, Group } from "@mantine/core";
import type { RunView, StepView } from "@formloom/shared/api";
import type { StepError } from "@formloom/shared/plugin";
import { IconPlugConnected, IconRefresh, IconTool } from "@tabler/icons-react";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { ButtonLink } from "../../ui/links.tsx";
import { useRunActs, type ReplayAsk } from "./replay/replay-ask.ts";
import { errorLines } from "./run-words.ts";
import { remedyOf } from "./step-remedy.ts";

export interface FailureNoticeProps {
  readonly run: RunView;
  readonly step: StepView;
  readonly error: StepError;
}

/** A failure in four lines: what, why probably, who must act, and the button that fits; the reply below. */
export function FailureNotice({ run, step, error }: FailureNoticeProps) {
  const last = step.attempts.at(-1);
  return (
    <ErrorMessage {...errorLines(error)}>
      <Buttons run={run} step={step} error={error} />
      <details className="raw-value">
        <summary>What was reported</summary>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
        <pre tabIndex={0}>{reportOf(error, last)}</pre>
      </details>
    </ErrorMessage>
  );
}

function Buttons({ run, step, error }: FailureNoticeProps) {
  const { mayEdit, replay } = useRunActs();
  if (!mayEdit) return null;
  const remedy = remedyOf(error);
  const ask = (way: ReplayAsk["way"]) => () =>
    replay?.({ nodeId: step.nodeId, way, version: "original" });
  return (
    <Group gap="xs">
      {remedy === "reconnect" && (
        <ButtonLink
          to="/connections"
          size="xs"
          leftSection={<IconPlugConnected size={15} aria-hidden />}
        >
          Look at the connections
        </ButtonLink>
      )}
      {replay !== null && (
        <Button
          size="xs"
          variant={remedy === "fix" ? "filled" : "default"}
          leftSection={<IconTool size={15} aria-hidden />}
          onClick={ask("input")}
        >
          Fix and continue
        </Button>
      )}
      {replay !== null && remedy !== "fix" && (
        <Button
          size="xs"
          variant={remedy === "again" ? "filled" : "default"}
          leftSection={<IconRefresh size={15} aria-hidden />}
          onClick={ask("none")}
        >
          Try again
        </Button>
      )}
      <ButtonLink
        to="/pipelines/$pipelineId"
        params={{ pipelineId: run.pipelineId }}
        search={{ step: step.nodeId }}
        size="xs"
        variant="default"
      >
        Open this step in the automation
      </ButtonLink>
    </Group>
  );
}

function reportOf(error: StepError, last: StepView["attempts"][number] | undefined): string {
  const output = last?.output;
  return [
    `${error.code}: ${error.message}`,
    ...(last?.lines ?? []),
    ...(output === null || output === undefined ? [] : [JSON.stringify(output, null, 2)]),
  ].join("\n");
}
