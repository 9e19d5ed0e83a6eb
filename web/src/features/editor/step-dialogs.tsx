import { Button, Group, Stack, TextInput } from "@mantine/core";
import type { GraphNode } from "@formloom/shared/graph";
import { useState } from "react";
import { stepName } from "../../plugins/value-labels.ts";
import { useAppStore } from "../../store/store.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { appState, changeGraph, connectSteps, moveStepTo } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { FindDialog } from "./find-dialog.tsx";
import { findNode } from "./graph-walk.ts";
import { connectPlaces, movePlaces } from "./move-places.ts";

const close = () => appState().stepDialogOpened(null);

/** The dialog about a step that is open: its name, where it goes, or what it leads to. */
export function StepDialogs() {
  const dialog = useAppStore((state) => state.stepDialog);
  const graph = useAppStore((state) => state.editor?.graph);
  const node = graph === undefined || dialog === null ? undefined : findNode(graph, dialog.nodeId);
  if (dialog === null || node === undefined) return null;
  if (dialog.kind === "rename") return <RenameStep node={node} />;
  return dialog.kind === "move" ? <MoveStep node={node} /> : <ConnectStep node={node} />;
}

function RenameStep({ node }: { readonly node: GraphNode }) {
  const { types } = useEditorFacts();
  const [name, setName] = useState(node.name ?? "");
  return (
    <Dialog title={`Rename “${stepName(node, types)}”`} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          changeGraph({ type: "nodeRenamed", nodeId: node.id, name: name.trim() });
          close();
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name of the step"
            description="Empty: the name of its kind."
            data-autofocus
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit">Rename</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function MoveStep({ node }: { readonly node: GraphNode }) {
  const { types } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const places = graph === undefined ? [] : movePlaces(graph, node.id, types);
  return (
    <FindDialog
      title={`Move “${stepName(node, types)}” to`}
      label="Find a place"
      none="No place is called that. Try a shorter word."
      choices={places.map(({ place, words }) => ({
        key: words + (place.kind === "edge" ? place.edgeId : place.nodeId + place.port),
        words,
        choose: () => moveStepTo(node.id, place, types),
      }))}
      onClose={close}
    />
  );
}

function ConnectStep({ node }: { readonly node: GraphNode }) {
  const { types } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const places = graph === undefined ? [] : connectPlaces(graph, node.id, types);
  return (
    <FindDialog
      title={`Connect “${stepName(node, types)}” to`}
      label="Find a step"
      none="No step that it may lead to is called that. Try a shorter word."
      choices={places.map(({ target, sourcePort, words }) => ({
        key: `${target}:${sourcePort}`,
        words,
        choose: () => connectSteps({ source: node.id, sourcePort, target, types }),
      }))}
      onClose={close}
    />
  );
}
