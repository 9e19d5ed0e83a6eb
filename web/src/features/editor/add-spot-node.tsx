import { Handle, Position, type NodeProps } from "@xyflow/react";
import { IconPlus } from "@tabler/icons-react";
import { memo } from "react";
import { useAppStore } from "../../store/store.ts";
import type { AddNodeModel } from "./editor-elements.ts";

/** The "+" where nothing follows, with the word that this is no mistake. */
export const AddSpotNode = memo(function AddSpotNode({ data }: NodeProps<AddNodeModel>) {
  const pickerOpened = useAppStore((state) => state.pickerOpened);
  return (
    <div className="add-spot nodrag nopan">
      <Handle
        id="in"
        type="target"
        position={Position.Top}
        isConnectable={false}
        className="add-spot-handle"
        aria-hidden
      />
      <button
        type="button"
        className="flow-add"
        data-node-id={data.nodeId}
        data-port={data.port}
        aria-label={data.label}
        title={data.label}
        onClick={() => pickerOpened({ kind: "port", nodeId: data.nodeId, port: data.port })}
      >
        <IconPlus size={14} stroke={2.5} aria-hidden />
      </button>
      <span className="add-spot-caption">{data.caption}</span>
    </div>
  );
});
