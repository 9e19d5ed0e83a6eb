import {
  BaseEdge,
  EdgeLabelRenderer,
  getSmoothStepPath,
  type Edge,
  type EdgeProps,
} from "@xyflow/react";
import { IconPlus } from "@tabler/icons-react";
import { memo } from "react";
import "./flow.css";

export interface FlowEdgeData extends Record<string, unknown> {
  readonly label: string | null;
  readonly look: "plain" | "taken" | "faded" | "open";
  /** What the button in the middle does, in words; null: no button. */
  readonly addLabel: string | null;
  /** Called with the edge's id; must be stable. */
  readonly onAdd: ((edgeId: string) => void) | null;
}

export type FlowEdgeModel = Edge<FlowEdgeData, "flow">;

/** A line between two boxes, with its label and, where something can be added, a button. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps<FlowEdgeModel>) {
  const { id, data, selected } = props;
  const [path, x, y] = getSmoothStepPath({ ...props, borderRadius: 14 });
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
          <span className="flow-line-label" data-look={look}>
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
