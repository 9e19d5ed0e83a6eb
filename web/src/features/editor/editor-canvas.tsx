import {
  type Connection,
  type FinalConnectionState,
  type NodeChange,
  type NodeTypes as FlowNodeTypes,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { type DragEvent, useEffect, useMemo, useRef, useState } from "react";
import { useAppStore } from "../../store/store.ts";
import { FlowCanvas } from "../../ui/flow/flow-canvas.tsx";
import type { FlowEdgeModel } from "../../ui/flow/flow-edge.tsx";
import { AddSpotNode } from "./add-spot-node.tsx";
import { dropPlace, stepDragType } from "./drop-place.ts";
import { addStep, changeGraph, connectSteps, openPickerAtEnd } from "./editor-acts.ts";
import { editorElements, type EditorNode } from "./editor-elements.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { reaches } from "./graph-walk.ts";
import type { Point } from "./graph-change.ts";
import { StepCardNode } from "./step-card-node.tsx";
import { useEditorKeys } from "./use-editor-keys.ts";

const nodeTypes: FlowNodeTypes = { step: StepCardNode, add: AddSpotNode };

/** The draft as a picture to work on. */
export function EditorCanvas() {
  return (
    <ReactFlowProvider>
      <EditorPicture />
    </ReactFlowProvider>
  );
}

function EditorPicture() {
  const facts = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const chosen = useAppStore((state) => state.editor?.chosen);
  const [dragged, setDragged] = useState<Readonly<Record<string, Point>>>({});
  const [edgeId, setEdgeId] = useState<string | null>(null);
  const elements = useMemo(
    () => (graph === undefined ? { nodes: [], edges: [] } : editorElements(graph, facts, insertAt)),
    [graph, facts],
  );
  const nodes = useMemo(
    () => withTransient(elements.nodes, chosen ?? [], dragged),
    [elements, chosen, dragged],
  );
  const edges = useMemo(
    () => elements.edges.map((edge) => (edge.id === edgeId ? { ...edge, selected: true } : edge)),
    [elements, edgeId],
  );
  const keys = useEditorKeys({ edgeId, onEdgeGone: () => setEdgeId(null) });
  useFollowGrowth(elements.nodes.length);
  return (
    <div
      className="editor-canvas"
      onKeyDownCapture={keys}
      onDragOver={allowDrop}
      onDrop={(event) => dropStep(event)}
    >
      <FlowCanvas<EditorNode, FlowEdgeModel>
        label="Picture of the automation"
        look="edit"
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        nodesConnectable={!facts.readOnly}
        nodesDraggable={!facts.readOnly}
        disableKeyboardA11y
        onNodesChange={(changes) => takeChanges(changes, setDragged)}
        onEdgesChange={(changes) => {
          for (const change of changes)
            if (change.type === "select") setEdgeId(change.selected ? change.id : null);
        }}
        onNodeClick={(_event, node) => {
          if (node.type === "step") useAppStore.getState().stepOpened(node.id);
        }}
        onPaneClick={closeAll}
        onConnect={connect}
        onConnectEnd={(_event, state) => askForNext(state)}
        isValidConnection={({ source, target }) =>
          graph !== undefined && !reaches(graph, target, source)
        }
        connectionRadius={40}
      />
    </div>
  );

  function connect({ source, sourceHandle, target }: Connection): void {
    connectSteps({ source, sourcePort: sourceHandle ?? "out", target, types: facts.types });
  }

  function dropStep(event: DragEvent): void {
    const typeId = event.dataTransfer.getData(stepDragType);
    if (typeId === "") return;
    event.preventDefault();
    const place = dropPlace(document.elementsFromPoint(event.clientX, event.clientY));
    if (place === null) openPickerAtEnd(facts.types);
    const target = place ?? useAppStore.getState().editor?.picker;
    if (target !== null && target !== undefined) addStep(typeId, target, facts.types);
  }
}

/** Keeps what was added in view. */
function useFollowGrowth(count: number): void {
  const { fitView } = useReactFlow();
  const seen = useRef(count);
  useEffect(() => {
    if (count === seen.current) return;
    seen.current = count;
    void fitView({ padding: 0.2, maxZoom: 1, minZoom: 0.4, duration: 250 });
  }, [count, fitView]);
}

function withTransient(
  nodes: readonly EditorNode[],
  chosen: readonly string[],
  dragged: Readonly<Record<string, Point>>,
): EditorNode[] {
  return nodes.map((node) => {
    const at = Object.hasOwn(dragged, node.id) ? dragged[node.id] : undefined;
    const selected = chosen.includes(node.id);
    if (at === undefined && !selected) return node;
    return { ...node, selected, position: at ?? node.position };
  });
}

/** A drag stays here until it ends; then it is one change of the draft. */
function takeChanges(
  changes: readonly NodeChange<EditorNode>[],
  setDragged: (
    change: (dragged: Readonly<Record<string, Point>>) => Readonly<Record<string, Point>>,
  ) => void,
): void {
  const moving: Record<string, Point> = {};
  const moved: Record<string, Point> = {};
  const chosen = new Set(useAppStore.getState().editor?.chosen);
  let selects = false;
  for (const change of changes) {
    if (change.type === "position" && change.position !== undefined) {
      (change.dragging === true ? moving : moved)[change.id] = change.position;
    }
    if (change.type === "select" && !change.id.startsWith("add:")) {
      selects = true;
      if (change.selected) chosen.add(change.id);
      else chosen.delete(change.id);
    }
  }
  if (selects) useAppStore.getState().stepsChosen([...chosen]);
  if (Object.keys(moving).length > 0) setDragged((dragged) => ({ ...dragged, ...moving }));
  if (Object.keys(moved).length > 0) {
    changeGraph({ type: "nodesMoved", positions: moved });
    setDragged(() => ({}));
  }
}

function insertAt(edgeId: string): void {
  useAppStore.getState().pickerOpened({ kind: "edge", edgeId });
}

/** A line let go over nothing asks what should come next. */
function askForNext(state: FinalConnectionState): void {
  const handle = state.fromHandle;
  if (state.toNode !== null || handle === null || handle.type !== "source") return;
  useAppStore
    .getState()
    .pickerOpened({ kind: "port", nodeId: handle.nodeId, port: handle.id ?? "out" });
}

function closeAll(): void {
  useAppStore.getState().stepOpened(null);
  useAppStore.getState().stepsChosen([]);
}

function allowDrop(event: DragEvent): void {
  if (event.dataTransfer.types.includes(stepDragType)) event.preventDefault();
}
