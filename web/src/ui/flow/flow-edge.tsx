import {
  BaseEdge,
  EdgeLabelRenderer,
  getSmoothStepPath,
  type Edge,
  type EdgeProps,
} from "@xyflow/react";
import { IconPlus } from "@tabler/icons-react";
import { memo } from "react";
import { bentPath } from "./bent-path.ts";
import type { LayoutPoint } from "./layout-parts.ts";
import "./flow.css";

export interface FlowEdgeData extends Record<string, unknown> {
  readonly label: string | null;
  readonly look: "plain" | "taken" | "faded" | "open";
  /** What the button in the middle does, in words; null: no button. */
  readonly addLabel: string | null;
  /** Called with the edge's id; must be stable. */
  readonly onAdd: ((edgeId: string) => void) | null;
  /** Points through which a long line passes the rows between; default none. */
  readonly bends?: readonly LayoutPoint[];
}

export type FlowEdgeModel = Edge<FlowEdgeData, "flow">;

/** A line between two boxes, with its label and, where something can be added, a button. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps<FlowEdgeModel>) {
  const { id, data, selected } = props;
  const [path, x, y] = pathOf(props);
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        className={`flow-line flow-line-${data?.look ?? "plain"}`}
        data-selected={selected === true || undefined}
        interactionWidth={24}
      />
      {data !== undefined && <Middle id={id} x={x} y={y} {...data} />}
    </>
  );
});

/** The line, and where its label stands. */
function pathOf(props: EdgeProps<FlowEdgeModel>): readonly [string, number, number] {
  const { sourceX, sourceY, targetX, targetY, data } = props;
  const [first] = data?.bends ?? [];
  if (first === undefined) {
    const [path, x, y] = getSmoothStepPath({ ...props, borderRadius: 14 });
    return [path, x, y];
  }
  const [from, to] = [
    { x: sourceX, y: sourceY },
    { x: targetX, y: targetY },
  ];
  return [bentPath(from, data?.bends ?? [], to), first.x, first.y];
}

type MiddleProps = Pick<FlowEdgeData, "label" | "look" | "addLabel" | "onAdd"> & {
  readonly id: string;
  readonly x: number;
  readonly y: number;
};

function Middle({ id, x, y, label, look, addLabel, onAdd }: MiddleProps) {
  if (label === null && onAdd === null) return null;
  return (
    <EdgeLabelRenderer>
      <div
        className="flow-line-middle nodrag nopan"
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      >
        {label !== null && (
          <span className="flow-line-label" data-look={look} title={label}>
            {label}
          </span>
        )}
        {onAdd !== null && (
          <button
            type="button"
            className="flow-add"
            data-edge-id={id}
            aria-label={addLabel ?? "Add here"}
            title={addLabel ?? undefined}
            onClick={() => onAdd(id)}
          >
            <IconPlus size={14} stroke={2.5} aria-hidden />
          </button>
        )}
      </div>
    </EdgeLabelRenderer>
  );
}
