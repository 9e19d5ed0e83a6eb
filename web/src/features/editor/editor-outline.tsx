import { ActionIcon, Text, UnstyledButton } from "@mantine/core";
import { IconDotsVertical, IconPlus } from "@tabler/icons-react";
import type { Graph, GraphNode } from "@formloom/shared/graph";
import { useMemo } from "react";
import { stepLine } from "../../plugins/step-line.ts";
import { stepName } from "../../plugins/value-labels.ts";
import { useAppStore } from "../../store/store.ts";
import { IconByName } from "../../ui/flow/icon-by-name.tsx";
import { appState, placeAfter } from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { findNode } from "./graph-walk.ts";
import { openWays, outlineRows, wayWords, type OutlineRow } from "./outline-rows.ts";
import { stepNote } from "./step-notes.ts";
import { StepMenu } from "./step-menu.tsx";

/** The automation as a list in the order of its sentence, with the whole power of the picture. */
export function EditorOutline() {
  const facts = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const rows = useMemo(
    () => (graph === undefined ? [] : outlineRows(graph, facts.types)),
    [graph, facts.types],
  );
  if (graph === undefined) return null;
  return (
    <nav aria-label="Outline of the automation" className="outline">
      <ol className="outline-list">
        {rows.map((row, index) => (
          <OutlineItem
            key={row.nodeId}
            row={row}
            startsLoose={row.loose && rows[index - 1]?.loose !== true}
          />
        ))}
      </ol>
    </nav>
  );
}

interface OutlineItemProps {
  readonly row: OutlineRow;
  readonly startsLoose: boolean;
}

function OutlineItem({ row, startsLoose }: OutlineItemProps) {
  const { types, readOnly } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const isOpen = useAppStore((state) => state.editor?.openStep === row.nodeId);
  const node = graph === undefined ? undefined : findNode(graph, row.nodeId);
  if (graph === undefined || node === undefined) return null;
  return (
    <li className="outline-item" style={{ marginInlineStart: row.depth * 22 }}>
      {startsLoose && (
        <Text size="xs" fw={600} c="dimmed" mt="sm" mb={4}>
          Not connected to anything
        </Text>
      )}
      {row.via !== null && <span className="outline-via">{row.via}</span>}
      <div
        className="outline-row"
        data-open={isOpen || undefined}
        data-off={node.settings?.disabled || undefined}
      >
        <UnstyledButton
          className="outline-main"
          aria-current={isOpen}
          onClick={() => appState().stepOpened(node.id)}
        >
          <StepWords graph={graph} node={node} />
        </UnstyledButton>
        {!readOnly && <StepButtons graph={graph} nodeId={node.id} name={stepName(node, types)} />}
      </div>
      {!readOnly && <OpenWays graph={graph} node={node} />}
    </li>
  );
}

function StepWords({ graph, node }: { readonly graph: Graph; readonly node: GraphNode }) {
  const facts = useEditorFacts();
  const type = facts.types.get(node.type);
  const note = stepNote(graph, node, facts);
  return (
    <>
      <span className="flow-card-icon" data-hue={type?.category}>
        <IconByName name={type?.icon ?? "puzzle"} size={18} />
      </span>
      <span className="outline-words">
        <span className="outline-name">{stepName(node, facts.types)}</span>
        <span className="outline-line">{stepLine(node, type, facts)}</span>
        {note !== null && (
          <span className="step-note" data-tone={note.tone}>
            {note.tone === "setup" ? `Needs set-up: ${note.text}` : note.text}
          </span>
        )}
      </span>
    </>
  );
}

/** Ways of a step with several that end there, each with its "+". */
function OpenWays({ graph, node }: { readonly graph: Graph; readonly node: GraphNode }) {
  const { types } = useEditorFacts();
  const name = stepName(node, types);
  return openWays(graph, node, types).map((port) => (
    <div key={port.id} className="outline-open-way">
      <span className="outline-via">{wayWords(node, port, types)}: ends here</span>
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={`Add a step after ${name}, ${port.label}`}
        onClick={() => appState().pickerOpened({ kind: "port", nodeId: node.id, port: port.id })}
      >
        <IconPlus size={18} aria-hidden />
      </ActionIcon>
    </div>
  ));
}

interface StepButtonsProps {
  readonly graph: Graph;
  readonly nodeId: string;
  readonly name: string;
}

function StepButtons({ graph, nodeId, name }: StepButtonsProps) {
  const { types } = useEditorFacts();
  return (
    <>
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={`Add a step after ${name}`}
        onClick={() => appState().pickerOpened(placeAfter(graph, nodeId, types))}
      >
        <IconPlus size={18} aria-hidden />
      </ActionIcon>
      <StepMenu nodeId={nodeId}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`More for ${name}`}>
          <IconDotsVertical size={18} aria-hidden />
        </ActionIcon>
      </StepMenu>
    </>
  );
}
