import { Popover, Text, UnstyledButton } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconCircleOff } from "@tabler/icons-react";
import type { PipelineView } from "@formloom/shared/api";
import { countChanges } from "@formloom/shared/graph";
import { lazy, Suspense, useState } from "react";
import { pausedWords } from "../../effects/paused-words.ts";
import { counted } from "../../ui/counted.ts";
import { useLiveChanges, type LiveChanges } from "./changes/use-live-changes.ts";
import { type EditorFacts, useEditorFacts } from "./editor-facts.ts";
import "./changes/changes.css";

const LiveDifferences = lazy(async () => ({
  default: (await import("./changes/live-differences.tsx")).LiveDifferences,
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
  const live = useLiveChanges();
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
            <DraftWords changes={live.changes} />
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 1rem)" aria-label="What differs from the live version">
        <Suspense fallback={<Text size="sm">Looking at the live version…</Text>}>
          <LiveDifferences live={live} onLeave={() => setOpened(false)} />
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

function DraftWords({ changes }: Pick<LiveChanges, "changes">) {
  if (changes === null || changes.length === 0) return null;
  const count = countChanges(changes);
  const words = count === 0 ? "draft is rearranged" : `draft has ${counted(count, "change")}`;
  return <span className="live-pill-draft"> · {words}</span>;
}
