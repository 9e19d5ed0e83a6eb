import { Menu } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconArrowsMove,
  IconClipboard,
  IconCopy,
  IconCopyPlus,
  IconCut,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconPlus,
  IconRouteOff,
  IconTrash,
} from "@tabler/icons-react";
import { stepName } from "../../plugins/value-labels.ts";
import { useAppStore } from "../../store/store.ts";
import { copyChosen, cutChosen, pasteAfter } from "./clipboard-acts.ts";
import {
  deleteSteps,
  disconnect,
  duplicateStep,
  moveStep,
  placeAfter,
  switchStep,
} from "./editor-acts.ts";
import { useEditorFacts } from "./editor-facts.ts";
import {
  edgesInto,
  edgesOutOf,
  findNode,
  isTrigger,
  portsOf,
  possibleTargets,
} from "./graph-walk.ts";
import { neighbourPlace } from "./outline-rows.ts";

/** Everything that can be done with a step, for mouse, keyboard and screen reader alike. */
export function StepMenuItems({ nodeId }: { readonly nodeId: string }) {
  const { types } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const pickerOpened = useAppStore((state) => state.pickerOpened);
  const node = graph === undefined ? undefined : findNode(graph, nodeId);
  if (graph === undefined || node === undefined) return null;
  const ports = portsOf(graph, node, types);
  const hasErrorPort = ports.some((port) => port.id === "error");
  const errorTaken = edgesOutOf(graph, nodeId).some((edge) => edge.sourcePort === "error");
  const mainPort = ports.find((port) => port.id !== "error")?.id ?? "out";
  return (
    <>
      <Menu.Item
        leftSection={<IconPlus size={16} />}
        onClick={() => pickerOpened(placeAfter(graph, nodeId, types))}
      >
        Add a step after this
      </Menu.Item>
      {edgesOutOf(graph, nodeId).some((edge) => edge.sourcePort === mainPort) && (
        <Menu.Item
          leftSection={<IconPlus size={16} />}
          onClick={() => pickerOpened({ kind: "port", nodeId, port: mainPort })}
        >
          Add a step side by side
        </Menu.Item>
      )}
      {hasErrorPort && !errorTaken && (
        <Menu.Item
          leftSection={<IconPlus size={16} />}
          onClick={() => pickerOpened({ kind: "port", nodeId, port: "error" })}
        >
          Add a step for when it fails
        </Menu.Item>
      )}
      <ConnectItem nodeId={nodeId} />
      {!isTrigger(node, types) && <ChangeItems nodeId={nodeId} />}
      <ClipboardItems nodeId={nodeId} isStart={isTrigger(node, types)} />
      {!isTrigger(node, types) && (
        <Menu.Item
          color="madder"
          leftSection={<IconTrash size={16} />}
          onClick={() => deleteSteps([nodeId], types)}
        >
          Delete
        </Menu.Item>
      )}
    </>
  );
}

function ConnectItem({ nodeId }: { readonly nodeId: string }) {
  const { types } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const stepDialogOpened = useAppStore((state) => state.stepDialogOpened);
  if (graph === undefined) return null;
  const taken = new Set(edgesOutOf(graph, nodeId).map((edge) => edge.target));
  if (possibleTargets(graph, nodeId, types).every(({ id }) => taken.has(id))) return null;
  return (
    <Menu.Item
      leftSection={<IconPlugConnected size={16} />}
      onClick={() => stepDialogOpened({ kind: "connect", nodeId })}
    >
      Connect to…
    </Menu.Item>
  );
}

function ChangeItems({ nodeId }: { readonly nodeId: string }) {
  const { types } = useEditorFacts();
  const graph = useAppStore((state) => state.editor?.graph);
  const stepDialogOpened = useAppStore((state) => state.stepDialogOpened);
  const node = graph === undefined ? undefined : findNode(graph, nodeId);
  if (graph === undefined || node === undefined) return null;
  const off = node.settings?.disabled === true;
  const incoming = edgesInto(graph, nodeId);
  return (
    <>
      <Menu.Divider />
      <Menu.Item
        leftSection={<IconArrowUp size={16} />}
        disabled={neighbourPlace(graph, nodeId, "up") === null}
        onClick={() => moveStep(nodeId, "up", types)}
      >
        Move up
      </Menu.Item>
      <Menu.Item
        leftSection={<IconArrowDown size={16} />}
        disabled={neighbourPlace(graph, nodeId, "down") === null}
        onClick={() => moveStep(nodeId, "down", types)}
      >
        Move down
      </Menu.Item>
      <Menu.Item
        leftSection={<IconArrowsMove size={16} />}
        disabled={new Set(edgesOutOf(graph, nodeId).map((edge) => edge.sourcePort)).size > 1}
        onClick={() => stepDialogOpened({ kind: "move", nodeId })}
      >
        Move to…
      </Menu.Item>
      <Menu.Item
        leftSection={<IconPencil size={16} />}
        onClick={() => stepDialogOpened({ kind: "rename", nodeId })}
      >
        Rename…
      </Menu.Item>
      <Menu.Item
        leftSection={off ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
        // Passed over, it goes on by "out": what has no such way can't be.
        disabled={!off && portsOf(graph, node, types).every((port) => port.id !== "out")}
        onClick={() => switchStep(nodeId)}
      >
        {off ? "Switch on again" : "Switch off"}
      </Menu.Item>
      {incoming.map((edge) => (
        <Menu.Item
          key={edge.id}
          leftSection={<IconRouteOff size={16} />}
          onClick={() => disconnect(edge.id, types)}
        >
          {incoming.length === 1
            ? "Disconnect from above"
            : `Disconnect from ${nameAt(edge.source)}`}
        </Menu.Item>
      ))}
    </>
  );

  function nameAt(id: string): string {
    const source = graph === undefined ? undefined : findNode(graph, id);
    return source === undefined ? "a step" : stepName(source, types);
  }
}

function ClipboardItems({
  nodeId,
  isStart,
}: {
  readonly nodeId: string;
  readonly isStart: boolean;
}) {
  const { types } = useEditorFacts();
  return (
    <>
      <Menu.Divider />
      {!isStart && (
        <>
          <Menu.Item
            leftSection={<IconCopyPlus size={16} />}
            onClick={() => duplicateStep(nodeId, types)}
          >
            Duplicate
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => copyChosen([nodeId])}>
            Copy
          </Menu.Item>
          <Menu.Item leftSection={<IconCut size={16} />} onClick={() => cutChosen([nodeId], types)}>
            Cut
          </Menu.Item>
        </>
      )}
      <Menu.Item
        leftSection={<IconClipboard size={16} />}
        onClick={() => void pasteAfter(nodeId, types)}
      >
        Paste after this
      </Menu.Item>
    </>
  );
}
