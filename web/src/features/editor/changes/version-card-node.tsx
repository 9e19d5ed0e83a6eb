import { IconMinus, IconPencil, IconPlus } from "@tabler/icons-react";
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { FlowCard } from "../../../ui/flow/flow-card.tsx";
import { FlowPorts } from "../../../ui/flow/flow-ports.tsx";
import { markWords, type StepMark, type VersionNodeModel } from "./version-elements.ts";

/** A step in the picture of two versions, with what happened to it as colour, icon and word. */
export const VersionCardNode = memo(function VersionCardNode({
  data,
  selected,
}: NodeProps<VersionNodeModel>) {
  return (
    <div className="version-card" data-mark={data.mark}>
      <FlowCard
        icon={data.icon}
        title={data.title}
        line={data.line}
        hue={data.hue}
        look={data.mark === "removed" ? "faded" : "plain"}
        selected={selected}
        footer={data.mark === "same" ? null : <Mark mark={data.mark} />}
      />
      <FlowPorts hasInput={data.hasInput} outputs={data.ports} connectable={false} />
    </div>
  );
});

const icons = { added: IconPlus, removed: IconMinus, changed: IconPencil } as const;

function Mark({ mark }: { readonly mark: Exclude<StepMark, "same"> }) {
  const MarkIcon = icons[mark];
  return (
    <span className="version-mark" data-mark={mark}>
      <MarkIcon size={15} stroke={2.25} aria-hidden />
      {markWords[mark]}
    </span>
  );
}
