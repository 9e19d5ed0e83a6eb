import { Text } from "@mantine/core";
import type { StepView } from "@formloom/shared/api";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { attemptState, durationWords } from "./run-words.ts";

export interface AttemptListProps {
  readonly step: StepView;
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** Each try with when, how long and what came of it; and when the next is due. */
export function AttemptList({ step }: AttemptListProps) {
  if (step.attempts.length === 0 && step.dueAt === null) {
    return (
      <Text size="sm" c="dimmed">
        It was not tried.
      </Text>
    );
  }
  return (
    <ol className="attempts">
      {step.attempts.map((attempt) => (
        <li key={attempt.attempt}>
          <div className="attempt-head">
            <Text size="sm" fw={600}>
              Try {attempt.attempt}
            </Text>
            <StatusBadge tone={attemptState(attempt.outcome).tone} size="sm">
              {attemptState(attempt.outcome).text}
            </StatusBadge>
            <Text size="xs" c="dimmed">
              {clock.format(new Date(attempt.startedAt))}, took {durationWords(attempt.durationMs)}
            </Text>
          </div>
          <AttemptBar attempt={attempt} within={spanOf(step)} />
          {attempt.error !== null && (
            <Text size="sm" className="wrap-anywhere">
              {attempt.error.message}
            </Text>
          )}
        </li>
      ))}
      {step.dueAt !== null && (
        <li>
          <Text size="sm">
            Tries again <RelativeTime at={step.dueAt} />
          </Text>
        </li>
      )}
    </ol>
  );
}

interface Span {
  /** ms since 1970. */
  readonly from: number;
  readonly ms: number;
}

/** From the beginning of the first attempt to the end of the last. */
function spanOf({ attempts }: StepView): Span {
  const starts = attempts.map(({ startedAt }) => new Date(startedAt).getTime());
  const ends = attempts.map(({ durationMs }, index) => (starts[index] ?? 0) + durationMs);
  const from = Math.min(...starts);
  return { from, ms: Math.max(1, Math.max(...ends) - from) };
}

interface AttemptBarProps {
  readonly attempt: StepView["attempts"][number];
  readonly within: Span;
}

/** Where the attempt lies among all of them; the words beside it say the same. */
function AttemptBar({ attempt, within }: AttemptBarProps) {
  const left = ((new Date(attempt.startedAt).getTime() - within.from) / within.ms) * 100;
  const width = Math.min(100 - left, (attempt.durationMs / within.ms) * 100);
  return (
    <div className="attempt-bar" aria-hidden>
      <span
        data-tone={attemptState(attempt.outcome).tone}
        style={{ insetInlineStart: `${left}%`, inlineSize: `${width}%` }}
      />
    </div>
  );
}
