import { Button, Group, Stack, Text } from "@mantine/core";
import {
  graphChanges,
  mergeGraphs,
  type GraphDifference,
  type MergeSide,
} from "@formloom/shared/graph";
import { useMemo, useState } from "react";
import { reasonOf } from "../../../effects/explain-error.ts";
import type { EditorDraft } from "../../../store/editor-slice.ts";
import { useAppStore } from "../../../store/store.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { showFailure } from "../../../ui/toast.tsx";
import { settleConflict } from "../draft-saver.ts";
import type { TheirDraft } from "../draft-sync.ts";
import { useEditorFacts } from "../editor-facts.ts";
import { whoSaved } from "./join-drafts.ts";
import { useChangeFacts } from "./use-change-facts.ts";
import "./changes.css";

export interface ConflictDialogProps {
  readonly onClose: () => void;
}

/** For each step that two people changed: whose change stays. Everything else is joined by itself. */
export function ConflictDialog({ onClose }: ConflictDialogProps) {
  const editor = useAppStore((state) => state.editor);
  if (editor === null || editor.sync.state.kind !== "conflict") return null;
  return <Choices editor={editor} theirs={editor.sync.state.theirs} onClose={onClose} />;
}

interface ChoicesProps extends ConflictDialogProps {
  readonly editor: EditorDraft;
  readonly theirs: TheirDraft;
}

function Choices({ editor, theirs, onClose }: ChoicesProps) {
  const steps = useDisputedSteps(editor, theirs);
  const [choices, setChoices] = useState<ReadonlyMap<string, MergeSide>>(new Map());
  const who = whoSaved(theirs);
  const settle = async () => {
    try {
      await settleConflict(choices);
    } catch (error) {
      showFailure("Your choice could not be saved", reasonOf(error));
    }
  };
  return (
    <Dialog title="Two people changed the same steps" size="lg" onClose={onClose}>
      <Stack gap="sm">
        <Text size="sm">
          {who} saved this draft{" "}
          {theirs.by === null ? "meanwhile" : <RelativeTime at={theirs.by.at} />}. Changes of
          different steps are joined. Choose for{" "}
          {steps.length === 1 ? "this one" : `these ${steps.length}`} whose change stays.
        </Text>
        {steps.map(({ nodeId, name, mine, theirs: others }) => (
          <fieldset key={nodeId} className="conflict-step">
            <legend className="problem-step">{name}</legend>
            <div className="conflict-sides">
              {(["mine", "theirs"] as const).map((side) => (
                <label key={side} className="conflict-side">
                  <input
                    type="radio"
                    name={`conflict-${nodeId}`}
                    checked={(choices.get(nodeId) ?? "mine") === side}
                    onChange={() => setChoices(new Map([...choices, [nodeId, side]]))}
                  />
                  <SideWords
                    title={
                      side === "mine"
                        ? "Keep mine"
                        : `Take what ${who === "Somebody else" ? "they" : who} did`
                    }
                    changes={side === "mine" ? mine : others}
                  />
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Decide later
          </Button>
          <Button onClick={() => void settle()}>Use these choices</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

interface SideWordsProps {
  readonly title: string;
  readonly changes: readonly GraphDifference[];
}

function SideWords({ title, changes }: SideWordsProps) {
  return (
    <span>
      <Text span fw={600} size="sm">
        {title}
      </Text>
      {changes.map((change) => (
        <Text
          key={`${change.kind} ${change.text}`}
          span
          display="block"
          size="sm"
          className="wrap-anywhere"
        >
          {change.text}
        </Text>
      ))}
    </span>
  );
}

function useDisputedSteps({ graph, sync: { base } }: EditorDraft, theirs: TheirDraft) {
  const { types } = useEditorFacts();
  const facts = useChangeFacts();
  return useMemo(() => {
    const sides = { mine: graph, theirs: theirs.graph };
    const { conflicts } = mergeGraphs(base, sides, { nodeTypes: types });
    const mine = graphChanges(base, graph, facts);
    const others = graphChanges(base, theirs.graph, facts);
    const of = (changes: readonly GraphDifference[], nodeId: string): GraphDifference[] =>
      changes.filter((change) => change.nodeId === nodeId);
    return conflicts.map(({ nodeId }) => {
      const own = of(mine, nodeId);
      const other = of(others, nodeId);
      return {
        nodeId,
        name: [...own, ...other][0]?.nodeName ?? "A step",
        mine: own,
        theirs: other,
      };
    });
  }, [graph, base, theirs, types, facts]);
}
