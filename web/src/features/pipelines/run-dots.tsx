import type { PipelineView } from "@formloom/shared/api";
import { Link } from "@tanstack/react-router";
import { toneLooks } from "../../ui/status-badge.tsx";
import { dotLooks, runsInWords, unknownLook } from "./run-dots-words.ts";

export interface RunDotsProps {
  readonly pipelineId: string;
  /** Newest first. */
  readonly runs: PipelineView["lastRuns"];
}

/**
 * The last runs as small marks, oldest first; shape and colour both tell. Together they are one link to
 * the runs, so that twenty of them are one stop on the way through the page.
 */
export function RunDots({ pipelineId, runs }: RunDotsProps) {
  if (runs.length === 0) return null;
  const words = runsInWords(runs.map(({ status }) => status));
  return (
    <Link to="/runs" search={{ pipelineId }} className="run-dots above-cover" aria-label={words}>
      {runs.toReversed().map(({ id, status }) => {
        const { tone, words: state } = dotLooks[status] ?? unknownLook;
        const { icon: Glyph, color } = toneLooks[tone];
        return (
          <span
            key={id}
            title={`Run ${state}`}
            className="run-dot"
            style={{ backgroundColor: `var(--mantine-color-${color}-6)` }}
          >
            <Glyph size={10} stroke={3} aria-hidden />
          </span>
        );
      })}
      <span className="run-dots-words">{words}</span>
    </Link>
  );
}
