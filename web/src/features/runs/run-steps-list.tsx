import { UnstyledButton } from "@mantine/core";
import type { RunView } from "@formloom/shared/api";
import { stepName } from "../../plugins/value-labels.ts";
import { IconByName } from "../../ui/flow/icon-by-name.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import type { RunFacts } from "./run-elements.ts";
import { isReached } from "./run-path.ts";
import { stepWords } from "./run-words.ts";

export interface RunStepsListProps {
  readonly run: RunView;
  readonly facts: RunFacts;
  readonly chosen: string | null;
  readonly onChoose: (nodeId: string) => void;
}

/** The steps of a run in their order: what small screens and screen readers use. */
export function RunStepsList({ run, facts, chosen, onChoose }: RunStepsListProps) {
  const nodes = new Map(run.graph.nodes.map((node) => [node.id, node]));
  return (
    <nav aria-label="Steps of the run">
      <ol className="run-steps">
        {run.steps.map((step) => {
          const node = nodes.get(step.nodeId);
          const type = facts.types.get(step.nodeType);
          const { tone, text } = stepWords(step, node);
          return (
            <li key={step.nodeId}>
              <UnstyledButton
                className="run-step"
                data-faded={!isReached(step) || undefined}
                aria-current={chosen === step.nodeId}
                onClick={() => onChoose(step.nodeId)}
              >
                <span className="flow-card-icon" data-hue={type?.category}>
                  <IconByName name={type?.icon ?? "puzzle"} size={18} />
                </span>
                <span className="run-step-name">
                  {node === undefined ? step.nodeId : stepName(node, facts.types)}
                </span>
                <StatusBadge tone={tone}>{text}</StatusBadge>
              </UnstyledButton>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
