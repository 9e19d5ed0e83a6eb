import { Checkbox, Text } from "@mantine/core";
import type { RunSummary } from "@formloom/shared/api";
import { memo } from "react";
import { TextLink } from "../../ui/links.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { durationWords, runEventWords, runWords } from "./run-words.ts";
import { UnknownChoice } from "./unknown-choice.tsx";

export interface RunRowProps {
  readonly run: RunSummary;
  /** Whether the person may say what became of it. */
  readonly mayEdit: boolean;
  /** Null: it cannot be chosen. */
  readonly isChosen: boolean | null;
  /** Keep it the same, or every row is drawn with each reading. */
  readonly onToggle: (runId: string) => void;
}

/** One run in the list; the whole row leads to it. */
export const RunRow = memo(function RunRow(props: RunRowProps) {
  const { run, mayEdit, isChosen, onToggle } = props;
  const { tone, text } = runWords(run);
  return (
    <li className="surface row-link run-row" data-choice={choiceMark(isChosen)}>
      {isChosen !== null && (
        <div className="run-row-choice">
          <Checkbox
            aria-label={`Select the run of ${run.respondent ?? run.pipelineName}`}
            checked={isChosen}
            onChange={() => onToggle(run.id)}
          />
        </div>
      )}
      <div className="run-row-state">
        <StatusBadge tone={tone}>{text}</StatusBadge>
      </div>
      <div className="run-row-words">
        <TextLink
          to="/runs/$runId"
          params={{ runId: run.id }}
          className="row-link-cover wrap-anywhere"
          fw={600}
          c="inherit"
        >
          {run.pipelineName}
        </TextLink>
        <Text size="sm" c="dimmed" className="wrap-anywhere">
          {run.respondent !== null && (
            <>
              <bdi>{run.respondent}</bdi> ·{" "}
            </>
          )}
          {runEventWords[run.eventType]} · {run.formName}
          {run.isTest ? " · test" : ""}
          {run.replayOf === null ? "" : ` · replay${byWhom(run)}`}
        </Text>
      </div>
      <div className="run-row-facts">
        <RelativeTime at={run.createdAt} />
        <span>{lengthOf(run)}</span>
        <span>v{run.versionNumber}</span>
      </div>
      {run.openSteps.map((step) => (
        <UnknownChoice key={step.nodeId} runId={run.id} step={step} line={null} mayEdit={mayEdit} />
      ))}
    </li>
  );
});

function choiceMark(isChosen: boolean | null): "on" | "off" | undefined {
  if (isChosen === null) return undefined;
  return isChosen ? "on" : "off";
}

const byWhom = ({ requestedBy }: RunSummary): string =>
  requestedBy === null || requestedBy.name === "" ? "" : ` by ${requestedBy.name}`;

function lengthOf(run: RunSummary): string {
  if (run.finishedAt === null) return run.dueAt === null ? "under way" : "waiting";
  return durationWords(new Date(run.finishedAt).getTime() - new Date(run.createdAt).getTime());
}
