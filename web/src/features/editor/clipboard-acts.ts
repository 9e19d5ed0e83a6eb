import { listConnections } from "@formloom/shared/api";
import type { GraphNode } from "@formloom/shared/graph";
import { callRoute } from "../../effects/api-client.ts";
import { showUndo } from "../../ui/toast.tsx";
import { chosenParts, noteKey } from "./chosen-parts.ts";
import {
  copiedText,
  copySteps,
  isNothing,
  readCopied,
  stepsMimeType,
  type CopiedSteps,
} from "./copied-steps.ts";
import {
  appState,
  changeGraph,
  currentGraph,
  deleteSteps,
  placeAfter,
  say,
  undo,
} from "./editor-acts.ts";
import type { Place } from "./graph-change.ts";
import type { NodeTypes } from "./graph-walk.ts";
import { outlineRows } from "./outline-rows.ts";
import { brokenReferences, pasteOf } from "./paste-steps.ts";

/** Copies steps and notes for this tab; `data` takes them to other tabs. False where there was nothing. */
export function copyChosen(keys: readonly string[], data: DataTransfer | null = null): boolean {
  const { editor, stepsCopied } = appState();
  if (editor === null) return false;
  const { nodeIds, noteIds } = chosenParts(keys);
  const copied = copySteps(editor.pipelineId, editor.graph, {
    nodeIds: new Set(nodeIds),
    noteIds: new Set(noteIds),
  });
  if (isNothing(copied)) return false;
  stepsCopied(copied);
  const text = copiedText(copied);
  if (data === null) void offerText(text);
  else {
    data.setData(stepsMimeType, text);
    data.setData("text/plain", text);
  }
  say(`${countWords(copied)} copied.`);
  return true;
}

export function cutChosen(
  keys: readonly string[],
  types: NodeTypes,
  data: DataTransfer | null = null,
): boolean {
  if (!copyChosen(keys, data)) return false;
  const { nodeIds, noteIds } = chosenParts(keys);
  deleteSteps(nodeIds, types, noteIds);
  return true;
}

/** Pastes what a paste event brings, if it is steps. False where it is something else. */
export function pasteFrom(data: DataTransfer, types: NodeTypes): boolean {
  const text = data.getData(stepsMimeType) || data.getData("text/plain");
  const copied = readCopied(text);
  if (copied === null) return false;
  void pasteCopied(copied, afterChosen(types), types);
  return true;
}

/** Pastes what was copied last, here or, if the browser lets us look, in another tab. */
export async function pasteAfter(nodeId: string, types: NodeTypes): Promise<void> {
  const copied = readCopied(await lookForText()) ?? appState().clipboard;
  const graph = currentGraph();
  if (copied === null) say("There are no copied steps.");
  else if (graph !== null) await pasteCopied(copied, placeAfter(graph, nodeId, types), types);
}

/** Copies of the chosen steps right after the last of them. */
export function duplicateChosen(keys: readonly string[], types: NodeTypes): void {
  const { editor } = appState();
  if (editor === null) return;
  const { nodeIds, noteIds } = chosenParts(keys);
  const copied = copySteps(editor.pipelineId, editor.graph, {
    nodeIds: new Set(nodeIds),
    noteIds: new Set(noteIds),
  });
  if (!isNothing(copied)) void pasteCopied(copied, afterChosen(types), types);
}

async function pasteCopied(
  copied: CopiedSteps,
  after: Place | null,
  types: NodeTypes,
): Promise<void> {
  const { editor } = appState();
  if (editor === null) return;
  const { pipelineId } = editor;
  const isOurs = copied.pipelineId === pipelineId;
  const nodes = isOurs ? copied.nodes : await withKnownConnections(copied.nodes);
  const graph = currentGraph();
  if (graph === null || appState().editor?.pipelineId !== pipelineId) return;
  const options = { pipelineId, types, random: Math.random, after };
  const paste = pasteOf(graph, { ...copied, nodes }, options);
  if (!changeGraph(paste)) return;
  const keys = [...paste.nodes.map(({ id }) => id), ...paste.notes.map(({ id }) => noteKey(id))];
  appState().stepsChosen(keys);
  const now = currentGraph();
  const broken = now === null ? 0 : brokenReferences(now, paste);
  const warning =
    broken === 0
      ? ""
      : `; ${broken === 1 ? "one value comes" : `${broken} values come`} from a step that is not before: choose another`;
  const message = `${countWords(paste)} pasted${warning}`;
  say(`${message}.`);
  showUndo({ message, onUndo: undo });
}

/** Nobody's connection comes along with a copy: one that its new owner does not have is left out. */
async function withKnownConnections(nodes: readonly GraphNode[]): Promise<GraphNode[]> {
  if (nodes.every((node) => node.connectionId == null)) return [...nodes];
  const known = await callRoute(listConnections, { query: { limit: 200 } }).then(
    ({ items }) => new Set(items.map((connection) => connection.id)),
    () => new Set<string>(),
  );
  return nodes.map((node) => {
    if (node.connectionId == null || known.has(node.connectionId)) return node;
    const { connectionId: _theirs, ...rest } = node;
    return rest;
  });
}

/** After the last of the chosen steps, in the outline's order; null where none is chosen. */
function afterChosen(types: NodeTypes): Place | null {
  const { editor } = appState();
  if (editor === null) return null;
  const chosen = new Set(chosenParts(editor.chosen).nodeIds);
  const last = outlineRows(editor.graph, types).findLast((row) => chosen.has(row.nodeId));
  return last === undefined ? null : placeAfter(editor.graph, last.nodeId, types);
}

function countWords({
  nodes,
  notes,
}: {
  readonly nodes: readonly unknown[];
  readonly notes: readonly unknown[];
}): string {
  const words = [
    [nodes.length, "step"],
    [notes.length, "note"],
  ] as const;
  return words
    .flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}${count === 1 ? "" : "s"}`]))
    .join(" and ");
}

/** Other tabs get it where the browser allows; this one has it anyway. */
async function offerText(text: string): Promise<void> {
  await window.navigator.clipboard?.writeText(text).catch(() => undefined);
}

async function lookForText(): Promise<string> {
  return (await window.navigator.clipboard?.readText().catch(() => "")) ?? "";
}
