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
import type { LayoutBox, LayoutLink } from "../../ui/flow/layout-parts.ts";
import {
  edgesOutOf,
  findNode,
  isTrigger,
  openPorts,
  portsOf,
  type NodeTypes,
} from "./graph-walk.ts";
import { noteKey } from "./chosen-parts.ts";
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

/** The graph as boxes and lines, laid out. Everything that changes while dragging is left to the canvas. */
export function editorElements(
  graph: Graph,
  facts: ElementFacts,
  onAdd: (edgeId: string) => void,
): { readonly nodes: EditorNode[]; readonly edges: FlowEdgeModel[] } {
  const cards = graph.nodes.map((node) => ({ node, data: cardData(graph, node, facts) }));
  const spots = facts.readOnly
    ? []
    : graph.nodes.flatMap((node) => addSpots(graph, node, facts.types));
  const { at, bends } = layOut(
    [
      ...cards.map(({ node, data }) => boxOf(node, data)),
      ...spots.map((spot) => ({ id: spotId(spot), ...addSize })),
    ],
    [...graph.edges.map((edge) => linkOf(graph, edge, facts.types)), ...spots.map(spotLink)],
  );
  const steps = cards.map(({ node, data }): StepNodeModel => {
    const size = { width: cardSize.width, height: heightOf(data) };
    return {
      id: node.id,
      type: "step",
      data,
      position: at.get(node.id) ?? { x: 0, y: 0 },
      ...size,
      measured: size,
      handles: handlesOf(size, { hasInput: !data.isTrigger, outputs: data.ports }),
      ariaLabel: `${data.title}: ${data.line}${data.note === null ? "" : `. ${data.note.text}`}`,
      ariaRole: "group",
    };
  });
  const adds = spots.map((data): AddNodeModel => ({
    id: spotId(data),
    type: "add",
    data,
    position: at.get(spotId(data)) ?? { x: 0, y: 0 },
    ...addSize,
    measured: addSize,
    handles: handlesOf(addSize, { hasInput: true, outputs: [] }),
    draggable: false,
    selectable: false,
    focusable: false,
    connectable: false,
  }));
  const edges = graph.edges.map((edge) => {
    const passed = bends.get(linkKey(linkOf(graph, edge, facts.types)));
    return lineOf(graph, edge, { facts, onAdd, ...(passed !== undefined && { bends: passed }) });
  });
  const notes = graph.notes.map((note) => noteOf(note, facts.readOnly));
  return { nodes: [...notes, ...steps, ...adds], edges: [...edges, ...spots.map(spotLine)] };
}

/** Notes lie below the cards. */
function noteOf(note: GraphNote, readOnly: boolean): NoteNodeModel {
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
}

function cardData(graph: Graph, node: GraphNode, facts: ElementFacts): StepCardData {
  const type = facts.types.get(node.type);
  const used = new Set(edgesOutOf(graph, node.id).map((edge) => edge.sourcePort));
  return {
    icon: type?.icon ?? "puzzle",
    title: stepName(node, facts.types),
    kind: type?.name ?? node.type,
    line: lineOfStep(node, facts),
    hue: type?.category ?? "developer",
    off: node.settings?.disabled === true,
    note: stepNote(graph, node, facts),
    isTrigger: isTrigger(node, facts.types),
    readOnly: facts.readOnly,
    ports: portsOf(graph, node, facts.types).filter(
      (port) => port.id !== "error" || used.has(port.id),
    ),
  };
}

function addSpots(graph: Graph, node: GraphNode, types: NodeTypes): AddSpotData[] {
  const open = openPorts(graph, node, types);
  const several = portsOf(graph, node, types).filter((port) => port.id !== "error").length > 1;
  const first = graph.nodes.length === 1;
  return open.map((port) => ({
    nodeId: node.id,
    port: port.id,
    order: portsOf(graph, node, types).findIndex((each) => each.id === port.id),
    caption: first ? "Add the first step" : several ? `${port.label}: ends here` : "Ends here",
    label: `Add a step after ${stepName(node, types)}${several ? `, ${port.label}` : ""}`,
  }));
}

function lineOf(
  graph: Graph,
  edge: GraphEdge,
  {
    facts,
    onAdd,
    bends = [],
  }: Pick<FlowEdgeData, "bends"> & {
    readonly facts: ElementFacts;
    readonly onAdd: (edgeId: string) => void;
  },
): FlowEdgeModel {
  const names = [edge.source, edge.target].map((id) => nameAt(graph, id, facts.types));
  return {
    id: edge.id,
    type: "flow",
    source: edge.source,
    sourceHandle: edge.sourcePort,
    target: edge.target,
    targetHandle: "in",
    ariaLabel: `From ${names[0]} to ${names[1]}`,
    deletable: false,
    data: {
      label: edgeLabel(graph, edge, facts.types),
      look: "plain",
      addLabel: facts.readOnly ? null : `Add a step between ${names[0]} and ${names[1]}`,
      onAdd: facts.readOnly ? null : onAdd,
      bends,
    },
  };
}

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
  return {
    id: `to:${spotId(spot)}`,
    type: "flow",
    source: spot.nodeId,
    sourceHandle: spot.port,
    target: spotId(spot),
    targetHandle: "in",
    focusable: false,
    selectable: false,
    data: { label: null, look: "open", addLabel: null, onAdd: null },
  };
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
