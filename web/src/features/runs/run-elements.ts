import type { RunView, StepView } from "@formloom/shared/api";
import type { FieldKind } from "@formloom/shared/form";
import type { GraphEdge, GraphNode } from "@formloom/shared/graph";
import { outputPorts, type NodeType, type Port } from "@formloom/shared/plugin";
import type { Node } from "@xyflow/react";
import { stepLine } from "../../plugins/step-line.ts";
import { stepName } from "../../plugins/value-labels.ts";
import { cardSize } from "../../ui/flow/flow-card.tsx";
import type { FlowEdgeModel } from "../../ui/flow/flow-edge.tsx";
import { handlesOf } from "../../ui/flow/flow-ports.tsx";
import { layOut } from "../../ui/flow/flow-layout.ts";
import { isReached, isTaken, stepsByNode } from "./run-path.ts";
import { stepWords, type StateWords } from "./run-words.ts";

export interface RunCardData extends Record<string, unknown> {
  readonly icon: string;
  readonly title: string;
  readonly line: string;
  readonly hue: string;
  readonly reached: boolean;
  readonly state: StateWords;
  readonly hasInput: boolean;
  readonly ports: readonly Port[];
}

export type RunNodeModel = Node<RunCardData, "run-step">;

export interface RunFacts {
  readonly types: ReadonlyMap<string, NodeType>;
  readonly labels: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, FieldKind>>;
}

const notReached: StateWords = { tone: "passed-by", text: "Not reached" };
const size = { width: cardSize.width, height: 88 } as const;

/** The run's graph as boxes and lines: what was taken bold, the rest faded. */
export function runElements(
  run: RunView,
  facts: RunFacts,
): { readonly nodes: RunNodeModel[]; readonly edges: FlowEdgeModel[] } {
  const steps = stepsByNode(run);
  const { nodes, edges } = run.graph;
  const { at } = layOut(
    nodes.map((node) => ({ id: node.id, ...size, fixed: node.position })),
    edges.map((edge) => ({
      source: edge.source,
      target: edge.target,
      order: orderOf(edge, nodes, facts),
    })),
  );
  return {
    nodes: nodes.map((node): RunNodeModel => {
      const data = cardData(node, steps.get(node.id), { run, facts });
      return {
        id: node.id,
        type: "run-step",
        data,
        position: at.get(node.id) ?? { x: 0, y: 0 },
        ...size,
        measured: size,
        handles: handlesOf(size, { hasInput: data.hasInput, outputs: data.ports }),
        ariaLabel: `${data.title}: ${data.state.text}`,
      };
    }),
    edges: edges.map((edge) => lineOf(edge, steps)),
  };
}

function cardData(
  node: GraphNode,
  step: StepView | undefined,
  { run, facts }: { readonly run: RunView; readonly facts: RunFacts },
): RunCardData {
  const type = facts.types.get(node.type);
  const used = new Set(
    run.graph.edges.filter((edge) => edge.source === node.id).map((edge) => edge.sourcePort),
  );
  return {
    icon: type?.icon ?? "puzzle",
    title: stepName(node, facts.types),
    line: stepLine(node, type, facts),
    hue: type?.category ?? "developer",
    reached: isReached(step),
    state: step === undefined ? notReached : stepWords(step, node),
    hasInput: run.graph.edges.some((edge) => edge.target === node.id),
    ports: usedPorts(portsOf(node, type), used),
  };
}

function lineOf(edge: GraphEdge, steps: ReadonlyMap<string, StepView>): FlowEdgeModel {
  return {
    id: edge.id,
    type: "flow",
    source: edge.source,
    sourceHandle: edge.sourcePort,
    target: edge.target,
    targetHandle: "in",
    focusable: false,
    data: {
      label: edge.sourcePort === "error" ? "If it fails" : null,
      look: isTaken(edge, steps) ? "taken" : "faded",
      addLabel: null,
      onAdd: null,
    },
  };
}

function orderOf(edge: GraphEdge, nodes: readonly GraphNode[], facts: RunFacts): number {
  const source = nodes.find((node) => node.id === edge.source);
  if (source === undefined) return 0;
  return portsOf(source, facts.types.get(source.type)).findIndex(
    (port) => port.id === edge.sourcePort,
  );
}

function portsOf(node: GraphNode, type: NodeType | undefined): readonly Port[] {
  return type === undefined
    ? [{ id: "out", label: "Next" }]
    : outputPorts(type.outputs, node.config);
}

/** In the order of the type; what the type no longer has comes last. */
function usedPorts(known: readonly Port[], used: ReadonlySet<string>): Port[] {
  const strays = [...used].filter((id) => known.every((port) => port.id !== id));
  return [...known.filter((port) => used.has(port.id)), ...strays.map((id) => ({ id, label: id }))];
}
