import { Button, Group, NavLink, Stack, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { GraphNode } from "@formloom/shared/graph";
import { useState } from "react";
import { stepName } from "../../plugins/value-labels.ts";
import { useAppStore } from "../../store/store.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { appState, changeGraph, moveStepTo } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { findNode } from "./graph-walk.ts";
import { movePlaces } from "./move-places.ts";

const close = () => appState().stepDialogOpened(null);
/** How many places are listed at once; typing on finds the others. */
const shown = 60;

/** The dialog about a step that is open: its name, or where it goes. */
export function StepDialogs() {
  const dialog = useAppStore((state) => state.stepDialog);
  const graph = useAppStore((state) => state.editor?.graph);
  const node = graph === undefined || dialog === null ? undefined : findNode(graph, dialog.nodeId);
  if (dialog === null || node === undefined) return null;
  return dialog.kind === "rename" ? <RenameStep node={node} /> : <MoveStep node={node} />;
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
  const [query, setQuery] = useState("");
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const places = (graph === undefined ? [] : movePlaces(graph, node.id, types)).filter((place) =>
    words.every((word) => place.words.toLowerCase().includes(word)),
  );
  return (
    <Dialog title={`Move “${stepName(node, types)}” to`} onClose={close}>
      <TextInput
        label="Find a place"
        data-autofocus
        leftSection={<IconSearch size={16} aria-hidden />}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <Stack gap={2} mt="sm">
        {places.slice(0, shown).map(({ place, words: label }) => (
          <NavLink
            key={label + (place.kind === "edge" ? place.edgeId : place.nodeId + place.port)}
            component="button"
            label={label}
            onClick={() => {
              moveStepTo(node.id, place, types);
              close();
            }}
          />
        ))}
        {places.length === 0 && (
          <Text size="sm" c="dimmed" p="sm">
            No place is called that. Try a shorter word.
          </Text>
        )}
        {places.length > shown && (
          <Text size="xs" c="dimmed" p="sm">
            {places.length - shown} more: type a name to find them.
          </Text>
        )}
      </Stack>
    </Dialog>
  );
}
