import { Handle, Position, useNodeId, useUpdateNodeInternals } from "@xyflow/react";
import { useEffect } from "react";

export interface FlowPort {
  readonly id: string;
  readonly label: string;
}

export interface FlowPortsProps {
  readonly hasInput: boolean;
  readonly outputs: readonly FlowPort[];
  readonly connectable: boolean;
}

/** A box's handles: one above, those of its ways on below, spread evenly. */
export function FlowPorts({ hasInput, outputs, connectable }: FlowPortsProps) {
  const nodeId = useNodeId();
  const update = useUpdateNodeInternals();
  const ids = outputs.map((port) => port.id).join();
  // React Flow measures handles once; those that come later it has to be told of.
  useEffect(() => {
    if (nodeId !== null && ids !== "") update(nodeId);
  }, [nodeId, ids, update]);
  return (
    <>
      {hasInput && (
        <Handle
          id="in"
          type="target"
          position={Position.Top}
          isConnectable={connectable}
          className="flow-handle"
          aria-hidden
        />
      )}
      {outputs.map((port, index) => (
        <Handle
          key={port.id}
          id={port.id}
          type="source"
          position={Position.Bottom}
          isConnectable={connectable}
          className="flow-handle"
          style={{ left: `${((index + 1) / (outputs.length + 1)) * 100}%` }}
          title={port.label}
          aria-hidden
        />
      ))}
    </>
  );
}
