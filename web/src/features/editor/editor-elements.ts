import {
  noteLimits,
  type Graph,
  type GraphEdge,
  type GraphNode,
  type GraphNote,
  type Problem,
} from "@formloom/shared/graph";
import type { Port } from "@formloom/shared/plugin";
import type { Node } from "@xyflow/react";
import { stepName, type PathWords } from "../../plugins/value-labels.ts";
import { cardSize } from "../../ui/flow/flow-card.tsx";
import type { FlowEdgeData, FlowEdgeModel } from "../../ui/flow/flow-edge.tsx";
import { handlesOf } from "../../ui/flow/flow-ports.tsx";
import { linkKey } from "../../ui/flow/layout-parts.ts";
import { layOut } from "../../ui/flow/flow-layout.ts";
import type { LayoutBox, LayoutLink, LayoutPoint } from "../../ui/flow/layout-parts.ts";
import {
  edgesOutOf,
  findNode,
  isTrigger,
  openPorts,
  portsOf,
  type NodeTypes,
} from "./graph-walk.ts";
import { noteKey } from "./chosen-parts.ts";
import { keepMade } from "./keep-made.ts";
import type { NoteNodeModel } from "./note-node.tsx";
import { shortText } from "./note-words.ts";
import { lineOfStep } from "./step-lines.ts";
import { stepNote, type StepNote } from "./step-notes.ts";

export interface StepCardData extends Record<string, unknown> {
  readonly icon: string;
  readonly title: string;
  readonly kind: string;
  readonly line: string;
  readonly hue: string;
  readonly off: boolean;
  readonly note: StepNote | null;
  readonly isTrigger: boolean;
  readonly readOnly: boolean;
  readonly ports: readonly Port[];
}

/** The "+" below a step that nothing follows. */
export interface AddSpotData extends Record<string, unknown> {
  readonly nodeId: string;
  readonly port: string;
  /** Place of its port among the ways on. */
  readonly order: number;
  readonly caption: string;
  readonly label: string;
}

export type StepNodeModel = Node<StepCardData, "step">;
export type AddNodeModel = Node<AddSpotData, "add">;
export type EditorNode = StepNodeModel | AddNodeModel | NoteNodeModel;

export interface ElementFacts extends PathWords {
  readonly types: NodeTypes;
  readonly problems: readonly Problem[];
  /** How often steps failed lately, by id. */
  readonly failures: ReadonlyMap<string, number>;
  readonly readOnly: boolean;
}

const addSize = { width: 120, height: 48 } as const;

/**
 * The graph as boxes and lines, laid out. Everything that changes while dragging is left to the canvas. What is
 * drawn as before is the same object as before, so that it is not drawn again.
 */
export function editorElements(
  graph: Graph,
  facts: ElementFacts,
  onAdd: (edgeId: string) => void,
): { readonly nodes: EditorNode[]; readonly edges: FlowEdgeModel[] } {
  const cards = graph.nodes.map((node) => ({ node, data: cardData(graph, node, facts) }));
  const spots = facts.readOnly
    ? []
    : graph.nodes.flatMap((node) => addSpots(graph, node, facts.types));
  const links = graph.edges.map((edge) => linkOf(graph, edge, facts.types));
  const { at, bends } = layOut(
    [
      ...cards.map(({ node, data }) => boxOf(node, data)),
      ...spots.map((spot) => ({ id: spotId(spot), ...addSize })),
    ],
    [...links, ...spots.map(spotLink)],
  );
  const steps = cards.map(({ node, data }) => stepModel(node, data, at.get(node.id) ?? corner));
  const adds = spots.map((spot) => addModel(spot, at.get(spotId(spot)) ?? corner));
  const edges = graph.edges.map((edge, place) => {
    const link = links[place];
    const passed = link === undefined || bends.size === 0 ? undefined : bends.get(linkKey(link));
    return lineOf(graph, edge, { facts, onAdd, ...(passed !== undefined && { bends: passed }) });
  });
  const notes = graph.notes.map((note) => noteOf(note, facts.readOnly));
  return { nodes: [...notes, ...steps, ...adds], edges: [...edges, ...spots.map(spotLine)] };
}

const corner = { x: 0, y: 0 } as const;
const keptSteps = keepMade<StepNodeModel>();
const keptAdds = keepMade<AddNodeModel>();
const keptNotes = keepMade<NoteNodeModel>();
const keptCards = keepMade<StepCardData>();
const keptSpots = keepMade<readonly AddSpotData[]>();
const keptLines = keepMade<FlowEdgeModel>();
const keptSpotLines = keepMade<FlowEdgeModel>();

function stepModel(node: GraphNode, data: StepCardData, { x, y }: LayoutPoint): StepNodeModel {
  return keptSteps(node, [data, x, y], () => {
    const size = { width: cardSize.width, height: heightOf(data) };
    return {
      id: node.id,
      type: "step",
      data,
      position: { x, y },
      ...size,
      measured: size,
      handles: handlesOf(size, { hasInput: !data.isTrigger, outputs: data.ports }),
      ariaLabel: `${data.title}: ${data.line}${data.note === null ? "" : `. ${data.note.text}`}`,
      ariaRole: "group",
    };
  });
}

function addModel(data: AddSpotData, { x, y }: LayoutPoint): AddNodeModel {
  return keptAdds(data, [x, y], () => ({
    id: spotId(data),
    type: "add",
    data,
    position: { x, y },
    ...addSize,
    measured: addSize,
    handles: handlesOf(addSize, { hasInput: true, outputs: [] }),
    draggable: false,
    selectable: false,
    focusable: false,
    connectable: false,
  }));
}

