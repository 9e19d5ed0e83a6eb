import { ReactFlowProvider, type NodeTypes } from "@xyflow/react";
import type { Graph, GraphDifference } from "@formloom/shared/graph";
import { useMemo } from "react";
import { FlowCanvas } from "../../../ui/flow/flow-canvas.tsx";
import type { FlowEdgeModel } from "../../../ui/flow/flow-edge.tsx";
import { VersionCardNode } from "./version-card-node.tsx";
import { versionElements, type VersionFacts, type VersionNodeModel } from "./version-elements.ts";
import "./changes.css";

const nodeTypes: NodeTypes = { "version-step": VersionCardNode };

export interface VersionPictureProps {
  /** Null: only the newer one. */
  readonly before: Graph | null;
  readonly after: Graph;
  readonly changes: readonly GraphDifference[];
  readonly facts: VersionFacts;
}

/** Two versions in one picture, only to look at. */
export function VersionPicture({ before, after, changes, facts }: VersionPictureProps) {
  const { nodes, edges } = useMemo(
    () => versionElements({ before, after, changes }, facts),
    [before, after, changes, facts],
  );
  return (
    <div className="version-picture">
      <ReactFlowProvider>
        <FlowCanvas<VersionNodeModel, FlowEdgeModel>
          label="Picture of what changed"
          look="view"
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
        />
      </ReactFlowProvider>
    </div>
  );
}
