import type { Graph } from "@formloom/shared/graph";
import type { GraphChange } from "./graph-change.ts";

/** How many steps back are kept. Graphs share what did not change, so a step costs little. */
const maxSteps = 200;
/** Moves closer together than this are one step back, in ms. */
const burstMs = 800;

export interface HistoryStep {
  /** The graph to return to. */
  readonly graph: Graph;
  /** What was done, as in "Undo: delete a step". */
  readonly label: string;
  /** Changes of the same key join while it is open. */
  readonly joins: string | null;
  /** When it last grew, in ms since 1970. */
  readonly at: number;
}

export interface EditHistory {
  readonly past: readonly HistoryStep[];
  readonly future: readonly HistoryStep[];
}

export const emptyHistory: EditHistory = { past: [], future: [] };

/** Remembers the graph before a change. Typing in one setting, or a burst of moves, is one step. */
export function changeRecorded(
  history: EditHistory,
  before: Graph,
  options: { readonly change: GraphChange; readonly at: number },
): EditHistory {
  const joins = joinKey(options.change);
  const last = history.past.at(-1);
  if (
    last !== undefined &&
    joins !== null &&
    last.joins === joins &&
    staysOpen(joins, last.at, options.at)
  ) {
    return { past: [...history.past.slice(0, -1), { ...last, at: options.at }], future: [] };
  }
  const step = { graph: before, label: labelOf(options.change), joins, at: options.at };
  return { past: [...history.past.slice(1 - maxSteps), step], future: [] };
}

/** Ends the open step: what is typed after a blur is a step of its own. */
export function stepClosed(history: EditHistory): EditHistory {
  const last = history.past.at(-1);
  if (last === undefined || last.joins === null) return history;
  return { ...history, past: [...history.past.slice(0, -1), { ...last, joins: null }] };
}

export interface Travel {
  readonly graph: Graph;
  readonly history: EditHistory;
  readonly label: string;
}

export function undone(history: EditHistory, present: Graph): Travel | null {
  const step = history.past.at(-1);
  if (step === undefined) return null;
  const back = { ...step, graph: present, joins: null };
  return {
    graph: step.graph,
    label: step.label,
    history: { past: history.past.slice(0, -1), future: [...history.future, back] },
  };
}

export function redone(history: EditHistory, present: Graph): Travel | null {
  const step = history.future.at(-1);
  if (step === undefined) return null;
  const back = { ...step, graph: present, joins: null };
  return {
    graph: step.graph,
    label: step.label,
    history: { past: [...history.past, back], future: history.future.slice(0, -1) },
  };
}

function staysOpen(joins: string, lastAt: number, at: number): boolean {
  return joins.startsWith("config:") || joins.startsWith("name:") || at - lastAt < burstMs;
}

function joinKey(change: GraphChange): string | null {
  // What takes connections along is a step back of its own.
  if (change.type === "configChanged" && (change.lostPorts ?? []).length > 0) return null;
  if (change.type === "configChanged") return `config:${change.nodeId}:${change.setting}`;
  if (change.type === "nodeRenamed") return `name:${change.nodeId}`;
  if (change.type === "nodesMoved") {
    const moved = [change.positions, change.notePositions ?? {}].flatMap(Object.keys);
    return `moved:${moved.toSorted().join()}`;
  }
  if (change.type === "noteChanged")
    return `note:${change.noteId}:${Object.keys(change.change).join()}`;
  return null;
}

const labels: Readonly<Record<Exclude<GraphChange["type"], "graphReplaced">, string>> = {
  nodeInserted: "add a step",
  nodeAppended: "add a step",
  nodesRemoved: "delete",
  edgeConnected: "connect",
  edgeRemoved: "remove a connection",
  nodesMoved: "move",
  nodesTidied: "tidy",
  nodeRelocated: "move a step",
  configChanged: "change a setting",
  nodeRenamed: "rename",
  settingsChanged: "change how it runs",
  connectionChosen: "choose a connection",
  nodesPasted: "paste",
  noteAdded: "add a note",
  noteChanged: "change a note",
};

function labelOf(change: GraphChange): string {
  return change.type === "graphReplaced" ? change.label : labels[change.type];
}
