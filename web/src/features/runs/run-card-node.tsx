import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { FlowCard } from "../../ui/flow/flow-card.tsx";
import { FlowPorts } from "../../ui/flow/flow-ports.tsx";
import { toneLooks } from "../../ui/status-badge.tsx";
import type { RunCardData, RunNodeModel } from "./run-elements.ts";

/** A step of a run on the canvas, with its state as icon and text. */
export const RunCardNode = memo(
  function RunCardNode({ data, selected }: NodeProps<RunNodeModel>) {
    return (
      <>
        <FlowCard
          icon={data.icon}
          title={data.title}
          line={data.line}
          hue={data.hue}
          look={data.reached ? "bold" : "faded"}
          selected={selected}
          footer={<RunState state={data.state} />}
        />
        <FlowPorts hasInput={data.hasInput} outputs={data.ports} connectable={false} />
      </>
    );
  },
  (before, after) =>
    before.selected === after.selected &&
    (before.data === after.data || JSON.stringify(before.data) === JSON.stringify(after.data)),
);

function RunState({ state }: Pick<RunCardData, "state">) {
  const { icon: StateIcon } = toneLooks[state.tone];
  return (
    <span className="run-state" data-tone={state.tone}>
      <StateIcon size={15} stroke={2.25} aria-hidden />
      {state.text}
    </span>
  );
}
