import { Popover, Text, UnstyledButton } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconCircleOff } from "@tabler/icons-react";
import type { PipelineView } from "@formloom/shared/api";
import { lazy, Suspense, useState } from "react";
import { pausedWords } from "../../effects/paused-words.ts";
import { type EditorFacts, useEditorFacts } from "./editor-facts.ts";
import "./changes/changes.css";

const LiveDifferences = lazy(async () => ({
  default: (await import("./changes/live-differences.tsx")).LiveDifferences,
}));

const DraftWords = lazy(async () => ({
  default: (await import("./changes/draft-words.tsx")).DraftWords,
}));

const pickState = ({ pipeline }: EditorFacts): LiveState => ({
  liveVersion: pipeline.liveVersion,
  enabled: pipeline.enabled,
  pausedAt: pipeline.pausedAt,
  heldRuns: pipeline.heldRuns,
});
type LiveState = Pick<PipelineView, "liveVersion" | "enabled" | "pausedAt" | "heldRuns">;

/** What runs now, and in how far the draft differs from it; opens the list of differences. */
export function LivePill() {
  const pipeline = useEditorFacts(pickState);
  const [opened, setOpened] = useState(false);
  const { liveVersion, enabled } = pipeline;
  const isLive = liveVersion !== null && enabled && pipeline.pausedAt === null;
  const PillIcon = isLive ? IconCircleCheck : enabled ? IconCircleDashed : IconCircleOff;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={380}
      position="bottom-start"
      withArrow
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton
          className="live-pill"
          data-live={isLive || undefined}
          aria-description="Shows what differs"
          onClick={() => setOpened(!opened)}
        >
          <PillIcon size={15} aria-hidden />
          <span>
            {stateWords(pipeline)}
            <Suspense>{liveVersion !== null && <DraftWords />}</Suspense>
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 1rem)" aria-label="What differs from the live version">
        <Suspense fallback={<Text size="sm">Looking at the live version…</Text>}>
          <LiveDifferences onLeave={() => setOpened(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

function stateWords(pipeline: LiveState): string {
  const { liveVersion, enabled, pausedAt } = pipeline;
  if (liveVersion === null) return "Draft, never published";
  if (enabled && pausedAt !== null) return `${pausedWords(pipeline)}, v${liveVersion}`;
  return enabled ? `Live v${liveVersion}` : `Off, v${liveVersion} published`;
}
