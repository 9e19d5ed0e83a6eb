import { useComputedColorScheme } from "@mantine/core";
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  type Edge,
  type Node,
  type ReactFlowProps,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useState } from "react";
import { FlowEdge } from "./flow-edge.tsx";
import { FlowOverview } from "./flow-overview.tsx";
import { FlowToolbar } from "./flow-toolbar.tsx";
import "./flow.css";

const edgeTypes = { flow: FlowEdge };
/** Above this many boxes only those in view are drawn: each drawn one makes every move of a card longer. */
const manyNodes = 60;
const miniMapFrom = 20;
/** Up to so many boxes the whole picture is shown at first; of larger ones, this many. */
const wholeUpTo = 60;
const atFirst = 8;
const fit = { padding: 0.2, maxZoom: 1, minZoom: 0.35 } as const;

/** The same elements each time, so that a move of a card does not draw them again. */
const background = <Background variant={BackgroundVariant.Dots} gap={22} size={1.4} />;
const toolbar = <FlowToolbar />;

export interface FlowCanvasProps<NodeModel extends Node, EdgeModel extends Edge> extends Omit<
  ReactFlowProps<NodeModel, EdgeModel>,
  "edgeTypes" | "colorMode"
> {
  /** What the canvas is, for those who do not see it. */
  readonly label: string;
  readonly look: "edit" | "view";
}

/** The canvas in the app's colours and words, with its zoom buttons. */
export function FlowCanvas<NodeModel extends Node, EdgeModel extends Edge>({
  label,
  look,
  children,
  nodes = [],
  ...rest
}: FlowCanvasProps<NodeModel, EdgeModel>) {
  const colorMode = useComputedColorScheme("light");
  const [fitOptions] = useState(() => ({ ...fit, ...beginningOf(nodes) }));
  return (
    <section className="flow-canvas" data-look={look} aria-label={label}>
      <ReactFlow<NodeModel, EdgeModel>
        nodes={nodes}
        edgeTypes={edgeTypes}
        colorMode={colorMode}
        fitView
        fitViewOptions={fitOptions}
        minZoom={0.2}
        maxZoom={1.75}
        deleteKeyCode={null}
        onlyRenderVisibleElements={nodes.length > manyNodes}
        ariaLabelConfig={words}
        {...rest}
      >
        {background}
        {nodes.length > miniMapFrom && <FlowOverview nodes={nodes} />}
        {toolbar}
        {children}
      </ReactFlow>
    </section>
  );
}

/** A large picture opens at its beginning, where it can be read. */
function beginningOf(nodes: readonly Node[]): { nodes?: { id: string }[] } {
  if (nodes.length <= wholeUpTo) return {};
  const fromTop = nodes.toSorted((a, b) => a.position.y - b.position.y);
  return { nodes: fromTop.slice(0, atFirst).map(({ id }) => ({ id })) };
}

const words = {
  "node.a11yDescription.default":
    "Press Enter to open it. The outline has everything that the picture has.",
  "node.a11yDescription.keyboardDisabled": "Press Enter to open it.",
  "edge.a11yDescription.default": "A connection. Press Delete to remove it.",
} as const;
