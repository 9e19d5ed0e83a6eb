import type { ResponseTrial } from "@formloom/shared/api";
import { useState } from "react";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { EffectComparison } from "./effect-comparison.tsx";
import { TrialSteps } from "./trial-steps.tsx";
import { outcomeWords } from "./trial-words.ts";

export interface ResponseRowProps {
  readonly response: ResponseTrial;
}

/** One response of a dry run; opened, what it would get, beside what it gets now. */
export function ResponseRow({ response }: ResponseRowProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { tone, words } = outcomeWords(response);
  return (
    <details
      className="trial-response"
      open={isOpen}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary>
        <span className="trial-response-name wrap-anywhere">{response.label}</span>
        {response.submittedAt !== null && (
          <span className="trial-response-time">
            <RelativeTime at={response.submittedAt} />
          </span>
        )}
        <StatusBadge tone={tone} size="sm">
          {words}
        </StatusBadge>
      </summary>
      {/* Frames and pictures are made only where somebody looks. */}
      {isOpen && <ResponseDetails response={response} />}
    </details>
  );
}

function ResponseDetails({ response }: ResponseRowProps) {
  const { draft, comparison } = response;
  const changed = comparison?.effects.filter(({ change }) => change !== "same") ?? [];
  return (
    <div className="trial-response-body">
      {comparison !== null &&
        changed.map((effect) => (
          <EffectComparison
            key={effect.nodeId}
            effect={effect}
            before={comparison.live.steps.find(({ nodeId }) => nodeId === effect.nodeId)}
            after={draft.steps.find(({ nodeId }) => nodeId === effect.nodeId)}
          />
        ))}
      <TrialSteps trial={draft} heading="Step by step, by the draft" />
    </div>
  );
}
