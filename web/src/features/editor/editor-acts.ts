import type { Graph } from "@formloom/shared/graph";
import { showFailure, showUndo } from "../../ui/toast.tsx";
import { stepName } from "../../plugins/value-labels.ts";
import { useAppStore } from "../../store/store.ts";
import type { GraphChange, Place } from "./graph-change.ts";
import { findNode, portsLost, portsOf, type NodeTypes } from "./graph-walk.ts";
import { additionAt, duplicationOf, mainPort, newEdgeId, pasteOf } from "./new-steps.ts";
import { neighbourPlace, outlineRows } from "./outline-rows.ts";

/** Acts of the owner that need more than one change or say something afterwards. */

const random = Math.random;

/** The store as it is now, for handlers; what is drawn is selected with `useAppStore`. */
export const appState = () => useAppStore.getState();

export function changeGraph(change: GraphChange): boolean {
  const refusal = useAppStore.getState().graphChanged(change);
  if (refusal !== null) showFailure("That does not work", refusal.message);
  return refusal === null;
}

/** Adds a step where the picker was opened and opens its settings. */
export function addStep(typeId: string, place: Place, types: NodeTypes): void {
  const type = types.get(typeId);
  if (type === undefined) return;
  const change = additionAt(place, type, random);
  useAppStore.getState().pickerClosed();
  if (changeGraph(change)) useAppStore.getState().stepOpened(change.node.id);
}

/** Changes a step's settings; connections of ways on that it no longer has are removed with them. */
export function changeConfig(
  nodeId: string,
  config: Readonly<Record<string, unknown>>,
  types: NodeTypes,
): void {
  const graph = currentGraph();
  const node = graph === null ? undefined : findNode(graph, nodeId);
  if (graph === null || node === undefined) return;
  const lostPorts = portsLost(graph, { ...node, config: { ...config } }, types);
  const setting = changedSetting(node.config, config);
  const change = {
    type: "configChanged",
    nodeId,
    config: { ...config },
    setting,
    lostPorts,
  } as const;
  if (!changeGraph(change) || lostPorts.length === 0) return;
  showUndo({
    message: "The way is removed; what followed it is no longer connected",
    onUndo: () => void useAppStore.getState().undoAsked(),
  });
}

/** The setting of the top level that differs, so that typing in one is one step back. */
function changedSetting(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string {
  return Object.keys(after).find((key) => after[key] !== before[key]) ?? "";
}

export function deleteSteps(nodeIds: readonly string[], types: NodeTypes): void {
  const graph = currentGraph();
  const removable = nodeIds.filter((id) => {
    const node = graph === null ? undefined : findNode(graph, id);
    return node !== undefined && node.type !== "trigger";
  });
  const [first] = removable;
  if (graph === null || first === undefined) return;
  const node = findNode(graph, first);
  const name = node === undefined ? "The step" : `“${stepName(node, types)}”`;
  if (!changeGraph({ type: "nodesRemoved", nodeIds: removable })) return;
  showUndo({
    message:
      removable.length === 1 ? `${name} is deleted` : `${removable.length} steps are deleted`,
    onUndo: () => void useAppStore.getState().undoAsked(),
  });
}

export function duplicateStep(nodeId: string, types: NodeTypes): void {
  const graph = currentGraph();
  const node = graph === null ? undefined : findNode(graph, nodeId);
  if (graph === null || node === undefined) return;
  const change = duplicationOf(graph, nodeId, { type: types.get(node.type), random });
  if (change !== null && changeGraph(change)) useAppStore.getState().stepOpened(change.node.id);
}

export function switchStep(nodeId: string): void {
  const graph = currentGraph();
  const node = graph === null ? undefined : findNode(graph, nodeId);
  if (node === undefined) return;
  const { disabled, ...rest } = node.settings ?? {};
  const settings = disabled === true ? rest : { ...rest, disabled: true };
  changeGraph({ type: "settingsChanged", nodeId, settings });
}

export function connectSteps(options: {
  readonly source: string;
  readonly sourcePort: string;
  readonly target: string;
  readonly types: NodeTypes;
}): void {
  const graph = currentGraph();
  const target = graph === null ? undefined : findNode(graph, options.target);
  changeGraph({
    type: "edgeConnected",
    edge: {
      id: newEdgeId(random),
      source: options.source,
      sourcePort: options.sourcePort,
      target: options.target,
      targetPort: "in",
    },
    targetTakesMany: options.types.get(target?.type ?? "")?.role === "merge",
  });
}

export function moveStep(nodeId: string, direction: "up" | "down", types: NodeTypes): void {
  const graph = currentGraph();
  const node = graph === null ? undefined : findNode(graph, nodeId);
  const to = graph === null ? null : neighbourPlace(graph, nodeId, direction);
  if (node === undefined || to === null) return;
  const port = mainPort(types.get(node.type), node.config);
  changeGraph({ type: "nodeRelocated", nodeId, to, port, newEdgeId: newEdgeId(random) });
}

export function pasteSteps(): void {
  const { clipboard, stepsChosen } = useAppStore.getState();
  const pasted = pasteOf(clipboard, random);
  if (pasted.nodes.length === 0) return;
  if (changeGraph({ type: "nodesPasted", ...pasted }))
    stepsChosen(pasted.nodes.map((node) => node.id));
}

/** Opens the picker after the chosen step, else after the last one of the outline. */
export function openPickerAtEnd(types: NodeTypes, focused: string | null = null): void {
  const { editor, pickerOpened } = useAppStore.getState();
  if (editor === null) return;
  const chosen = focused ?? editor.chosen[0];
  const last = outlineRows(editor.graph, types).findLast((row) => !row.loose)?.nodeId;
  const nodeId = chosen ?? last;
  if (nodeId !== undefined) pickerOpened(placeAfter(editor.graph, nodeId, types));
}

/** The place right after a step: on its only edge, else at its port. */
export function placeAfter(graph: Graph, nodeId: string, types: NodeTypes): Place {
  const node = findNode(graph, nodeId);
  const port =
    node === undefined
      ? "out"
      : (portsOf(graph, node, types).find((each) => each.id !== "error")?.id ?? "out");
  const edges = graph.edges.filter((edge) => edge.source === nodeId && edge.sourcePort === port);
  const [only, ...more] = edges;
  return only !== undefined && more.length === 0
    ? { kind: "edge", edgeId: only.id }
    : { kind: "port", nodeId, port };
}

function currentGraph(): Graph | null {
  return useAppStore.getState().editor?.graph ?? null;
}
