import {
  type Connection,
  type FinalConnectionState,
  type NodeChange,
  type NodeTypes as FlowNodeTypes,
  ReactFlowProvider,
  useStoreApi,
} from "@xyflow/react";
import { type DragEvent, type MouseEvent, useCallback, useMemo, useRef, useState } from "react";
import { useAppStore } from "../../store/store.ts";
import { FlowCanvas } from "../../ui/flow/flow-canvas.tsx";
import type { FlowEdgeModel } from "../../ui/flow/flow-edge.tsx";
import { AddSpotNode } from "./add-spot-node.tsx";
import { noTransients, takeChanges, withTransients, type Transients } from "./canvas-changes.ts";
import { CanvasTools } from "./canvas-tools.tsx";
import { dropCard, dropPlace, stepDragType } from "./drop-place.ts";
import { addStep, appState, connectSteps, openPickerAtEnd, placeAfter } from "./editor-acts.ts";
import { editorElements, type EditorNode } from "./editor-elements.ts";
import { type EditorFacts, useEditorFacts } from "./editor-facts.ts";
import type { Place } from "./graph-change.ts";
import { reaches } from "./graph-walk.ts";
import { keepList } from "./keep-made.ts";
import { NoteNode } from "./note-node.tsx";
import { StepCardNode } from "./step-card-node.tsx";
import { useCanvasView } from "./use-canvas-view.ts";
import { useRecentFailures } from "./recent-failures.ts";
import "./canvas.css";

const nodeTypes: FlowNodeTypes = { step: StepCardNode, add: AddSpotNode, note: NoteNode };

/** The same element each time, so that a move of a card does not draw it again. */
const tools = <CanvasTools />;

/** The draft as a picture to work on. */
export function EditorCanvas() {
  return (
    <ReactFlowProvider>
      <EditorPicture />
    </ReactFlowProvider>
  );
}

/** Only these: a save changes other facts, and drawing 1,000 steps anew takes long. */
const pickDrawn = ({ types, problems, labels, kinds, choices, readOnly }: EditorFacts) => ({
  types,
  problems,
  labels,
  kinds,
  choices,
  readOnly,
});

function useElements() {
  const { types, problems, labels, kinds, choices, readOnly } = useEditorFacts(pickDrawn);
  const failures = useRecentFailures();
  const graph = useAppStore((state) => state.editor?.graph);
  const [keepNodes] = useState(() => keepList<EditorNode>());
  const [keepEdges] = useState(() => keepList<FlowEdgeModel>());
  return useMemo(() => {
    if (graph === undefined) return { nodes: [], edges: [] };
    const known = { types, problems, labels, kinds, choices, readOnly, failures };
    const { nodes, edges } = editorElements(graph, known, insertAt);
    return { nodes: keepNodes(nodes), edges: keepEdges(edges) };
  }, [graph, types, problems, labels, kinds, choices, readOnly, failures, keepNodes, keepEdges]);
}

const none: readonly string[] = [];

/**
 * Shows what is being dragged or resized, past React: the boxes go to the canvas at once, and the picture
 * around them is not drawn again with every move. What becomes part of the draft is drawn from the draft.
 */
function useTransients(nodes: readonly EditorNode[], chosen: readonly string[]) {
  const store = useStoreApi<EditorNode>();
  const shown = useRef({ nodes, transients: noTransients });
  return useCallback(
    (change: (before: Transients) => Transients) => {
      const before = shown.current.nodes === nodes ? shown.current.transients : noTransients;
      const transients = change(before);
      shown.current = { nodes, transients };
      store.getState().setNodes(withTransients(nodes, chosen, transients));
    },
    [store, nodes, chosen],
  );
}

