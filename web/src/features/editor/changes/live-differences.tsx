import { Button, Group, ScrollArea, Text } from "@mantine/core";
import type { Graph } from "@formloom/shared/graph";
import { useAppStore } from "../../../store/store.ts";
import { showUndo } from "../../../ui/toast.tsx";
import { changeGraph } from "../editor-acts.ts";
import { useEditorFacts } from "../editor-facts.ts";
import { findNode } from "../graph-walk.ts";
import { ChangeList } from "./change-list.tsx";
import { useLiveChanges } from "./use-live-changes.ts";

export interface LiveDifferencesProps {
  readonly onLeave: () => void;
}

/** The list of differences between the draft and what runs; fetched when somebody looks. */
export function LiveDifferences({ onLeave }: LiveDifferencesProps) {
  const { changes, liveGraph } = useLiveChanges();
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
