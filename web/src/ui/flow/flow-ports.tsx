import { Handle, Position, type NodeHandle } from "@xyflow/react";

export interface FlowPort {
  readonly id: string;
  readonly label: string;
}

export interface FlowPortsProps {
  readonly hasInput: boolean;
  readonly outputs: readonly FlowPort[];
  readonly connectable: boolean;
}

/**
 * Where a box's handles are, for React Flow: told in advance, it need not measure every box, which took
 * seconds with 1,000 of them, and lines are there as soon as the picture is.
 */
export function handlesOf(
  box: { readonly width: number; readonly height: number },
  { hasInput, outputs }: Pick<FlowPortsProps, "hasInput" | "outputs">,
): NodeHandle[] {
  const input: NodeHandle[] = hasInput
    ? [{ id: "in", type: "target", position: Position.Top, x: box.width / 2, y: 0 }]
    : [];
  return [
    ...input,
    ...outputs.map((port, index): NodeHandle => {
      const x = ((index + 1) / (outputs.length + 1)) * box.width;
      return { id: port.id, type: "source", position: Position.Bottom, x, y: box.height };
    }),
  ];
}

/** A box's handles: one above, those of its ways on below, spread evenly. */
export function FlowPorts({ hasInput, outputs, connectable }: FlowPortsProps) {
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