function EditorPicture() {
  const types = useEditorFacts((facts) => facts.types);
  const readOnly = useEditorFacts((facts) => facts.readOnly);
  const chosen = useAppStore((state) => state.editor?.chosen);
  const elements = useElements();
  const nodes = useMemo(
    () => withTransients(elements.nodes, chosen ?? [], noTransients),
    [elements, chosen],
  );
  const showTransients = useTransients(elements.nodes, chosen ?? none);
  useCanvasView(elements.nodes.length);
  // The same functions each time: the canvas sets up anew what it is given anew.
  const nodesChanged = useCallback(
    (changes: NodeChange<EditorNode>[]) => takeChanges(changes, showTransients),
    [showTransients],
  );
  const connect = useCallback(
    ({ source, sourceHandle, target }: Connection) =>
      connectSteps({ source, sourcePort: sourceHandle ?? "out", target, types }),
    [types],
  );
  return (
    <div
      className="editor-canvas"
      onDragOver={(event) => markDrop(event)}
      onDragLeave={(event) => clearDrop(event.currentTarget)}
      onDrop={(event) => dropStep(event)}
    >
      <FlowCanvas<EditorNode, FlowEdgeModel>
        label="Picture of the automation"
        look="edit"
        nodes={nodes}
        edges={elements.edges}
        nodeTypes={nodeTypes}
        nodesConnectable={!readOnly}
        nodesDraggable={!readOnly}
        disableKeyboardA11y
        onNodesChange={nodesChanged}
        onNodeClick={openClicked}
        onPaneClick={closeAll}
        onConnect={connect}
        onConnectEnd={askForNext}
        isValidConnection={mayConnect}
        connectionRadius={40}
        multiSelectionKeyCode={multiSelectionKeys}
      >
        {tools}
      </FlowCanvas>
    </div>
  );

  function dropStep(event: DragEvent): void {
    clearDrop(event.currentTarget);
    const typeId = event.dataTransfer.getData(stepDragType);
    if (typeId === "") return;
    event.preventDefault();
    const place = placeUnder(event);
    if (place === null) openPickerAtEnd(types);
    const target = place ?? appState().editor?.picker;
    if (target !== null && target !== undefined) addStep(typeId, target, types);
  }

  /** An edge, an open way, a handle; anywhere else on a card means right after it. */
  function placeUnder({ clientX, clientY }: DragEvent): Place | null {
    const elements = document.elementsFromPoint(clientX, clientY);
    const place = dropPlace(elements);
    if (place !== null) return place;
    const [card, graph] = [dropCard(elements), appState().editor?.graph];
    return card === null || graph === undefined ? null : placeAfter(graph, card, types);
  }

  /** Shows where a dragged entry of the picker would go. */
  function markDrop(event: DragEvent): void {
    if (!event.dataTransfer.types.includes(stepDragType)) return;
    event.preventDefault();
    clearDrop(event.currentTarget);
    const place = placeUnder(event);
    if (place === null) return;
    const selector =
      place.kind === "edge"
        ? `[data-edge-id="${CSS.escape(place.edgeId)}"]`
        : `[data-nodeid="${CSS.escape(place.nodeId)}"][data-handleid="${CSS.escape(place.port)}"], [data-node-id="${CSS.escape(place.nodeId)}"][data-port="${CSS.escape(place.port)}"]`;
    for (const element of event.currentTarget.querySelectorAll(selector))
      element.setAttribute("data-over", "");
  }
}

const multiSelectionKeys = ["Shift", "Control", "Meta"];

function clearDrop(canvas: Element): void {
  for (const element of canvas.querySelectorAll("[data-over]"))
    element.removeAttribute("data-over");
}

function openClicked(event: MouseEvent, node: EditorNode): void {
  if (node.type === "step" && !event.shiftKey && !event.ctrlKey && !event.metaKey)
    appState().stepOpened(node.id);
}

function mayConnect({ source, target }: Pick<Connection, "source" | "target">): boolean {
  const graph = appState().editor?.graph;
  return graph !== undefined && !reaches(graph, target, source);
}

function insertAt(edgeId: string): void {
  appState().pickerOpened({ kind: "edge", edgeId });
}

/** A line let go over nothing asks what should come next. */
function askForNext(_event: unknown, state: FinalConnectionState): void {
  const handle = state.fromHandle;
  if (state.toNode !== null || handle === null || handle.type !== "source") return;
  appState().pickerOpened({ kind: "port", nodeId: handle.nodeId, port: handle.id ?? "out" });
}

function closeAll(): void {
  appState().stepOpened(null);
  appState().stepsChosen([]);
}
