import { Button, Group, Popover, ScrollArea, Text, UnstyledButton } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconCircleOff } from "@tabler/icons-react";
import type { PipelineView } from "@formloom/shared/api";
import { countChanges, type Graph } from "@formloom/shared/graph";
import { useState } from "react";
import { pausedWords } from "../../effects/paused-words.ts";
import { useAppStore } from "../../store/store.ts";
import { counted } from "../../ui/counted.ts";
import { showUndo } from "../../ui/toast.tsx";
import { ChangeList } from "./changes/change-list.tsx";
import { useLiveChanges, type LiveChanges } from "./changes/use-live-changes.ts";
import { changeGraph } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { findNode } from "./graph-walk.ts";
import "./changes/changes.css";

/** What runs now, and in how far the draft differs from it; opens the list of differences. */
export function LivePill() {
  const { pipeline } = useEditorFacts();
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
        <Differences live={live} onLeave={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function stateWords(pipeline: PipelineView): string {
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

interface DifferencesProps {
  readonly live: LiveChanges;
  readonly onLeave: () => void;
}

function Differences({ live: { changes, liveGraph }, onLeave }: DifferencesProps) {
  const { pipeline, readOnly } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  if (changes === null || liveGraph === null || graph === undefined) {
    const isNew = pipeline.liveVersion === null;
    return (
      <Text size="sm">
        {isNew
          ? "Nothing is live yet. Publish the draft to start it."
          : "Looking at the live version…"}
      </Text>
    );
  }
  if (changes.length === 0) {
    return <Text size="sm">The draft is the same as version {pipeline.liveVersion}.</Text>;
  }
  return (
    <>
      <ScrollArea.Autosize mah={380}>
        <ChangeList
          label={`Changes since version ${pipeline.liveVersion}`}
          changes={changes}
          canOpen={(nodeId) => findNode(graph, nodeId) !== undefined}
          onOpen={(nodeId) => {
            useAppStore.getState().stepOpened(nodeId);
            onLeave();
          }}
        />
      </ScrollArea.Autosize>
      {!readOnly && (
        <Group justify="flex-end" mt="sm">
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              discardChanges(liveGraph, pipeline.liveVersion);
              onLeave();
            }}
          >
            Discard these changes
          </Button>
        </Group>
      )}
    </>
  );
}

/** The live version becomes the draft; one step back brings the changes again. */
function discardChanges(liveGraph: Graph, liveVersion: number | null): void {
  if (!changeGraph({ type: "graphReplaced", graph: liveGraph, label: "discard the changes" }))
    return;
  showUndo({
    message: `The draft is version ${liveVersion} again`,
    onUndo: () => void useAppStore.getState().undoAsked(),
  });
}
