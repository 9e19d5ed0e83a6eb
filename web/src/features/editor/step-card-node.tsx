import { ActionIcon } from "@mantine/core";
import { useStore, type NodeProps, type ReactFlowState } from "@xyflow/react";
import { IconDotsVertical } from "@tabler/icons-react";
import { memo } from "react";
import { FlowCard } from "../../ui/flow/flow-card.tsx";
import { FlowPorts } from "../../ui/flow/flow-ports.tsx";
import type { StepNodeModel } from "./editor-elements.ts";
import { NoteLine } from "./note-line.tsx";
import { StepMenu } from "./step-menu.tsx";

/** A step on the canvas. Drawn again only when what it shows has changed. */
export const StepCardNode = memo(function StepCardNode({
  id,
  data,
  selected,
}: NodeProps<StepNodeModel>) {
  const { readOnly } = data;
  const isFar = useStore(looksFromFar);
  return (
    <>
      <FlowCard
        isFar={isFar}
        icon={data.icon}
        title={data.title}
        kind={data.kind}
        line={data.line}
        hue={data.hue}
        look={data.off ? "off" : "plain"}
        selected={selected}
        footer={data.note === null ? null : <NoteLine note={data.note} />}
        corner={
          readOnly || isFar ? null : (
            <StepMenu nodeId={id}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={28}
                className="nodrag nopan"
                aria-label={`More for ${data.title}`}
              >
                <IconDotsVertical size={16} aria-hidden />
              </ActionIcon>
            </StepMenu>
          )
        }
      />
      <FlowPorts hasInput={!data.isTrigger} outputs={data.ports} connectable={!readOnly} />
    </>
  );
}, isSameCard);

/** Below this zoom nobody can read more than a title. */
const farZoom = 0.45;
const looksFromFar = (state: ReactFlowState): boolean => state.transform[2] < farZoom;

function isSameCard(before: NodeProps<StepNodeModel>, after: NodeProps<StepNodeModel>): boolean {
  return (
    before.id === after.id &&
    before.selected === after.selected &&
    (before.data === after.data || JSON.stringify(before.data) === JSON.stringify(after.data))
  );
}
