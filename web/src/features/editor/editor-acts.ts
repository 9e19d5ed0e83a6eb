import type { Graph } from "@formloom/shared/graph";
import { showFailure, showUndo } from "../../ui/toast.tsx";
import { stepName } from "../../plugins/value-labels.ts";
import { useAppStore } from "../../store/store.ts";
import type { GraphChange, Place } from "./graph-change.ts";
import { edgesInto, findNode, portsLost, portsOf, type NodeTypes } from "./graph-walk.ts";
import { chosenParts } from "./chosen-parts.ts";
import { additionAt, duplicationOf, mainPort, newEdgeId } from "./new-steps.ts";
import { neighbourPlace, outlineRows } from "./outline-rows.ts";

/** Acts of the owner that need more than one change or say something afterwards. */

const random = Math.random;

/** The store as it is now, for handlers; what is drawn is selected with `useAppStore`. */
export const appState = () => useAppStore.getState();

export function changeGraph(change: GraphChange): boolean {
  const refusal = appState().graphChanged(change);
  if (refusal !== null) showFailure("That does not work", refusal.message);
  return refusal === null;
}

/** Adds a step where the picker was opened and opens its settings. */
export function addStep(typeId: string, place: Place, types: NodeTypes): void {
  const type = types.get(typeId);
  if (type === undefined) return;
  const change = additionAt(place, type, random);
  appState().pickerClosed();
  if (!changeGraph(change)) return;
  appState().stepOpened(change.node.id);
  say(`${type.name} added${afterWords(change.node.id, types)}.`);
}

/** Says what happened to those who do not see it. */
export function say(text: string): void {
  appState().spoke(text);
}

/** " after Only if": where a step stands now. */
function afterWords(nodeId: string, types: NodeTypes): string {
  const graph = currentGraph();
  const names = (graph === null ? [] : edgesInto(graph, nodeId)).flatMap(({ source }) => {
    const node = graph === null ? undefined : findNode(graph, source);
    return node === undefined ? [] : [stepName(node, types)];
  });
  return names.length === 0 ? ", connected to nothing" : ` after ${names.join(" and ")}`;
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
    onUndo: undo,
  });
}

/** The setting of the top level that differs, so that typing in one is one step back. */
function changedSetting(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string {
  return Object.keys(after).find((key) => after[key] !== before[key]) ?? "";
}

/** Deletes steps and, by their ids, notes; one undo brings all of them back. */
export function deleteSteps(
  nodeIds: readonly string[],
  types: NodeTypes,
  noteIds: readonly string[] = [],
): void {
  const graph = currentGraph();
  const nodes = nodeIds.flatMap((id) => (graph === null ? [] : (findNode(graph, id) ?? [])));
  const removable = nodes.filter((node) => node.type !== "trigger");
  if (removable.length + noteIds.length === 0) {
    if (nodes.length > 0)
      showFailure("That stays", "Every automation needs the step that starts it.");
    return;
  }
  const change = { type: "nodesRemoved", nodeIds: removable.map(({ id }) => id), noteIds } as const;
  if (!changeGraph(change)) return;
  const message = deletedWords(
    removable.map((node) => stepName(node, types)),
    noteIds.length,
  );
  say(`${message}. Control Z brings it back.`);
  showUndo({ message, onUndo: undo });
}

function deletedWords(names: readonly string[], notes: number): string {
  const [only, ...more] = names;
  const steps = more.length === 0 && only !== undefined ? `“${only}”` : `${names.length} steps`;
  const remarks = notes === 1 ? "a note" : `${notes} notes`;
  if (notes === 0) return `${steps} deleted`;
  return names.length === 0
    ? `${notes === 1 ? "The note" : remarks} deleted`
    : `${steps} and ${remarks} deleted`;
}

export function undo(): void {
  const label = appState().undoAsked();
  say(label === null ? "There is nothing to undo." : `Undone: ${label}.`);
}

export function redo(): void {
  const label = appState().redoAsked();
  say(label === null ? "There is nothing to redo." : `Done again: ${label}.`);
}

export function tidy(): void {
  if (changeGraph({ type: "nodesTidied" })) say("The picture is tidy.");
}

export function duplicateStep(nodeId: string, types: NodeTypes): void {
  const graph = currentGraph();
  const node = graph === null ? undefined : findNode(graph, nodeId);
  if (graph === null || node === undefined) return;
  const change = duplicationOf(graph, nodeId, { type: types.get(node.type), random });
  if (change === null || !changeGraph(change)) return;
  appState().stepOpened(change.node.id);
  say(`${stepName(node, types)} duplicated; the copy comes right after it.`);
}

export function switchStep(nodeId: string): void {
  const graph = currentGraph();
  const node = graph === null ? undefined : findNode(graph, nodeId);
  if (node === undefined) return;
  const { disabled, ...rest } = node.settings ?? {};
  const settings = disabled === true ? rest : { ...rest, disabled: true };
  if (changeGraph({ type: "settingsChanged", nodeId, settings }))
    say(disabled === true ? "Switched on again." : "Switched off: runs pass it over.");
}

export function connectSteps(options: {
  readonly source: string;
  readonly sourcePort: string;
  readonly target: string;
  readonly types: NodeTypes;
}): void {
  const graph = currentGraph();
  const target = graph === null ? undefined : findNode(graph, options.target);
  const done = changeGraph({
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
  if (done && target !== undefined)
    say(`${stepName(target, options.types)} now comes${afterWords(target.id, options.types)}.`);
}

export function disconnect(edgeId: string, types: NodeTypes): void {
  const graph = currentGraph();
  const edge = graph?.edges.find((each) => each.id === edgeId);
  const target = graph === null || edge === undefined ? undefined : findNode(graph, edge.target);
  if (!changeGraph({ type: "edgeRemoved", edgeId }) || target === undefined) return;
  say(`${stepName(target, types)} is disconnected.`);
}

export function moveStep(nodeId: string, direction: "up" | "down", types: NodeTypes): void {
  const graph = currentGraph();
  const to = graph === null ? null : neighbourPlace(graph, nodeId, direction);
  if (to !== null) moveStepTo(nodeId, to, types);
}

/** Takes a step out of its place and puts it elsewhere, with its settings. */
export function moveStepTo(nodeId: string, to: Place, types: NodeTypes): void {
  const graph = currentGraph();
  const node = graph === null ? undefined : findNode(graph, nodeId);
  if (node === undefined) return;
  const port = mainPort(types.get(node.type), node.config);
  const newId = newEdgeId(random);
  if (changeGraph({ type: "nodeRelocated", nodeId, to, port, newEdgeId: newId }))
    say(`${stepName(node, types)} moved${afterWords(nodeId, types)}.`);
}

/** Opens the picker after the chosen step, else after the last one of the outline. */
export function openPickerAtEnd(types: NodeTypes, focused: string | null = null): void {
  const { editor, pickerOpened } = useAppStore.getState();
  if (editor === null) return;
  const chosen = focused ?? chosenParts(editor.chosen).nodeIds[0];
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

/** The draft's graph as it is now. */
export function currentGraph(): Graph | null {
  return appState().editor?.graph ?? null;
}
