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
  const [path, labelX, labelY] = getSmoothStepPath({ ...props, borderRadius: 14 });
  const look = data?.look ?? "plain";
  const label = data?.label ?? null;
  const onAdd = data?.onAdd ?? null;
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        className={`flow-line flow-line-${look}`}
        data-selected={selected ?? undefined}
        interactionWidth={24}
      />
      {(label !== null || onAdd !== null) && (
        <EdgeLabelRenderer>
          <div
            className="flow-line-middle nodrag nopan"
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
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
                aria-label={data?.addLabel ?? "Add here"}
                title={data?.addLabel ?? undefined}
                onClick={() => onAdd(id)}
              >
                <IconPlus size={14} stroke={2.5} aria-hidden />
              </button>
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