/** Notes lie below the cards. */
function noteOf(note: GraphNote, readOnly: boolean): NoteNodeModel {
  return keptNotes(note, [readOnly], () => {
    const size = note.size ?? { width: noteLimits.width.usual, height: noteLimits.height.usual };
    return {
      id: noteKey(note.id),
      type: "note",
      data: { note },
      position: note.position,
      ...size,
      measured: size,
      zIndex: -1,
      draggable: !readOnly,
      connectable: false,
      ariaLabel: `Note: ${shortText(note.text)}`,
      ariaRole: "group",
    };
  });
}

function cardData(graph: Graph, node: GraphNode, facts: ElementFacts): StepCardData {
  const { types, readOnly } = facts;
  const ports = portsOf(graph, node, types);
  const line = lineOfStep(node, facts);
  const note = stepNote(graph, node, facts);
  return keptCards(node, [types, readOnly, ports, line, note?.tone, note?.text], () => {
    const type = types.get(node.type);
    const used = new Set(edgesOutOf(graph, node.id).map((edge) => edge.sourcePort));
    return {
      icon: type?.icon ?? "puzzle",
      title: stepName(node, types),
      kind: type?.name ?? node.type,
      line,
      hue: type?.category ?? "developer",
      off: node.settings?.disabled === true,
      note,
      isTrigger: isTrigger(node, types),
      readOnly,
      ports: ports.filter((port) => port.id !== "error" || used.has(port.id)),
    };
  });
}

function addSpots(graph: Graph, node: GraphNode, types: NodeTypes): readonly AddSpotData[] {
  const ports = portsOf(graph, node, types);
  const first = graph.nodes.length === 1;
  return keptSpots(node, [types, ports, first], () => {
    const several = ports.filter((port) => port.id !== "error").length > 1;
    return openPorts(graph, node, types).map((port) => ({
      nodeId: node.id,
      port: port.id,
      order: ports.findIndex((each) => each.id === port.id),
      caption: first ? "Add the first step" : several ? `${port.label}: ends here` : "Ends here",
      label: `Add a step after ${stepName(node, types)}${several ? `, ${port.label}` : ""}`,
    }));
  });
}

function lineOf(
  graph: Graph,
  edge: GraphEdge,
  {
    facts,
    onAdd,
    bends = straight,
  }: Pick<FlowEdgeData, "bends"> & {
    readonly facts: ElementFacts;
    readonly onAdd: (edgeId: string) => void;
  },
): FlowEdgeModel {
  const { types, readOnly } = facts;
  const [from, to] = [nameAt(graph, edge.source, types), nameAt(graph, edge.target, types)];
  const label = edgeLabel(graph, edge, types);
  const way = bends.map(({ x, y }) => `${x} ${y}`).join();
  return keptLines(edge, [readOnly, onAdd, from, to, label, way], () => ({
    id: edge.id,
    type: "flow",
    source: edge.source,
    sourceHandle: edge.sourcePort,
    target: edge.target,
    targetHandle: "in",
    ariaLabel: `From ${from} to ${to}`,
    deletable: false,
    data: {
      label,
      look: "plain",
      addLabel: readOnly ? null : `Add a step between ${from} and ${to}`,
      onAdd: readOnly ? null : onAdd,
      bends,
    },
  }));
}

const straight: readonly LayoutPoint[] = [];

/** What stands on a line: the way's name where a step has several ways on. */
export function edgeLabel(graph: Graph, edge: GraphEdge, types: NodeTypes): string | null {
  if (edge.sourcePort === "error") return "If it fails";
  const node = findNode(graph, edge.source);
  if (node === undefined) return null;
  const ports = portsOf(graph, node, types).filter((port) => port.id !== "error");
  return ports.length > 1
    ? (ports.find((port) => port.id === edge.sourcePort)?.label ?? null)
    : null;
}

function spotLine(spot: AddSpotData): FlowEdgeModel {
  return keptSpotLines(spot, [], () => ({
    id: `to:${spotId(spot)}`,
    type: "flow",
    source: spot.nodeId,
    sourceHandle: spot.port,
    target: spotId(spot),
    targetHandle: "in",
    focusable: false,
    selectable: false,
    data: { label: null, look: "open", addLabel: null, onAdd: null },
  }));
}

function linkOf(graph: Graph, edge: GraphEdge, types: NodeTypes): LayoutLink {
  const node = findNode(graph, edge.source);
  const ports = node === undefined ? [] : portsOf(graph, node, types);
  return {
    source: edge.source,
    target: edge.target,
    order: ports.findIndex((port) => port.id === edge.sourcePort),
  };
}

function boxOf(node: GraphNode, data: StepCardData): LayoutBox {
  return { id: node.id, width: cardSize.width, height: heightOf(data), fixed: node.position };
}

const heightOf = (data: StepCardData): number =>
  cardSize.height + (data.note === null ? 0 : cardSize.footer);
const spotId = (spot: AddSpotData): string => `add:${spot.nodeId}:${spot.port}`;
const spotLink = (spot: AddSpotData): LayoutLink => ({
  source: spot.nodeId,
  target: spotId(spot),
  order: spot.order,
});

function nameAt(graph: Graph, nodeId: string, types: NodeTypes): string {
  const node = findNode(graph, nodeId);
  return node === undefined ? "a missing step" : stepName(node, types);
}
