import { ReactFlowProvider, useReactFlow, type NodeTypes } from "@xyflow/react";
import type { RunView } from "@formloom/shared/api";
import { useEffect, useMemo } from "react";
import { FlowCanvas } from "../../ui/flow/flow-canvas.tsx";
import type { FlowEdgeModel } from "../../ui/flow/flow-edge.tsx";
import { RunCardNode } from "./run-card-node.tsx";
import { runElements, type RunFacts, type RunNodeModel } from "./run-elements.ts";

const nodeTypes: NodeTypes = { "run-step": RunCardNode };

export interface RunCanvasProps {
  readonly run: RunView;
  readonly facts: RunFacts;
  readonly chosen: string | null;
  /** Whether the picture moves to the chosen step by itself. */
  readonly follows: boolean;
  readonly onChoose: (nodeId: string) => void;
}

/** The path a run took, on the canvas it was drawn on. */
export function RunCanvas(props: RunCanvasProps) {
  return (
    <ReactFlowProvider>
      <RunPicture {...props} />
    </ReactFlowProvider>
  );
}

function RunPicture({ run, facts, chosen, follows, onChoose }: RunCanvasProps) {
  const elements = useMemo(() => runElements(run, facts), [run, facts]);
  const nodes = useMemo(
    () => elements.nodes.map((node) => (node.id === chosen ? { ...node, selected: true } : node)),
    [elements, chosen],
  );
  useFollow(follows && elements.nodes.length > 12 ? chosen : null);
  return (
    <FlowCanvas<RunNodeModel, FlowEdgeModel>
      label="Picture of the run"
      look="view"
      nodes={nodes}
      edges={elements.edges}
      nodeTypes={nodeTypes}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      onNodeClick={(_event, node) => onChoose(node.id)}
      onNodesChange={(changes) => {
        for (const change of changes)
          if (change.type === "select" && change.selected) onChoose(change.id);
      }}
    />
  );
}

/** Centres the step at hand; a small run is in view anyway. */
function useFollow(nodeId: string | null): void {
  const { fitView } = useReactFlow();
  useEffect(() => {
    if (nodeId !== null)
      void fitView({ nodes: [{ id: nodeId }], maxZoom: 1, duration: 300, padding: 1.5 });
  }, [nodeId, fitView]);
}
