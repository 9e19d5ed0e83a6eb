import type { GraphEdge, GraphNode } from "@formloom/shared/graph";
import { outputPorts, type NodeType, type Port } from "@formloom/shared/plugin";
import type { LayoutLink } from "../ui/flow/layout-parts.ts";
import { stepLine } from "./step-line.ts";
import { stepName, type PathWords } from "./value-labels.ts";

type Types = ReadonlyMap<string, NodeType>;

/** A step's card in a picture that is only looked at, such as a run's or a version's. */
export interface StepCard {
  readonly icon: string;
  readonly title: string;
  /** What the step does, in words. */
  readonly line: string;
  readonly hue: string;
  readonly hasInput: boolean;
  /** The ways on that an edge leaves by, in the order of the type; strays last. */
  readonly ports: readonly Port[];
}

export function stepCard(
  node: GraphNode,
  edges: readonly GraphEdge[],
  { types, words }: { readonly types: Types; readonly words: PathWords },
): StepCard {
  const type = types.get(node.type);
  const used = new Set(
    edges.filter((edge) => edge.source === node.id).map((edge) => edge.sourcePort),
  );
  return {
    icon: type?.icon ?? "puzzle",
    title: stepName(node, types),
    line: stepLine(node, type, words),
    hue: type?.category ?? "developer",
    hasInput: edges.some((edge) => edge.target === node.id),
    ports: usedPorts(portsOf(node, type), used),
  };
}

/** An edge as the layout wants it: with the place of its port among those of its source. */
export function layoutLink(edge: GraphEdge, nodes: readonly GraphNode[], types: Types): LayoutLink {
  const { source, target } = edge;
  return { source, target, order: portOrder(edge, nodes, types) };
}

function portOrder(edge: GraphEdge, nodes: readonly GraphNode[], types: Types): number {
  const source = nodes.find((node) => node.id === edge.source);
  if (source === undefined) return 0;
  return portsOf(source, types.get(source.type)).findIndex((port) => port.id === edge.sourcePort);
}

function portsOf(node: GraphNode, type: NodeType | undefined): readonly Port[] {
  return type === undefined
    ? [{ id: "out", label: "Next" }]
    : outputPorts(type.outputs, node.config);
}

function usedPorts(known: readonly Port[], used: ReadonlySet<string>): Port[] {
  const strays = [...used].filter((id) => known.every((port) => port.id !== id));
  return [...known.filter((port) => used.has(port.id)), ...strays.map((id) => ({ id, label: id }))];
}
